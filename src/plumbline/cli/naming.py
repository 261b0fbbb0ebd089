"""What items, parts of the playbook and connections are called, where an answer of the API says their ids."""

from collections.abc import Mapping
from typing import Any

from plumbline.cli.client import Client, Refused, part
from plumbline.words.numbers import numbered

_KINDS = {
    "asm": ("assumption", "assumptions"), "blk": ("blocker", "blockers"), "chg": ("scope_change", "changes"),
    "dec": ("decision", "decisions"), "hnd": ("handoff", "handoffs"), "rev": ("review", "reviews"), "rsk": ("risk", "risks"),
    "scp": ("scope_item", "scope"), "thr": ("thread", "threads"),
}  # fmt: skip
"""The kind and the noun of items that have a number in their cycle, by how their ids begin."""
_TITLED = {"cyc": "cycles", "end": "endpoints", "jrn": "journeys"}
"""The noun of what has a title only."""


class Naming:
    """Names that the server told. Each is asked for once, and only when something is called by it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[str, str] = {}
        self._plans: dict[str, Mapping[str, str]] = {}

    def of(self, item_id: str, cycle_id: str = "") -> str:
        """Return what people call something, such as `D-12 Retry after decline`; its id where nobody knows.

        cycle_id: of the cycle in whose playbook it may be.
        """
        if item_id and item_id not in self._known:
            self._known[item_id] = self._asked(item_id, cycle_id) or item_id
        return self._known.get(item_id, "")

    def _asked(self, item_id: str, cycle_id: str) -> str:
        kind, divider, _ = item_id.partition("_")
        if divider and kind in _KINDS:
            called, noun = _KINDS[kind]
            found = self._found(f"/v1/{noun}/{part(item_id)}")
            return numbered(called, found["number"], found.get("title", "")).rstrip() if found else ""
        if divider and kind in _TITLED:
            return self._found(f"/v1/{_TITLED[kind]}/{part(item_id)}").get("title", "")
        if cycle_id not in self._plans:
            self._plans[cycle_id] = self._planned(cycle_id) if cycle_id else {}
        return self._plans[cycle_id].get(item_id, "")

    def _planned(self, cycle_id: str) -> Mapping[str, str]:
        """Return the titles of gates, metrics and patterns of a cycle's playbook, as it is loaded now."""
        cycle = self._found(f"/v1/cycles/{part(cycle_id)}")
        plan = self._found(f"/v1/playbooks/{part(cycle['playbook'])}") if cycle else {}
        return {one["id"]: one["title"] for kind in ("gates", "metrics", "patterns") for one in plan.get(kind, ())}

    def _found(self, path: str) -> dict[str, Any]:
        """Return what is there; nothing where it is gone, or not for this reader."""
        try:
            return self._client.get(path)
        except Refused as refused:
            if refused.status in (403, 404):
                return {}
            raise
