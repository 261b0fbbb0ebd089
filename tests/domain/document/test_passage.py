"""Passages find their words again: an edit elsewhere never loses one, and what is found always exists."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from plumbline.domain.document.passage import Place, located, relocate

POLICY = """# Declined cards

The buyer sees why the payment failed and is offered one retry.

After a third decline the card is blocked and the order is kept for 24 hours.

# Support

A person answers within one working day.
"""


def placed(old: str, quote: str, new: str) -> tuple[str, str] | None:
    start = old.index(quote)
    found = relocate(old, start, start + len(quote), new)
    return None if found is None else (found.change, new[found.start : found.end])


def test_a_passage_in_an_unchanged_text_stays_where_it_is():
    assert placed(POLICY, "one retry", POLICY) == ("same", "one retry")


def test_a_passage_moves_with_what_is_written_above_it():
    new = POLICY.replace("# Declined cards\n", "# Declined cards\n\nThis is new.\n")
    assert placed(POLICY, "After a third decline the card is blocked", new) == ("moved", "After a third decline the card is blocked")


def test_a_passage_is_found_in_another_section():
    line = "After a third decline the card is blocked and the order is kept for 24 hours.\n\n"
    assert placed(POLICY, line.strip(), POLICY.replace(line, "") + "\n" + line) == ("moved", line.strip())


def test_the_same_words_elsewhere_are_told_apart_by_what_stands_around_them():
    old = "The card is blocked.\n\nThen nothing.\n\nLater the card is blocked.\n"
    new = "Preface.\n\nThe card is blocked.\n\nThen nothing!\n\nLater the card is blocked.\n"
    start = old.rindex("card is blocked")
    found = relocate(old, start, start + len("card is blocked"), new)
    assert found is not None
    assert found.start == new.rindex("card is blocked")


def test_edited_words_are_found_and_said_to_have_changed():
    new = POLICY.replace("After a third decline the card is blocked", "After the second decline the card is blocked")
    assert placed(POLICY, "After a third decline the card is blocked", new) == ("changed", "After the second decline the card is blocked")


def test_words_that_were_replaced_are_gone():
    new = POLICY.replace("After a third decline the card is blocked and the order is kept for 24 hours.", "Nothing else happens.")
    assert placed(POLICY, "After a third decline the card is blocked", new) is None


def test_a_single_word_does_not_hold_on_to_the_same_word_far_away():
    old = "One.\n\nThe card expires.\n\n" + "x\n" * 50 + "Send a card at Christmas.\n"
    new = "One.\n\n" + "x\n" * 50 + "Send a card at Christmas.\n"
    start = old.index("card")
    assert relocate(old, start, start + 4, new) is None


def test_an_empty_text_holds_no_passage():
    assert placed(POLICY, "one retry", "") is None


def test_words_are_located_through_markup_and_line_breaks():
    source = "The buyer **sees why** the\npayment [failed](https://example.org)."
    assert located(source, "sees why the payment", 0, len(source)) == (source.index("sees"), source.index("payment") + len("payment"))
    assert located(source, "nowhere", 0, len(source)) is None
    assert located("a ?? b", "??", 0, 6) == (2, 4)


paragraphs = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=60), min_size=2, max_size=8)


@settings(max_examples=300, deadline=None)
@given(paragraphs, st.data())
def test_an_edit_elsewhere_never_loses_a_passage(parts: list[str], data: st.DataObject):
    text = "\n\n".join(parts)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before, after = text[:start], text[end:]
    new_text = st.text(max_size=30)
    if data.draw(st.booleans()):
        cut = data.draw(st.integers(0, len(before)))
        till = data.draw(st.integers(cut, len(before)))
        before = before[:cut] + data.draw(new_text) + before[till:]
    else:
        cut = data.draw(st.integers(0, len(after)))
        till = data.draw(st.integers(cut, len(after)))
        after = after[:cut] + data.draw(new_text) + after[till:]
    new = before + text[start:end] + after
    found = relocate(text, start, end, new)
    assert found is not None
    assert new[found.start : found.end] == text[start:end]


@settings(max_examples=200, deadline=None)
@given(paragraphs, st.data())
def test_paragraphs_written_anew_around_it_never_lose_a_passage(parts: list[str], data: st.DataObject):
    passage = "After a third decline the card is blocked"
    place = data.draw(st.integers(0, len(parts)))
    old = [*parts[:place], passage, *parts[place:]]
    others = [data.draw(st.one_of(st.just(part), st.text(max_size=40))) for part in parts]
    spot = data.draw(st.integers(0, len(parts)))
    new = "\n\n".join([*others[:spot], passage, *others[spot:]])
    text = "\n\n".join(old)
    start = len("\n\n".join(parts[:place])) + (2 if place else 0)
    found = relocate(text, start, start + len(passage), new)
    assert found is not None
    assert new[found.start : found.end] == passage


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=200), st.text(max_size=200), st.data())
@example("ab ab ab", "ab ba ab", None)
def test_what_is_found_always_quotes_text_that_exists(old: str, new: str, data: st.DataObject | None):
    start = data.draw(st.integers(0, len(old) - 1)) if data else 3
    end = data.draw(st.integers(start + 1, len(old))) if data else 5
    found = relocate(old, start, end, new)
    if found is not None:
        assert 0 <= found.start < found.end <= len(new)
        assert (new[found.start : found.end] == old[start:end]) is (found.change != "changed") or found.change == "changed"
        assert isinstance(found, Place)


def test_a_passage_is_found_again_in_a_long_text():
    old = "\n\n".join(f"Paragraph {number} says that the card is blocked after {number} declines." for number in range(5000))
    new = old.replace("Paragraph 2500 says that the card", "Paragraph 2500 no longer says that a card") + "\n\nEnd."
    start = old.index("Paragraph 2500 says")
    found = relocate(old, start, start + 60, new)
    assert found is not None
    assert "2500 no longer says" in new[found.start : found.end]
