import json

import pytest

from plumbline.domain.journey.plain import plain_of
from plumbline.files.journeys import JOURNEYS, journey_digest, load_journey, read_journey
from plumbline.files.problem import PackErrors
from plumbline.kernel.canonical import canonical
from small_journey import plain, small

TEMPLATES = sorted(JOURNEYS.glob("*.yaml"))


def problem(text: str) -> str:
    with pytest.raises(PackErrors) as raised:
        read_journey(text.encode(), "payment.yaml")
    return str(raised.value)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_every_built_in_journey_reads_without_a_problem(file: object) -> None:
    model = load_journey(JOURNEYS / getattr(file, "name", ""))
    assert model.id == getattr(file, "stem", "")


def test_there_are_built_in_journeys() -> None:
    assert TEMPLATES


def test_a_journey_is_the_same_after_it_was_written_and_read_again() -> None:
    model = small()
    assert read_journey(canonical(plain_of(model)), "payment.json") == model


def test_equal_journeys_have_one_digest_however_they_were_written() -> None:
    assert journey_digest(small(device="phone", tasks=[], summary="")) == journey_digest(small())
    assert journey_digest(small(title="Another payment")) != journey_digest(small())


def test_parts_without_an_id_are_numbered_in_their_order_and_never_twice() -> None:
    transitions = [{"from": "cart", "on": "leave", "to": "left"}, {"id": "t1", "from": "cart", "on": "pay", "to": "paying"}]
    assert [one.id for one in small(transitions=transitions).transitions] == ["t2", "t1"]


def test_a_wrong_reference_is_told_with_its_line_and_column() -> None:
    text = json.dumps(plain(), indent=1).replace('"to": "paying"', '"to": "payng"', 1)
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "payng" in one)
    message = problem(text)
    assert message.startswith(f"payment.yaml:{line}:")
    assert "did you mean paying?" in message


def test_a_wrong_condition_is_told_at_its_character() -> None:
    file = JOURNEYS / "parcel-delay.yaml"
    text = file.read_text(encoding="utf-8").replace("'attempts < 2 && day ==", "'attemps < 2 && day ==")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "attemps" in one)
    column = text.splitlines()[line - 1].index("attemps")  # within the quotes, whose first character counts as the condition's
    assert f"payment.yaml:{line}:{column}: " in problem(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind: journey\nid: a\nversion: 1.0.0\ntitle: &x A\nsummary: *x\n", "anchor"),
        ("kind: journey\nid: a\nversion: 1.0.0\ntitle: A\ntitle: B\n", "stands here twice"),
        ("kind: journey\nid: a\nversion: 1.0.0\ntitle: A\n", "roles is missing"),
        ("kind: industry\nid: a\nversion: 1.0.0\ntitle: A\n", "'industry' is no kind of file that is read here; expected journey"),
        ("kind: journey\nid: a\nversion: 1.0.0\ntitle: A\nscreenz: []\n", "did you mean screens?"),
        ("kind: journey\n" + "x" * 1_100_000, "too large"),
        ("[" * 100, "nested too deeply"),
        ("", "empty"),
    ],
    ids=["alias", "twice", "missing", "another kind", "unknown key", "too large", "too deep", "empty"],
)
def test_a_file_that_is_no_journey_is_refused_with_what_was_expected(text: str, words: str) -> None:
    assert words in problem(text)
