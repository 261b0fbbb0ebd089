"""What an event is about, as the API names it: `decisions/dec_…`."""

from collections.abc import Mapping

from plumbline.handling.attributing import item_of
from plumbline.ledger.entry import Entry

NOUNS: Mapping[str, str] = {
    "agi": "agenda", "asm": "assumptions", "blk": "blockers", "chg": "scope-changes", "chk": "checkpoints", "clk": "clocks",
    "com": "commitments", "cor": "corrections", "cyc": "cycles", "dec": "decisions", "dep": "dependencies", "doc": "documents",
    "drl": "drills", "end": "endpoints",
    "esc": "escalations", "evd": "evidence", "gat": "gates", "hnd": "handoffs", "jrn": "journeys", "lnk": "play-links",
    "map": "signal-mappings",
    "msg": "messages", "pra": "practices", "prm": "promises", "rel": "releases", "rev": "reviews", "rsk": "risks", "run": "runs",
    "saf": "safeguards", "scp": "scope",
    "src": "signal-sources", "stg": "stages", "stp": "steps", "sug": "suggestions", "thr": "threads", "usr": "people",
    "wsp": "workspaces",
}  # fmt: skip
"""The plural that stands in addresses, by the prefix of an id."""


def subject_of(entry: Entry) -> str:
    """Return what an entry is about. Where the event names nothing it is about its whole stream."""
    item = item_of(entry.event)
    for name in (item, entry.stream):
        if noun := NOUNS.get(name[:3]):
            return f"{noun}/{name}"
    return entry.stream
