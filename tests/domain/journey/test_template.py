"""A journey as a template: answers to what it asks for, and names that leave before others use it."""

from typing import Any

from plumbline.domain.journey.plain import plain_of
from plumbline.domain.journey.template import Answer, Settlement, answered, names_in, settled, unanswerable
from plumbline.files.journeys import templates
from small_journey import plain


def with_text(text: str) -> dict[str, Any]:
    data = plain()
    data["screens"][0]["content"].append({"id": "said", "type": "text", "text": text})
    return data


def found(text: str, **known: list[str]) -> dict[str, str]:
    names: Any = known
    return {one.text: one.kind for one in names_in(with_text(text), names)}


def test_an_answer_is_the_value_of_its_parameter_and_nothing_else_changes() -> None:
    content = plain_of(templates()["parcel-delay"].model)
    asked = content["parameters"][0]
    after = answered(content, [Answer(parameter=asked["id"], text=" Nordlicht ")])
    assert after["parameters"][0] == {**asked, "default": "Nordlicht"}
    assert {**after, "parameters": content["parameters"]} == content


def test_answers_to_nothing_and_empty_ones_do_not_fit() -> None:
    content = plain_of(templates()["parcel-delay"].model)
    wrong = [Answer(parameter="none", text="x"), Answer(parameter=content["parameters"][0]["id"], text=" ")]
    assert unanswerable(content, wrong) == wrong
    assert unanswerable(content, [Answer(parameter=content["parameters"][0]["id"], text="x")]) == []


def test_names_of_people_are_found_whole_and_word_by_word() -> None:
    assert found("Ana Ruiz calls you. Ask Ana.", person=["Ana Ruiz"]) == {"Ana Ruiz": "person", "Ana": "person", "Ruiz": "person"}
    assert found("An anagram of banana", person=["Ana Ruiz"]) == {}


def test_what_looks_like_an_address_or_a_number_is_found() -> None:
    text = "Write to help@nordlicht.example, see https://nordlicht.example/help or call +49 30 1234 567."
    assert found(text) == {"help@nordlicht.example": "mail", "https://nordlicht.example/help": "address", "+49 30 1234 567": "number"}


def test_a_name_is_counted_by_the_texts_it_stands_in() -> None:
    data = with_text("Nordlicht, Nordlicht")
    data["title"] = "Late at Nordlicht"
    (name,) = names_in(data, {"workspace": ["Nordlicht"]})
    assert name.places == 2


def test_ids_and_conditions_hold_no_names() -> None:
    data = plain()
    data["transitions"][0]["when"] = 'method == "card"'
    assert names_in(data, {"person": ["card", "cart", "idle"]}) == ()


def test_another_word_stands_in_the_place_of_a_name_and_what_stays_stays() -> None:
    data = with_text("Ana Ruiz of Nordlicht, Ana")
    told = [Settlement(text="Ana", instead="a colleague"), Settlement(text="Ana Ruiz", instead="{who}"), Settlement(text="Nordlicht")]
    after = settled(data, told)
    assert after["screens"][0]["content"][-1]["text"] == "{who} of Nordlicht, a colleague"
    assert after["screens"][1:] == data["screens"][1:]


def test_the_second_part_of_an_entry_and_the_value_of_a_parameter_are_texts() -> None:
    data = plain()
    data["screens"][0]["content"] += [{"id": "list", "type": "tabs", "items": [{"value": "Ask Nordlicht", "text": "Help"}]}]
    data["parameters"] = [{"id": "shop", "title": "The shop", "default": "Nordlicht"}]
    after = settled(data, [Settlement(text="Nordlicht", instead="us")])
    assert after["screens"][0]["content"][-1]["items"][0]["value"] == "Ask us"
    assert after["parameters"][0]["default"] == "us"
