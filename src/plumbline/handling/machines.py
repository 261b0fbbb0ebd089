"""Journeys ready to run, by their digest. What a digest names never changes, so those used last are kept."""

import json
from collections import OrderedDict

from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.plain import model_of
from plumbline.domain.journey.problems import problems_of

_KEPT = 64
_machines: OrderedDict[str, Machine] = OrderedDict()


def machine_in(digest: str, body: bytes) -> Machine | None:
    """Return the journey in a kept body, ready to run; None for a body that holds no journey that can be run.

    digest: of the body. Whoever calls this knows that the body may be read.
    """
    if found := _machines.get(digest):
        _machines.move_to_end(digest)
        return found
    machine = _made(body)
    if machine is not None:
        _machines[digest] = machine
        if len(_machines) > _KEPT:
            _machines.popitem(last=False)
    return machine


def _made(body: bytes) -> Machine | None:
    try:
        model = model_of(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # a digest names any kept file, and most are no journeys
    return Machine(model) if model.roles and not problems_of(model) else None
