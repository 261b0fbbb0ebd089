"""A text falls into sections, and a section stays the same through what is written around it."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from plumbline.domain.document.outline import Format, Section, section_at, sections_of

POLICY = """# Checkout copy

## Entry

The buyer comes from the basket.

## Consent

One box, not ticked.

### Why

Because.

## Payment

A card is asked for.
"""


def outlined(text: str, before: tuple[Section, ...] = (), form: Format = "markdown", title: str = "Copy") -> tuple[Section, ...]:
    numbers = count(len(before))
    return sections_of(text, form, title, before, lambda prefix: f"{prefix}_{next(numbers)}")


def titles(sections: tuple[Section, ...]) -> list[str]:
    return [section.title for section in sections]


def same(before: tuple[Section, ...], after: tuple[Section, ...]) -> dict[str, str]:
    by_id = {section.id: section.title for section in before}
    return {section.title: by_id[section.id] for section in after if section.id in by_id}


def test_headings_of_the_first_two_levels_make_sections():
    assert titles(outlined(POLICY)) == ["Entry", "Consent", "Payment"]


def test_what_stands_before_the_first_heading_is_a_section_named_after_the_document():
    assert titles(outlined("Preface.\n\n" + POLICY)) == ["Copy", "Entry", "Consent", "Payment"]
    assert titles(outlined("No headings at all.")) == ["Copy"]


def test_a_heading_in_a_code_block_is_none():
    assert titles(outlined("# One\n\ntext\n\n```\n# no heading\n```\n\n~~~\n## neither\n~~~\n")) == ["One"]


def test_underlined_headings_count_and_lists_and_rules_do_not():
    assert titles(outlined("Title\n=====\n\ntext\n\nPart\n----\n\n- item\n---\n\ntext\n\n---\n\nend\n")) == ["Title", "Part"]


def test_headings_lose_their_markup():
    assert titles(outlined("# The *new* [form](https://example.org) `x` #\n\ntext")) == ["The new form x"]


def test_a_plain_text_has_the_headings_it_underlines():
    text = "PEP: 8\nTitle: Style\n\nIntroduction\n============\n\nText.\n\nDeeper\n------\n\nMore.\n\nDeepest\n~~~~~~~\n\nEnd.\n"
    assert titles(outlined(text, form="text", title="PEP 8")) == ["PEP 8", "Introduction", "Deeper"]


def test_a_section_keeps_its_id_when_others_come_go_and_change():
    before = outlined(POLICY)
    after = outlined(POLICY.replace("## Consent", "## New\n\nText.\n\n## Consent").replace("A card", "Another card"), before)
    assert same(before, after) == {"Entry": "Entry", "Consent": "Consent", "Payment": "Payment"}
    assert [section.digest for section in after if section.title == "Entry"] == [before[0].digest]


def test_a_renamed_section_is_known_by_its_place():
    before = outlined(POLICY)
    assert same(before, outlined(POLICY.replace("## Consent", "## Agreement"), before))["Agreement"] == "Consent"


def test_sections_that_change_places_take_their_ids_along():
    before = outlined("## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n")
    after = outlined("## C\n\nc\n\n## A\n\na\n\n## B\n\nb\n", before)
    assert same(before, after) == {"A": "A", "B": "B", "C": "C"}


def test_a_new_section_never_gets_the_id_of_one_that_is_there():
    before = outlined("## A\n\na\n\n## B\n\nb\n")
    after = outlined("## A\n\na\n\n## B\n\nb\n\n## B\n\nmore\n", before)
    assert len({section.id for section in after}) == 3


pieces = st.lists(st.sampled_from(["# A", "## B", "## C", "### D", "text", "", "```", "- x", "----", "===="]), max_size=25)


@given(pieces, pieces, st.sampled_from(["markdown", "text"]))
def test_sections_tile_every_text(one: list[str], two: list[str], form: Format):
    before: tuple[Section, ...] = ()
    for text in ("\n".join(one), "\n".join(two)):
        sections = outlined(text, before, form)
        assert [section.start for section in sections] == [0, *(section.end for section in sections[:-1])]
        assert sections[-1].end == len(text)
        assert len({section.id for section in sections}) == len(sections)
        for place in range(len(text)):
            assert section_at(sections, place).start <= place
        before = sections
