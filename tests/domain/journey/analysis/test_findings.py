"""What the analysis says about single journeys: one cause, one finding; and what it says when it cannot look at everything."""

from pathlib import Path
from typing import Any

import pytest

from plumbline.domain.journey.analysis import loops
from plumbline.domain.journey.analysis.analyse import analyse, report_of
from plumbline.domain.journey.analysis.coverage import uncovered_findings
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.files.journeys import JOURNEYS, load_journey
from seeded_defects import Seeder, handover, payment


def without(model: Model, *transitions: str, **changes: dict[str, dict[str, Any]]) -> Model:
    """Return a journey without some transitions, and with other properties of some parts: list=dict(id=properties)."""
    data = plain_of(model)
    data["transitions"] = [one for one in data["transitions"] if one["id"] not in transitions]
    for name, parts in changes.items():
        data[name] = [{**one, **parts.get(one["id"], {})} for one in data[name]]
    return model_of(data)


def ids(model: Model, **options: Any) -> list[str]:
    return [one.id for one in analyse(model, **options).findings]


def test_an_exception_without_a_way_out_is_told_once() -> None:
    assert ids(without(payment(), "t-again", "t-call", "t-answers", "t-leave", screens={"left": {"kind": "normal"}})) != []
    alone = without(handover(), "unclear.rewrite", "unclear.give-up")
    assert ids(alone) == ["unrecovered-exception:asker:unclear"]


def test_who_waits_for_somebody_that_is_stuck_waits_because_of_that() -> None:
    found = ids(without(handover(), "deciding.decide", "deciding.illegible", "asking.decide"))
    assert found == ["dead-end:chief:deciding"]


def test_what_hangs_on_an_unreachable_screen_is_not_told_again() -> None:
    assert ids(without(handover(), "reading.pass-on", "office.pass-on")) == [
        "unreachable-screen:reader:asking",
        "unreachable-screen:chief:deciding",
    ]


def test_a_condition_that_never_holds_is_told_and_not_the_screen_behind_it() -> None:
    never = without(handover(), transitions={"unclear.give-up": {"when": "rounds < 0"}})
    assert ids(never) == ["constant-condition:false:asker:unclear:unclear.give-up:give-up"]


def test_a_role_on_call_rests_and_a_system_always_does() -> None:
    assert ids(payment()) == []
    assert ids(without(payment(), roles={"bank": {"actor": "person"}})) == []
    asked = without(payment(), "t-done", "t-no", roles={"bank": {"actor": "person"}})
    assert "stuck-waiting:bank:asked" in ids(asked)


def test_a_control_that_is_hidden_offers_nothing() -> None:
    drawn = {"cart": {"kind": "decision", "content": [{"id": "go", "type": "button", "text": "Pay", "act": "pay", "when": "tries < 1"}]}}
    shown = {"cart": {"kind": "decision", "content": [{"id": "go", "type": "button", "text": "Pay", "act": "pay"}]}}
    back = {"t-pay": {"when": "tries < 1"}, "t-call": {"to": "cart"}}
    assert "missing-else" not in {one.kind for one in analyse(without(payment(), transitions=back, screens=drawn)).findings}
    assert "missing-else" in {one.kind for one in analyse(without(payment(), transitions=back, screens=shown)).findings}


def test_an_exception_that_is_recovered_too_late_is_told_when_that_was_asked() -> None:
    assert ids(handover(), within=2) == []
    assert ids(handover(), within=1) == []
    longer = without(handover(), "unclear.give-up", transitions={"unclear.rewrite": {"when": "true"}})
    assert "unrecovered-exception:late:asker:unclear" in ids(longer, within=2)
    assert "unrecovered-exception:late:asker:unclear" not in ids(longer, within=3)


def test_past_its_budget_the_report_keeps_what_was_seen_to_happen() -> None:
    mutants = {one.kind: one for one in Seeder(payment()).mutants()}
    for kind in ("write-conflict", "out-of-range", "overlap", "dead-end"):
        model = mutants[kind].model
        some = analyse(model, Budget(states=analyse(model).states - 1))
        assert not some.complete
        assert {one.id for one in some.findings} <= {one.id for one in analyse(model).findings}


def test_a_loop_is_judged_by_the_screens_alone_where_there_are_too_many_states(monkeypatch: Any) -> None:
    mutant = next(one for one in Seeder(handover()).mutants() if one.kind == "unlimited-loop")
    exact = report_of(Space(mutant.model))
    assert exact.notes == ()
    monkeypatch.setattr(loops, "MOST_STATES", 1)
    rough = report_of(Space(mutant.model))
    assert rough.notes == ("loops",)
    assert {one.id for one in exact.findings} <= {one.id for one in rough.findings}


def test_a_stage_without_screens_has_nothing_to_say() -> None:
    data = plain_of(handover())
    data["stages"] = [{"id": "empty", "title": "Empty", "role": "asker"}]
    data["transitions"].append({"id": "new", "from": "empty", "on": "send", "to": "sent"})
    assert ids(model_of(data)) == []


@pytest.mark.parametrize("file", sorted(JOURNEYS.glob("*.yaml")), ids=lambda one: one.stem)
def test_everything_that_a_run_can_miss_is_told_when_it_alone_was_missed(file: Path) -> None:
    space = Space(load_journey(file))
    model = space.model
    exceptions = {one.id for one in model.screens if one.kind == "exception"}
    parts = [*exceptions, *(one.id for one in model.transitions), *(one.id for one in model.tasks)]
    everything = {one.id for one in model.screens} | set(parts)
    for missed in parts:
        told = [*uncovered_findings(space, everything - {missed})]
        assert [missed in (*one.screens, *one.transitions, one.task) for one in told] == [True], missed


def test_what_no_recorded_run_covered_is_told_when_there_are_runs() -> None:
    space = Space(handover())
    assert [*uncovered_findings(space, None)] == []
    everything = {one.id for one in (*space.model.screens, *space.model.transitions, *space.model.tasks)}
    assert [*uncovered_findings(space, everything)] == []
    assert [one.id for one in uncovered_findings(space, everything - {"unclear", "sent.illegible", "unclear.rewrite", "sent.late"})] == [
        "uncovered:asker:unclear",
        "uncovered:sent.late:late",
    ]
