"""Sound journeys have no finding; every defect that is put into one is found, as what it is and where it is."""

import random
from collections.abc import Sequence

import pytest

from plumbline.domain.journey.analysis.analyse import analyse
from plumbline.domain.journey.analysis.finding import Finding, FindingKind
from plumbline.domain.journey.analysis.repair import proposed, repaired
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.problems import problems_of
from plumbline.files.journeys import JOURNEYS, load_journey
from seeded_defects import Mutant, Seeder, handover, payment

OF_EACH, REPAIRED = 32, 8
BASES = (payment(), handover(), load_journey(JOURNEYS / "parcel-delay.yaml"))
MUTANTS = [mutant for base in BASES for mutant in Seeder(base).mutants()]
SEEDED: Sequence[FindingKind] = tuple(dict.fromkeys(mutant.kind for mutant in MUTANTS))


def some(kind: FindingKind, number: int) -> list[Mutant]:
    return random.Random(7).sample([mutant for mutant in MUTANTS if mutant.kind == kind], number)


def found_in(mutant: Mutant, findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.kind == mutant.kind and mutant.place <= {*one.screens, *one.transitions, one.variable}]


@pytest.mark.parametrize("base", BASES, ids=lambda one: one.id)
def test_a_sound_journey_has_no_finding(base: Model) -> None:
    assert analyse(base).findings == ()


@pytest.mark.parametrize("kind", SEEDED)
def test_every_defect_that_is_put_in_is_found_where_it_is(kind: FindingKind) -> None:
    missed: list[str] = []
    for mutant in some(kind, OF_EACH):
        assert problems_of(mutant.model) == (), mutant.name
        findings = analyse(mutant.model).findings
        if not (found := found_in(mutant, findings)):
            missed.append(f"{mutant.name}: {[one.id for one in findings]}")
        for one in found:
            play(mutant.model, one)
    assert missed == []


@pytest.mark.parametrize("kind", SEEDED)
def test_the_repair_of_a_defect_removes_it_and_brings_nothing_of_a_new_kind(kind: FindingKind) -> None:
    """A few have none: a screen that another role's condition waits for cannot go, and a new way to it does not make the condition hold."""
    without: list[str] = []
    for mutant in some(kind, REPAIRED):
        before = analyse(mutant.model)
        (finding, *_) = found_in(mutant, before.findings)
        if not (edits := proposed(mutant.model, finding, before)):
            without.append(mutant.name)
            continue
        after = analyse(repaired(mutant.model, edits))
        assert finding.id not in {one.id for one in after.findings}, mutant.name
        assert {one.kind for one in after.findings} <= {one.kind for one in before.findings}, mutant.name
    assert len(without) <= (2 if kind == "unreachable-screen" else 0), without


def play(model: Model, finding: Finding) -> None:
    """A trace can be played: the machine refuses none of its steps."""
    machine = Machine(model)
    state = machine.start()
    for happening in finding.trace:
        state = machine.step(state, happening).state
