"""What an obligation says about why it is the person's."""

import re
from pathlib import Path

import plumbline.domain.cycle.attention as in_cycles
import plumbline.domain.workspace.attention as in_workspaces
from plumbline.words.attention import reasons, why

NAMES = {"ana": "Ana Ruiz", "ida": "Ida Berg"}


def test_the_sentence_names_people_and_values():
    words = why("attention.escalated_unresolved_cycles", {"holder": "ida", "cycles": 2}, NAMES)
    assert words == "Escalated to you from Ida Berg, unresolved for 2 review cycles."


def test_a_person_who_was_forgotten_is_somebody_who_left():
    assert why("attention.asked", {"asker": "tom"}, NAMES) == "somebody who left asked you."


def test_words_of_people_are_never_read_as_fields():
    assert why("attention.blocker_yours", {"fallback": "use {holder}"}, NAMES) == "You own it. If it is not solved: use {holder}"


def test_a_reason_of_a_newer_ledger_reads_as_what_is_asked():
    assert why("attention.not_known_here", {}, NAMES) == "It waits for you."


def test_the_domain_and_the_catalog_know_the_same_reasons():
    sources = (*Path(in_cycles.__file__).parent.glob("*.py"), Path(in_workspaces.__file__))
    named = {reason for source in sources for reason in re.findall(r'"(attention\.\w+)"', source.read_text(encoding="utf-8"))}
    escalated = {f"attention.escalated_{trigger}" for trigger in ("breach", "unresolved_cycles", "manual")}
    assert named | escalated == set(reasons())
