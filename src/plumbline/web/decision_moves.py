"""Where a decision can go on the board: tried by the rules themselves, so that a card says beforehand what hinders a move."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from plumbline.domain import permission
from plumbline.domain.cycle import decision as words
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.rules.decision_acting import CHANGEABLE, PUT, REOPENABLE
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record
from plumbline.web.findings import RefusalLine, refusal_words
from plumbline.web.reader import Reader

DIRECT = frozenset({"proposal", "review", "waking"})
"""The acts of a decision's page that need no word from anybody, so that a card can be moved by one press."""
_SAID = "."  # stands in for the reason that the form asks for; nothing of a trial is kept


@record
class Move:
    """A state to go to. act: sent at once, by its name on the decision's page; otherwise href leads to the form that asks for the rest.

    hindered: what stands in the way, a line for each finding; the move is not offered then.
    """

    title: str
    act: str
    href: str
    hindered: tuple[RefusalLine, ...]


@record
class _Way:
    """A move out of some states: to where, by which act, and the command to try."""

    title: str
    out_of: Collection[str]
    begins: str
    command: Callable[[Decision, Context], Any]


_WAYS = (
    _Way(title="Proposed", out_of=("draft",), begins="proposal", command=lambda one, _: words.ProposeDecision(decision_id=one.id)),
    _Way(title="In review", out_of=("draft", "proposed"), begins="review", command=lambda one, _: words.SubmitDecision(decision_id=one.id)),
    _Way(title="Back from deferral", out_of=("deferred",), begins="waking", command=lambda one, _: words.WakeDecision(decision_id=one.id)),
    _Way(title="Approved", out_of=("in_review",), begins="record", command=lambda one, _: _approval(one)),
    _Way(title="Rejected", out_of=PUT, begins="record", command=lambda one, _: words.RejectDecision(decision_id=one.id, because=_SAID)),
    _Way(title="Deferred", out_of=PUT, begins="record", command=lambda one, context: _deferral(one, context)),
    _Way(
        title="Withdrawn",
        out_of=CHANGEABLE,
        begins="withdraw",
        command=lambda one, _: words.WithdrawDecision(decision_id=one.id, because=_SAID),
    ),
    _Way(
        title="In review again",
        out_of=REOPENABLE,
        begins="reopen",
        command=lambda one, _: words.ReopenDecision(decision_id=one.id, reason="new_evidence", note=_SAID),
    ),
)


def moves_of(cycle: Cycle, workspace: Workspace, decision_id: str, reader: Reader, context: Context) -> tuple[Move, ...]:
    """Return the states that a decision can go to from where it is, in the order of the board; context: whoever would move it."""
    decision = cycle.decisions[decision_id]
    ways = [way for way in _WAYS if decision.state in way.out_of]
    return tuple(_move(way, cycle, workspace, decision, reader, context) for way in ways)


def _move(way: _Way, cycle: Cycle, workspace: Workspace, decision: Decision, reader: Reader, context: Context) -> Move:
    command = way.command(decision, context)
    answer = permission.refusal(command, cycle, workspace, context) or machine.decide(command, cycle, workspace, context)
    hindered = refusal_words(answer, reader, cycle).lines if isinstance(answer, Refusal) else ()
    direct = way.begins in DIRECT
    href = f"/decisions/{decision.id}#{'stage' if direct else way.begins}"
    return Move(title=way.title, act=way.begins if direct else "", href=href, hindered=hindered)


def _approval(decision: Decision) -> Any:
    option_id = decision.options[0].id if decision.options else ""
    return words.ApproveDecision(decision_id=decision.id, because=_SAID, option_id=option_id)


def _deferral(decision: Decision, context: Context) -> Any:
    return words.DeferDecision(decision_id=decision.id, because=_SAID, wake_at=context.now + timedelta(days=1))
