"""What belongs to the frame of a cycle: the lens."""

from litestar.handlers import HTTPRouteHandler

from plumbline.api.acts import Act, handlers
from plumbline.domain.cycle import lens

_MAKING = (("lens-verdicts", lens.ApplyLens, "Judge a decision or a risk through the lens"),)


def routes_of_frame() -> list[HTTPRouteHandler]:
    """Return the routes of the frame."""
    making = [
        Act(path=f"/cycles/{{item_id:str}}/{path}", command=command, field="", noun="cycles", summary=summary)
        for path, command, summary in _MAKING
    ]
    return handlers(making)
