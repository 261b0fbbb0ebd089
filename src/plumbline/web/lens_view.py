"""What the lens said about an item, and the question it asks, as pages show them."""

from plumbline.domain.cycle.rules.lens import judged_item, lens_holds, verdict_of
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader


@record
class LensView:
    """title, question: the playbook's. lacking: the record does not show what the lens asks for, so the item cannot pass yet.

    judged: by whom and when, empty while nobody has judged the item as it reads now.
    """

    title: str
    question: str
    chip: Chip
    judged: str
    because: str
    evidence: int
    lacking: bool


def lens_view(cycle: Cycle, item_id: str, reader: Reader) -> LensView | None:
    """Return how an item stands to the lens; None for an item it is not asked of."""
    item = judged_item(cycle, item_id)
    if item is None or cycle.plan is None:
        return None
    verdict = verdict_of(cycle, item_id)
    earlier = cycle.verdicts.get(item_id)
    chips = {"passes": Chip("approved", "Passes"), "fails": Chip("due", "Does not pass")}
    unjudged = Chip("due", "Edited since: judge again") if earlier else Chip("draft", "Not judged yet")
    return LensView(
        title=cycle.plan.lens.title,
        question=cycle.plan.lens.text,
        chip=chips[verdict.verdict] if verdict else unjudged,
        judged=f"{name_of(reader.names, verdict.by_id)}, {moment(verdict.at, reader.zone)}" if verdict else "",
        because=verdict.because if verdict else "",
        evidence=len(verdict.evidence_ids) if verdict else 0,
        lacking=lens_holds(cycle, item) is False,
    )
