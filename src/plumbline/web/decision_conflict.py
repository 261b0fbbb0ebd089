"""What somebody had in front of them when the decision changed under their hands."""

from plumbline.domain.cycle.decision import DecisionDrafted, DecisionEdited
from plumbline.kernel.record import record
from plumbline.ledger.store import Ledger
from plumbline.web.history import history_of


@record
class ReadVersion:
    """A decision's text as it was. position is its entry in the ledger; 0 when that text is not in the ledger."""

    position: int
    title: str
    question: str
    options: tuple[str, ...]
    criteria: tuple[str, ...]
    scope: tuple[str, ...]


async def read_version(ledger: Ledger, decision_id: str, read_hash: str) -> ReadVersion:
    """Return the text that a content hash belongs to."""
    for entry in (await history_of(ledger, decision_id, limit=500)).entries:
        event = entry.event
        if isinstance(event, DecisionDrafted | DecisionEdited) and event.content_hash == read_hash:
            return ReadVersion(
                position=entry.position,
                title=event.title,
                question=event.question,
                options=tuple(option.title for option in event.options),
                criteria=tuple(criterion.text for criterion in event.criteria),
                scope=event.scope,
            )
    return ReadVersion(position=0, title="", question="", options=(), criteria=(), scope=())
