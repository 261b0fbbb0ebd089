"""The ladder of an escalation: which levels it has, whom each one reaches, and until when they are given."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from plumbline.domain.cycle.escalation import Escalation, LevelNotified, LevelSkipped, Skipped
from plumbline.domain.cycle.rules.clock import calendar_for
from plumbline.domain.cycle.rules.common import leads, people_of_rank
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import AtEnd, Basis, LadderLevel
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context
from plumbline.kernel.time import advance

_LAST_WAIT_HOURS = 24


class Ladder(NamedTuple):
    """The levels by which somebody's item goes up, as they stand when it does. policy_id is "" for the playbook's own."""

    levels: tuple[LadderLevel, ...]
    basis: Basis
    at_end: AtEnd
    policy_id: str = ""
    policy_version: int = 0


class Asked(NamedTuple):
    """What going up comes to: the levels that were passed over, and the one that is asked; None when no level is left."""

    skipped: tuple[LevelSkipped, ...]
    asked: LevelNotified | None

    @property
    def events(self) -> list[LevelSkipped | LevelNotified]:
        return [*self.skipped, *([self.asked] if self.asked else [])]


def ladder_of(cycle: Cycle, workspace: Workspace, holder_id: str) -> Ladder:
    """Return the ladder that holds now: the chosen policy's, else the playbook's with a named person as its last level."""
    if policy := workspace.policy(cycle.escalation_policy):
        return Ladder(policy.levels, policy.basis, policy.at_end, policy.policy_id, policy.version)
    levels = cycle.policies.ladder
    wait_hours = levels[-1].wait_hours if levels else _LAST_WAIT_HOURS
    last = LadderLevel(person_id=stand_in(cycle, workspace, holder_id), wait_hours=wait_hours)
    return Ladder((*levels, last), cycle.policies.basis, "fallback")


def stand_in(cycle: Cycle, workspace: Workspace, holder_id: str) -> str:
    """Return somebody who can move what others do not: a lead, else the composer, else the highest rank; the holder only as the last."""
    composer = [cycle.composed_by] if workspace.has_rank(cycle.composed_by, "lead") else []
    people = [*composer, *leads(workspace), cycle.composed_by, *people_of_rank(workspace, "owner")]
    active = [person for person in people if workspace.is_active(person)]
    others = [person for person in active if person != holder_id]
    return next(iter([*others, *active, *people_of_rank(workspace, "viewer")]), cycle.composed_by)


class Climb(NamedTuple):
    """One escalation on its ladder, with what it takes to ask somebody."""

    escalation_id: str
    levels: tuple[LadderLevel, ...]
    basis: Basis
    holder_id: str
    cycle: Cycle
    workspace: Workspace
    context: Context

    def first(self) -> tuple[tuple[LevelSkipped, ...], LevelNotified]:
        """Return the levels passed over and the one asked first; where the ladder reaches nobody, whoever can stand in is asked."""
        skipped, asked = self.above(0, ())
        return skipped, asked or self._notified(len(self.levels), stand_in(self.cycle, self.workspace, self.holder_id))

    def above(self, level: int, asked: Collection[str]) -> Asked:
        """Return what going up from a level comes to. asked: the people who were asked before; asking them again reaches nobody new."""
        skipped: list[LevelSkipped] = []
        for number in range(level + 1, len(self.levels) + 1):
            person_id, why = self._reached(number, asked)
            if why is None:
                return Asked(tuple(skipped), self._notified(number, person_id))
            skipped.append(self._skipped(number, person_id, why))
        return Asked(tuple(skipped), None)

    def again(self, level: int) -> Asked:
        """Return the same level asked once more, or that it can no longer be reached."""
        person_id, why = self._reached(level, ())
        if why is None:
            return Asked((), self._notified(level, person_id, again=True))
        return Asked((self._skipped(level, person_id, why),), None)

    def _reached(self, number: int, asked: Collection[str]) -> tuple[str, Skipped | None]:
        level = self.levels[number - 1]
        person_id = level.person_id or self.cycle.owners.get(level.area, "")
        if not person_id:
            return "", "no_owner"
        if not self.workspace.is_active(person_id):
            return person_id, "not_active"
        if person_id == self.holder_id:
            return person_id, "holds_item"
        return person_id, "asked_already" if person_id in asked else None

    def _skipped(self, number: int, person_id: str, why: Skipped) -> LevelSkipped:
        area = self.levels[number - 1].area
        return LevelSkipped(escalation_id=self.escalation_id, level=number, why=why, area=area, person_id=person_id)

    def _notified(self, number: int, person_id: str, *, again: bool = False) -> LevelNotified:
        level = self.levels[number - 1]
        calendar_id, calendar_version, calendar = calendar_for(self.cycle, self.workspace, person_id, self.context.now)
        return LevelNotified(
            escalation_id=self.escalation_id,
            level=number,
            to_id=person_id,
            answer_by=advance(self.context.now, timedelta(hours=level.wait_hours), self.basis, calendar),
            calendar_id=calendar_id,
            calendar_version=calendar_version,
            again=again,
            urgent=level.urgent,
        )


def lease_until(escalation: Escalation, cycle: Cycle, workspace: Workspace, context: Context) -> datetime | None:
    """Return until when an acknowledgement given now holds, in the working time of whoever gives it; None after the last level."""
    if escalation.exhausted_at is not None or not escalation.asked:
        return None
    hours = escalation.levels[escalation.level - 1].lease_hours
    calendar = calendar_for(cycle, workspace, context.actor, context.now)[2]
    return advance(context.now, timedelta(hours=hours), escalation.basis, calendar)
