"""Somebody plays the parcel's journey on its pages, without a browser."""

import re

from web_visit import Visitor

_LINK = re.compile(r"http://127\.0\.0\.1:8420(/p/[\w-]+)")


async def begun(visitor: Visitor, **more: str) -> str:
    """Begin a run of the parcel's journey as its recipient; return the address of the run."""
    await visitor.read("/templates/parcel-delay/play")
    assert await visitor.send("/templates/parcel-delay/runs", {"role": "recipient", **more}) == 200
    return visitor.path


async def act(visitor: Visitor, event: str, **fields: str) -> int:
    """Press a button of the screen, with what was entered."""
    sent = {"event": event, "step": visitor.value("step"), "role": visitor.value("role"), **fields}
    return await visitor.send(f"{visitor.path}/steps", sent)


async def wait(visitor: Visitor) -> int:
    return await visitor.send(f"{visitor.path}/waits", {"step": visitor.value("step"), "role": visitor.value("role")})


async def linked(visitor: Visitor, **more: str) -> str:
    """Make a link as a member; return its path."""
    await visitor.read("/templates/parcel-delay/play")
    fields = {"role": "recipient", "days": "7", "consent": "We record what you press.", **more}
    assert await visitor.send("/templates/parcel-delay/links", fields) == 201
    found = _LINK.search(visitor.html.replace("&#x2f;", "/"))
    assert found is not None
    return found[1]


async def come(visitor: Visitor, path: str, **fields: str) -> int:
    """Come as somebody new: another browser, without an account."""
    visitor.forget()
    await visitor.read(path)
    return await visitor.send(path, {"consent": "yes", **fields})


async def wait_at_play(visitor: Visitor) -> int:
    """Wait, as a participant."""
    return await visitor.send("/play/waits", {"step": visitor.value("step"), "role": visitor.value("role")})
