"""Decision records as others write them: read without losing anything, with a note on what had to be guessed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plumbline.domain.cycle.decision.imported import BROUGHT
from plumbline.files.records import DecisionRecord, RecordFile, read_records
from plumbline.files.records.adr import read_adr
from plumbline.files.records.record import day_of

NYGARD = """# 4. Use bash

Date: 2020-11-19

## Status

⌛️ Superseded [0019](0019-use-go.md)

## Context

Which language?

## Decision

We use **bash**.

## Consequences

- Scripts stay short
"""
MADR = """---
status: accepted
date: 2024-02-03
decision-makers: [Ana Ruiz, Bo Berg]
---
# Keep the ledger in SQLite

## Context and Problem Statement

Where does it live?

## Considered Options

* SQLite
* [PostgreSQL](https://example.org) with a server
* Files

## Decision Outcome

Chosen option: "SQLite", because one file is enough.
"""
KEP = """title: Trace the server
kep-number: 647
authors: ["@ana"]
owning-sig: sig-x
status: implementable
creation-date: "2018-12-04"
"""
PEP = """PEP: 703
Title: Making the lock optional
Author: Sam Gross <sam at example.org>,
        Ana Ruiz <ana@example.org>
Status: Final
Created: 09-Jan-2023
Resolution: `24-Oct-2023 <https://example.org/37075>`__

Abstract
========

A build without the lock.

Motivation
==========

More cores.
"""
LOG = """<log xmlns="http://www.xes-standard.org/"><trace><string key="concept:name" value="Case 7"/>
<event><string key="concept:name" value="Ask"/><date key="time:timestamp" value="2024-01-03T09:00:00.000+01:00"/></event>
<event><string key="concept:name" value="Approve order"/><string key="org:resource" value="Ana"/>
<date key="time:timestamp" value="2024-01-09T09:00:00Z"/></event>
</trace><trace><event><string key="concept:name" value="Ask"/></event></trace></log>"""


def one(source: str, text: str, name: str = "0004-use-bash.md", **more: object) -> DecisionRecord:
    reading = read_records(source, [RecordFile(name=name, text=text, **more)])  # type: ignore[arg-type]
    assert reading.unread == ()
    return reading.records[0]


def test_a_record_in_nygards_form_gives_question_answer_and_what_took_its_place():
    read = one("adr", NYGARD)
    assert (read.title, read.state, read.follows, read.begun_on) == ("Use bash", "superseded", "0019-use-go", date(2020, 11, 19))
    assert read.question == "Which language?"
    assert read.because == "We use **bash**.\n\n## Consequences\n\n- Scripts stay short"
    assert (read.original, read.notes) == (NYGARD, ())


def test_a_madr_gives_options_and_people_out_of_its_front_matter():
    read = one("adr", MADR, "0001-sqlite.md")
    assert (read.state, read.ended_on, read.key) == ("approved", date(2024, 2, 3), "0001-sqlite")
    assert read.options == ("SQLite", "PostgreSQL with a server", "Files")
    assert read.people == ("Ana Ruiz", "Bo Berg")


@pytest.mark.parametrize(
    ("written", "state", "noted"),
    [
        ("Accepted", "approved", False), ("* Status: accepted", "approved", False), ("**Rejected**", "rejected", False),
        ("Acepted", "approved", True), ("Superceded by [ADR-12](0012-x.md)", "superseded", False), ("Deprecated", "lapsed", False),
        ("Accepted\n\nSupersedes [1. Old](0001-old.md)", "approved", False), ("Proposed\n\nAccepted", "approved", False),
        ("Under consideration by the board", "draft", True), ("whatever", "draft", True), ("", "draft", True),
    ],
)  # fmt: skip
def test_a_status_is_understood_as_people_write_it_and_what_is_guessed_is_said(written: str, state: str, noted: bool):
    read = one("adr", f"# 1. Title\n\n## Status\n\n{written}\n\n## Context\n\nWhy?\n")
    assert (read.state, bool(read.notes)) == (state, noted), read.notes


@pytest.mark.parametrize(
    "said", ["2020-09-04", "2020/09/04", "04-Sep-2020", "4 September 2020", "September 4, 2020", "04.09.2020", "20200904"]
)
def test_a_day_is_understood_in_the_forms_that_are_in_use(said: str):
    assert day_of(said) == date(2020, 9, 4)


def test_versions_of_a_file_tell_when_it_was_decided():
    before = MADR.replace("accepted", "proposed")
    read = one("adr", MADR, history=((date(2024, 1, 8), before), (date(2024, 1, 20), before), (date(2024, 2, 1), MADR)))
    assert [(one.state, one.on) for one in read.history] == [("proposed", date(2024, 1, 8)), ("approved", date(2024, 2, 1))]
    assert (read.begun_on, read.ended_on) == (date(2024, 1, 8), date(2024, 2, 1))


def test_a_kep_gives_its_status_and_the_summary_that_lies_beside_it():
    read = one("kep", KEP, "sig-x/647-tracing/kep.yaml", beside="# KEP\n\n## Summary\n\nWhat is slow?\n\n## Motivation\n\nM.\n")
    assert (read.key, read.state, read.begun_on, read.question) == ("647", "approved", date(2018, 12, 4), "What is slow?")
    assert "## Motivation" in read.original


def test_a_kep_that_is_no_yaml_is_kept_with_a_note():
    read = one("kep", "title: [broken\nstatus: x", "1-broken.yaml")
    assert (read.title, read.state, read.original) == ("1 broken", "draft", "title: [broken\nstatus: x")
    assert "could not be read as YAML" in read.notes[0]


def test_a_pep_gives_its_headers_its_abstract_and_the_day_it_was_resolved():
    read = one("pep", PEP, "pep-0703.rst")
    assert (read.key, read.state, read.begun_on, read.ended_on) == ("703", "approved", date(2023, 1, 9), date(2023, 10, 24))
    assert (read.question, read.people) == ("A build without the lock.", ("Sam Gross <sam at example.org>", "Ana Ruiz <ana@example.org>"))


def test_rows_of_a_table_are_decisions_whatever_the_columns_are_called():
    table = "Nr;Summary;State;Created on;Decided;Rationale\n1;Use a queue;accepted;2024-01-01;2024-01-09;It is slow\n2;Buy it;declined;;;\n"
    first, second = read_records("csv", [RecordFile(name="log.csv", text=table)]).records
    assert (first.key, first.title, first.state, first.begun_on, first.ended_on) == (
        "1", "Use a queue", "approved", date(2024, 1, 1), date(2024, 1, 9),
    )  # fmt: skip
    assert (first.because, second.state, second.original.splitlines()[1]) == ("It is slow", "rejected", "Summary: Buy it")


def test_a_column_that_does_not_say_what_it_is_is_told():
    reading = read_records("csv", [RecordFile(name="a.csv", text="What,Where it stands\nUse a queue,open\n")], {"title": "what"})
    assert (reading.records[0].title, reading.records[0].state) == ("Use a queue", "draft")
    told = read_records(
        "csv", [RecordFile(name="a.csv", text="What,Where it stands\nUse it,open\n")], {"title": "What", "status": "where it stands"}
    )
    assert told.records[0].state == "proposed"


def test_a_trace_of_a_log_is_a_decision_with_the_days_of_its_events():
    decided, waiting = read_records("xes", [RecordFile(name="log.xes", text=LOG)]).records
    assert (decided.key, decided.state, decided.begun_on, decided.ended_on) == ("Case 7", "approved", date(2024, 1, 3), date(2024, 1, 9))
    assert [one.said for one in decided.history] == ["Ask", "Approve order"]
    assert (waiting.state, waiting.notes) == ("proposed", ("No event says how it ended, so it is open here.", "Some events have no day."))


def test_a_log_with_a_document_type_is_not_read_and_keeps_no_other_file_back():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><log><trace/></log>'
    reading = read_records("xes", [RecordFile(name="bomb.xes", text=bomb), RecordFile(name="log.xes", text=LOG)])
    assert (len(reading.records), reading.unread[0].name) == (2, "bomb.xes")
    assert "a document type or an entity" in reading.unread[0].problem


def test_of_two_records_with_one_name_the_second_is_told_of_and_an_empty_file_too():
    reading = read_records(
        "pep", [RecordFile(name="a.rst", text=PEP), RecordFile(name="b.rst", text=PEP), RecordFile(name="c.rst", text=" ")]
    )
    assert [one.name for one in reading.records] == ["a.rst"]
    assert [(one.name, one.problem) for one in reading.unread] == [
        ("b.rst", "a.rst is called 703, too; give one of them another name"),
        ("c.rst", "it is empty"),
    ]


@given(
    st.sampled_from(["adr", "kep", "pep", "csv", "xes"]), st.text(max_size=40), st.text(max_size=400) | st.just(f"title\n{'x' * 140_000}\n")
)
@example("adr", "", "# One\n\n## Status\n\nSuperseded by [..](..)\n")
@example("kep", "/", "0")
@example("pep", "..", "0")
@example("adr", "", "0")
def test_whatever_a_file_holds_and_is_called_it_becomes_a_record_or_is_told_of(source: str, name: str, text: str):
    history = ((date(2024, 1, 1), text),)
    reading = read_records(source, [RecordFile(name=name, text=text, history=history)])  # type: ignore[arg-type]
    assert reading.records or reading.unread
    for record in reading.records:
        assert record.state in BROUGHT
        assert record.key.strip()


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_every_word_of_a_record_is_in_its_original(text: str):
    read = read_adr(RecordFile(name="x.md", text=text))
    assert read.original == text


def test_this_projects_own_records_are_read_without_a_guess_about_their_form():
    folder = Path(__file__).parent.parent.parent.parent / "docs" / "decisions"
    files = [RecordFile(name=one.name, text=one.read_text(encoding="utf-8")) for one in sorted(folder.glob("*.md"))]
    reading = read_records("adr", files)
    assert (len(reading.records), reading.unread) == (len(files), ())
    assert all(one.title for one in reading.records)
