"""Which cycle a signal belongs to and whether it is a sign-up: by its source, by what a mapping says, by what it claims. Pure.

It is asked of kinds, not of single signals: all signals of one source with the same name, campaign and claimed place are one kind, so that
a mapping holds for what came before it as well as for what comes.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from plumbline.domain.signal.signal import Kind
from plumbline.domain.workspace.signal_source import SignalMapping, SignalSource

Because = Literal["source", "mapping", "claim", ""]


class Attributed(NamedTuple):
    """Where a kind belongs. because: what says so; a claim counts only where neither the source nor a mapping says anything."""

    cycle_id: str = ""
    because: Because = ""
    sign_up: bool = False
    mapping_id: str = ""


def attributed(
    kind: Kind, sources: Mapping[str, SignalSource], mappings: Iterable[SignalMapping], cycle_of: Callable[[str], str]
) -> Attributed:
    """Return where a kind of signal belongs. cycle_of: the cycle that an id of a cycle or a journey leads to here; "" for none."""
    source = sources.get(kind.source_id)
    rule = next((one for one in reversed(list(mappings)) if fits(one, kind)), None)
    sign_up = rule.sign_up if rule is not None else source is not None and kind.name.casefold() in {
        one.casefold() for one in source.sign_ups
    }  # fmt: skip
    if source is not None and source.cycle_id:
        return Attributed(source.cycle_id, "source", sign_up)
    if rule is not None:
        return Attributed(rule.cycle_id, "mapping", sign_up, rule.mapping_id)
    claimed = cycle_of(kind.cycle) or cycle_of(kind.journey)
    return Attributed(claimed, "claim" if claimed else "", sign_up)


def fits(mapping: SignalMapping, kind: Kind) -> bool:
    """Tell whether a mapping is about a kind. An empty name or campaign stands for any."""
    return mapping.name in ("", kind.name) and mapping.campaign in ("", kind.campaign)
