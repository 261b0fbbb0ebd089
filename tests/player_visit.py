"""Somebody plays the parcel's journey on its pages, without a browser."""

from web_visit import Visitor


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
