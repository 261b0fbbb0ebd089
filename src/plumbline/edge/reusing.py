"""Keeping what closed work taught for the next time: a template from a decision, and a change to one from a thread.

What a template says is drawn from a cycle and written to the workspace; names are known to the directory only. Pages and API share it.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from plumbline.directory.directory import FORGOTTEN
from plumbline.domain import permission
from plumbline.domain.cycle.decision import ENDED
from plumbline.domain.workspace.decision_template import KeepDecisionTemplate, ProposeTemplateChange, TemplateContent
from plumbline.domain.workspace.template_drawing import drawn_from, names_in, without_names
from plumbline.handling import AnswerBytes
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Receipt, Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import ItemRow, find_item

Idempotency = tuple[str, str, AnswerBytes]


@record
class Drawn:
    """What a decision gives to a template. names: those that were taken out of it, as they were written; ended: it can be kept now."""

    title: str
    content: TemplateContent
    names: tuple[str, ...]
    ended: bool


def names_of(installation: Installation) -> list[str]:
    """Return what the people of the workspace are called; those who were forgotten have no name that could be told."""
    return [name for name in installation.names.values() if name != FORGOTTEN]


async def draw(installation: Installation, decision_id: str, keep: Collection[str] = ()) -> Drawn | None:
    """Return what a decision gives to a template, without names but for those to keep; None when there is no such decision."""
    row = await _row(installation, decision_id, "decision")
    if row is None:
        return None
    async with installation.handling.reading(row.cycle_id) as cycle:
        decision = cycle.decisions[decision_id]
        pieces = [cycle.evidence[one] for one in cycle.evidence_of.get(decision_id, ())]
        content = drawn_from(decision, pieces)
        title, ended = f"D-{decision.number} {decision.title}", decision.state in ENDED
    people = names_of(installation)
    return Drawn(title=title, content=without_names(content, people, keep), names=names_in(content, people), ended=ended)


async def keep_template(
    installation: Installation,
    context: Context,
    decision_id: str,
    content: TemplateContent,
    keep: Collection[str] = (),
    idempotency: Idempotency | None = None,
) -> Receipt | Refusal | None:
    """Keep a template from a decision that has ended; None when there is no such decision. keep: names that have to stay in it."""
    row, drawn = await _row(installation, decision_id, "decision"), await draw(installation, decision_id)
    if row is None or drawn is None:
        return None
    command = KeepDecisionTemplate(
        decision_template_id=context.new_id("dtp"), content=content, from_cycle_id=row.cycle_id, from_decision_id=decision_id
    )
    ended = Finding(rule="TL2.closed", met=drawn.ended, actual=row.state, act="decision.approve", item=decision_id)
    return await _sent(installation, context, command, (ended, _named(installation, context, content, keep)), idempotency)


async def propose_change(
    installation: Installation,
    context: Context,
    asked: ProposeTemplateChange,
    keep: Collection[str] = (),
    idempotency: Idempotency | None = None,
) -> Receipt | Refusal | None:
    """Ask for a change because of a closed thread; None when there is no such thread. asked: without the cycle, which the thread says."""
    row = await _row(installation, asked.from_thread_id, "thread")
    if row is None:
        return None
    async with installation.handling.reading(row.cycle_id) as cycle:
        closed = cycle.threads[row.item_id].state == "resolved"
    resolved = Finding(rule="TL2.thread_closed", met=closed, actual=row.state, act="thread.resolve", item=row.item_id)
    findings = (resolved, _named(installation, context, asked.content, keep))
    return await _sent(installation, context, replace(asked, from_cycle_id=row.cycle_id), findings, idempotency)


async def _sent(
    installation: Installation, context: Context, command: Any, findings: tuple[Finding, ...], idempotency: Idempotency | None
) -> Receipt | Refusal:
    """Send a command whose ground was looked at in another stream. Whoever may not send it at all is told that first."""
    if refused := permission.refusal(command, None, await installation.handling.workspace(), context):
        return refused
    if unmet := tuple(one for one in findings if not one.met):
        return Refusal(code="decision_template.refused", findings=unmet)
    return await installation.handling.handle(installation.workspace_id, command, context, idempotency=idempotency)


async def _row(installation: Installation, item_id: str, kind: str) -> ItemRow | None:
    row = await find_item(installation.ledger, item_id)
    return row if row is not None and row.kind == kind else None


def _named(installation: Installation, context: Context, content: TemplateContent, keep: Collection[str]) -> Finding:
    """People are told apart from words by a person only, so each name that is left has to be said to stay."""
    left = [name for name in names_in(content, names_of(installation)) if name not in keep]
    return Finding(
        rule="TL2.names", met=not left, actual=", ".join(left), who=(context.actor,), act="template.write"
    )  # fmt: skip
