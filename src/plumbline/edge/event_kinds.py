"""Kinds of events as people name them: `*` for all, `decision.*` for a family, `decision.approved` or its public type for one."""

from collections.abc import Iterable

from plumbline.domain.checking import check
from plumbline.domain.workspace.listening import matching
from plumbline.events.catalogue import event_types
from plumbline.kernel.nearest import nearest
from plumbline.kernel.outcome import Finding


def plain_kind(text: str) -> str:
    """Return the short form of a kind of event, whether it was given as `decision.approved` or as in the events themselves."""
    words = text.strip().removeprefix("com.plumbline.")
    return words.removesuffix(".v1")


def unknown_kinds(kinds: Iterable[str]) -> list[Finding]:
    """Return a finding for each kind, in its short form, that no event is of, with the one that is called most like it.

    Whoever listens to a kind that there is not would wait for ever, and nothing would tell them.
    """
    return [_unknown(kind) for kind in dict.fromkeys(kinds) if not any(matching((kind,), name) for name in event_types())]


def _unknown(kind: str) -> Finding:
    types = event_types()
    families = [f"{one.family}.*" for one in types.values()]
    alike = nearest(kind, dict.fromkeys(families)) if kind.endswith("*") else nearest(kind, [*types, *dict.fromkeys(families)])
    return check("event.kind", False, expected=alike, actual=kind[:200])
