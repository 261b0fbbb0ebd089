"""Somebody works on a journey by its pages: makes it, saves the forms of its parts."""

import re
from html import unescape

from web_visit import Visitor


async def late_parcel(visitor: Visitor, title: str = "") -> str:
    """Make a journey from the parcel template; return its path."""
    await visitor.read(f"/cycles/{visitor.house.cycle}/journeys")
    sent = {"template": "parcel-delay", "title": title}
    assert await visitor.send(f"/cycles/{visitor.house.cycle}/journeys", sent) == 200, visitor.alert()
    return visitor.path


async def change(visitor: Visitor, journey: str, kind: str, part: str, screen: str = "", **values: str) -> int:
    """Save a part's form with some fields changed; the rest is sent as the page showed it."""
    here = f"{journey}/parts/{kind}/{part}" + (f"?screen={screen}" if screen else "")
    assert await visitor.read(here) == 200
    shown = {name: unescape(value) for name, value in re.findall(r'name="was-([\w-]+)" value="([^"]*)"', visitor.html)}
    fields = {f"was-{name}": value for name, value in shown.items()} | {f"p-{name}": value for name, value in (shown | values).items()}
    return await visitor.send(f"{journey}/edits", {"op": "set", "kind": kind, "part": part, "screen": screen, **fields})
