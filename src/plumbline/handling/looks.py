"""What the content of a journey is, looked at once for each state of it: pages, the API and automation all ask."""

from collections import OrderedDict

from plumbline.domain.journey.body import Looked, looked_at
from plumbline.domain.journey.edit import Edit
from plumbline.domain.journey.journey import Journey

_KEPT = 32
_looks: OrderedDict[tuple[str, tuple[Edit, ...]], Looked] = OrderedDict()


def look_at(journey: Journey) -> Looked:
    """Return what a journey's content is. The journey must have been read with its texts.

    The body that it began with and the edits since say all that the content is, so those used last are kept under them.
    """
    if journey.content is None:  # its body is not kept any more
        return looked_at({})
    key = (journey.base, tuple(journey.since))
    if key not in _looks:
        _looks[key] = looked_at(journey.content)
        if len(_looks) > _KEPT:
            _looks.popitem(last=False)
    _looks.move_to_end(key)
    return _looks[key]
