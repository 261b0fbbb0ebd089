"""The reference says what the code does: every command, setting, event, route and refusal code is written down, and nothing else."""

import re

import pytest

from plumbline.app import opening
from plumbline.words.event import sentences
from reference_tables import ROOT, TABLES, filled, pages, refusal_codes

PAGES = {page.name: page.read_text(encoding="utf-8") for page in pages()}
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_tables_of_a_reference_page_are_those_of_the_code(name: str):
    assert PAGES[name] == filled(PAGES[name]), "write the tables anew with: make reference"


def test_every_table_that_can_be_made_stands_on_a_page():
    written = {name for text in PAGES.values() for name in re.findall(r"made from the code: (\w+)", text)}
    assert written == set(TABLES)


def test_the_scan_of_refusal_codes_finds_those_of_each_form():
    assert {"stale", "forbidden", "ledger.read_only", "blocker.incomplete"} <= refusal_codes()


def test_every_event_has_a_sentence_for_people():
    assert set(sentences()) == set(opening.EVENTS)


def test_links_between_documents_lead_somewhere():
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in documents
        for link in _LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in link and not (document.parent / link).exists()
    ]
    assert broken == []
