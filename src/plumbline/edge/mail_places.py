"""Where a comment by mail goes: into the thread it is about, into the one that its sender began before, or into a new one."""

import re

from plumbline.domain.cycle.sections import section_title
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread
from plumbline.projections.items import ItemRow

_ASSENT = re.compile(
    r"(?:i |we |ich |hiermit |yes,? |ja,? )?(?:approved?|approving|agreed?|ok(?:ay)?|yes|lgtm|looks good(?: to me)?|\+1|👍|✅|go ahead|"
    r"genehmigt|genehmige|freigegeben|freigabe erteilt|einverstanden|ja|passt|zugestimmt|stimme zu)(?: from me| von mir)?[\s.!]*"
    r"(?:thanks|thank you|danke|cheers|best|regards|gruß|viele grüße)?[\s.,!]*(?:\w+)?[\s.!]*",
    re.IGNORECASE,
)


def comment_on(cycle: Cycle, row: ItemRow, text: str, last_thread: str, label: str) -> OpenThread | ReplyToThread:
    """Return the command that records a comment on an item.

    last_thread: that its author's last message about the item went into. label: what the item is called, for where its page has no threads.
    """
    if row.kind == "thread":
        return ReplyToThread(thread_id=row.item_id, text=text)
    last = cycle.threads.get(last_thread)
    if last is not None and last.state == "open":
        return ReplyToThread(thread_id=last.id, text=text)
    decision = cycle.decisions.get(_decision_of(cycle, row.item_id))
    if decision is not None:
        quote = "" if decision.id == row.item_id else label
        anchor = Anchor(kind="decision", id=decision.id)
        return OpenThread(section_id=decision.section_id, objective_id=decision.objective_id, anchor=anchor, text=text, quote=quote)
    section_id = _section_of(cycle, row.item_id)
    objective_id = next(iter(cycle.objectives), "")
    return OpenThread(
        section_id=section_id, objective_id=objective_id, anchor=Anchor(kind="section", id=section_id), text=text, quote=label
    )


def assents(text: str) -> bool:
    """Tell whether a message says nothing but yes: its sender may take it for an approval."""
    return len(text) < 80 and _ASSENT.fullmatch(text.strip()) is not None


def _decision_of(cycle: Cycle, item_id: str) -> str:
    """The decision that an item belongs to, or nothing."""
    if item_id in cycle.decisions:
        return item_id
    if found := cycle.evidence.get(item_id):
        return found.decision_id
    if found := cycle.blockers.get(item_id):
        return next((one for one in found.blocks if one in cycle.decisions), "")
    if found := cycle.escalations.get(item_id):
        return _decision_of(cycle, found.item_id) if found.item_id != item_id else ""
    return ""


def _section_of(cycle: Cycle, item_id: str) -> str:
    """The section that an item belongs to; the cycle's first where it belongs to none."""
    blocker = cycle.blockers.get(item_id)
    named = blocker.section_id if blocker else ""
    return named if named in cycle.sections and section_title(cycle, named) else next(iter(cycle.sections), "")
