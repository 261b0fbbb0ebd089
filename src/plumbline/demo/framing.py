"""What each cycle formalises in its first days, so that something keeps it once implementation starts."""

from plumbline.demo.story import Beat
from plumbline.domain.cycle.safeguard import Form, FormaliseSafeguard


def _formalised(number: int, form: Form, place: str, owner: str, *, by: str, time: str) -> Beat:
    """number: of the safeguard in the plan, from 1. by: the lead who says so on the first day."""
    return Beat(
        day=1,
        time=time,
        who=by,
        command=lambda s: FormaliseSafeguard(safeguard_id=s.safeguard(number), form=form, place=place, owner_id=s.person(owner)),
    )


LEGALTECH = (
    _formalised(1, "gate_condition", "launch-readiness", "tom", by="mara", time="10:20"),
    _formalised(2, "agenda_item", "lens", "ida", by="mara", time="10:22"),
    _formalised(3, "agenda_item", "blockers", "mara", by="mara", time="10:24"),
)
ECOMMERCE = (
    _formalised(1, "agenda_item", "risk-and-scope", "ana", by="ana", time="10:30"),
    _formalised(2, "gate_condition", "launch-readiness", "bo", by="ana", time="10:32"),
    _formalised(3, "gate_condition", "post-launch-review", "tom", by="ana", time="10:34"),
    _formalised(4, "agenda_item", "risk-and-scope", "bo", by="ana", time="10:36"),
)
LOGISTICS = (
    _formalised(1, "gate_condition", "post-launch-review", "tom", by="ana", time="09:30"),
    _formalised(2, "agenda_item", "risk-and-scope", "priya", by="ana", time="09:32"),
    _formalised(3, "gate_condition", "launch-readiness", "bo", by="ana", time="09:34"),
    _formalised(4, "agenda_item", "blockers", "bo", by="ana", time="09:36"),
)
