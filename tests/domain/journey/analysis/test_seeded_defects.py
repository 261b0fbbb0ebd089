"""Sound journeys have no finding; every defect that is put into one is found, as what it is and where it is."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from plumbline.domain.journey.analysis.analyse import analyse
from plumbline.domain.journey.analysis.coverage import uncovered_findings
from plumbline.domain.journey.analysis.finding import Finding, FindingKind
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.repair import mended, repaired
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.problems import problems_of
from plumbline.files.journeys import JOURNEYS, load_journey
from plumbline.words.journey_finding import finding_words
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
    for mutant in some(kind, REPAIRED):
        assert mended_or_explained(mutant) or kind == "unreachable-screen", mutant.name


def test_a_screen_that_nobody_reaches_is_mended_or_it_is_said_what_stands_against_it() -> None:
    """A screen that another role's condition waits for cannot go, and a new way to it does not make the condition hold."""
    mutants = [mutant for mutant in MUTANTS if mutant.kind == "unreachable-screen"]
    explained = [mutant.name for mutant in mutants if not mended_or_explained(mutant)]
    assert len(mutants) >= OF_EACH
    assert len(explained) <= len(mutants) // 10, explained


def mended_or_explained(mutant: Mutant) -> bool:
    """Tell whether a repair is proposed; check that it mends, or else that what is said against each try is so."""
    before = analyse(mutant.model)
    (finding, *_) = found_in(mutant, before.findings)
    repair = mended(mutant.model, finding, before)
    kinds = {one.kind for one in before.findings}
    if not repair.edits:
        assert repair.against, mutant.name
        assert kinds.isdisjoint({*repair.against} - {finding.kind}), "what was wrong before stands against nothing"
        said = finding_words(replace(finding, against=repair.against), mutant.model).remedy
        assert "No repair is proposed: what was tried would " in said
        return False
    after = analyse(repaired(mutant.model, repair.edits))
    assert finding.id not in {one.id for one in after.findings}, mutant.name
    assert {one.kind for one in after.findings} <= kinds, mutant.name
    return True


def test_what_no_run_went_through_is_told_of_every_exception_and_transition() -> None:
    """The eleventh kind is not a defect of the journey: everything is covered but one part, and exactly that is told."""
    left_out = 0
    for base in BASES:
        space = Space(base)
        reached = {screen for packed in space.first for screen in space.layout.where(packed)}
        ground = Ground(space)
        exceptions = [one.id for one in base.screens if one.kind == "exception" and one.id in reached]
        parts = {*(one.id for one in base.screens), *(one.id for one in base.transitions), *(one.id for one in base.tasks)}
        assert [*uncovered_findings(space, parts)] == []
        for part in (*exceptions, *(one.id for one in base.transitions if ground.is_taken(one))):
            (found,) = uncovered_findings(space, parts - {part})
            assert (found.kind, {*found.screens, *found.transitions}) == ("uncovered", {part})
            play(base, found)
            left_out += 1
    assert left_out >= OF_EACH


def play(model: Model, finding: Finding) -> None:
    """A trace can be played: the machine refuses none of its steps."""
    machine = Machine(model)
    state = machine.start()
    for happening in finding.trace:
        state = machine.step(state, happening).state
