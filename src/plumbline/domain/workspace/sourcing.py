"""The rules of sources of signals, of mappings, and of anchors."""

import re
from typing import assert_never

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.workspace.happened import Happened
from plumbline.domain.workspace.signal_source import (
    AddSignalSource,
    AllowSignalOrigins,
    AnchorSignals,
    Command,
    MapSignals,
    RevokeSignalSource,
    RotateSignalKey,
    SignalKeyRotated,
    SignalMapping,
    SignalOriginsAllowed,
    SignalsAnchored,
    SignalsMapped,
    SignalSource,
    SignalSourceAdded,
    SignalSourceRevoked,
    SignalsUnmapped,
    UnmapSignals,
)
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Finding, Refusal

MOST = 100
"""How many sources a workspace takes signals from at most."""
MOST_MAPPINGS = 500
FASTEST = 100_000
"""Signals per second that a source may be allowed at most."""
LONGEST = 200
MOST_NAMES = 50
MOST_ORIGINS = 50
_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def decide(command: Command, workspace: Workspace) -> Answer:
    """Return what a command about sources of signals leads to, or why it is refused."""
    match command:
        case AddSignalSource():
            return _add(command, workspace)
        case RotateSignalKey() | AllowSignalOrigins() | RevokeSignalSource():
            return _change(command, workspace)
        case MapSignals():
            return _map(command, workspace)
        case UnmapSignals():
            return _unmap(command, workspace)
        case AnchorSignals():
            return _anchor(command, workspace)
        case _:
            assert_never(command)


def _add(command: AddSignalSource, workspace: Workspace) -> Answer:
    if command.source_id in workspace.signal_sources:
        return []
    present = sum(one.revoked_at is None for one in workspace.signal_sources.values())
    names = tuple(dict.fromkeys(name for one in command.sign_ups if (name := one.strip())))
    title = command.title.strip()
    findings = [
        check("signal_source.new", is_id(command.source_id, "src"), actual=command.source_id, act="signal_source.add"),
        check("signal_source.few", present < MOST, expected=MOST, actual=present, act="signal_source.revoke"),
        check("signal_source.key", bool(command.key_fingerprint), act="signal_source.add"),
        check("common.title", 0 < len(title) <= LONGEST and title.isprintable(), expected="text", actual=title[:LONGEST]),
        check("signal_source.cycle", _is_cycle_or_none(command.cycle_id), actual=command.cycle_id[:LONGEST], act="signal_source.add"),
        check("signal_source.names", len(names) <= MOST_NAMES and all(len(one) <= LONGEST for one in names), expected=MOST_NAMES),
        check("signal_source.rate", 0 < command.per_second <= FASTEST, expected=FASTEST, actual=command.per_second),
    ]
    return decided("signal_source.refused", findings, lambda: [
        SignalSourceAdded(
            source_id=command.source_id, title=title, key_fingerprint=command.key_fingerprint, cycle_id=command.cycle_id, sign_ups=names,
            per_second=command.per_second, signed=command.signed,
        )
    ])  # fmt: skip


def _change(command: RotateSignalKey | AllowSignalOrigins | RevokeSignalSource, workspace: Workspace) -> Answer:
    source = workspace.signal_sources.get(command.source_id)
    if source is None or source.revoked_at is not None:
        return _unknown("signal source", command.source_id)
    if isinstance(command, RevokeSignalSource):
        return [SignalSourceRevoked(source_id=source.id)]
    if isinstance(command, AllowSignalOrigins):
        return _allow(command, source)
    findings = [check("signal_source.key", bool(command.key_fingerprint), act="signal_source.rotate", item=source.id)]
    rotated = SignalKeyRotated(source_id=source.id, key_fingerprint=command.key_fingerprint)
    return decided("signal_source.refused", findings, lambda: [rotated])


def _allow(command: AllowSignalOrigins, source: SignalSource) -> Answer:
    origins = tuple(dict.fromkeys(plain for one in command.origins if (plain := one.strip().lower().rstrip("/"))))
    if origins == source.origins:
        return []
    wrong = next((one for one in origins if one != "*" and not is_origin(one)), "")
    findings = [
        check("signal_source.origins", len(origins) <= MOST_ORIGINS, expected=MOST_ORIGINS, actual=len(origins), item=source.id),
        check("signal_source.origin", not wrong, actual=wrong[:LONGEST], item=source.id),
    ]
    return decided("signal_source.refused", findings, lambda: [SignalOriginsAllowed(source_id=source.id, origins=origins)])


def is_origin(text: str) -> bool:
    """Tell whether a text is an origin as browsers write it: a scheme, a host and perhaps a port, all in small letters."""
    return len(text) <= LONGEST and _ORIGIN.fullmatch(text) is not None


def _map(command: MapSignals, workspace: Workspace) -> Answer:
    if command.mapping_id in workspace.signal_mappings:
        return []
    name, campaign = command.name.strip(), command.campaign.strip()
    findings = [
        check("signals.new", is_id(command.mapping_id, "map"), actual=command.mapping_id, act="signals.map"),
        check("signals.few", len(workspace.signal_mappings) < MOST_MAPPINGS, expected=MOST_MAPPINGS, act="signals.unmap"),
        check("signals.which", bool(name or campaign) and len(name) <= LONGEST and len(campaign) <= LONGEST, act="signals.map"),
        check("signals.where", is_id(command.cycle_id, "cyc"), actual=command.cycle_id[:LONGEST], act="signals.map"),
    ]
    mapped = SignalsMapped(mapping_id=command.mapping_id, name=name, campaign=campaign, cycle_id=command.cycle_id, sign_up=command.sign_up)
    return decided("signals.refused", findings, lambda: [mapped])


def _unmap(command: UnmapSignals, workspace: Workspace) -> Answer:
    if command.mapping_id not in workspace.signal_mappings:
        return _unknown("signal mapping", command.mapping_id)
    return [SignalsUnmapped(mapping_id=command.mapping_id)]


def _anchor(command: AnchorSignals, workspace: Workspace) -> Answer:
    if command.last <= workspace.signals_anchored:
        return []
    whole = command.first == workspace.signals_anchored + 1
    findings = [
        check("signals.whole", whole, expected=workspace.signals_anchored + 1, actual=command.first),
        check("signals.digest", len(command.digest) == 64, actual=command.digest[:LONGEST]),
    ]
    anchored = SignalsAnchored(first=command.first, last=command.last, count=command.last - command.first + 1, digest=command.digest)
    return decided("signals.refused", findings, lambda: [anchored])


def _is_cycle_or_none(text: str) -> bool:
    return text == "" or is_id(text, "cyc")


def _unknown(noun: str, identifier: str) -> Refusal:
    finding = Finding(rule="common.known", met=False, expected=noun, actual=identifier, item=identifier)
    return Refusal(code="missing", kind="missing", findings=(finding,))


def evolve(workspace: Workspace, recorded: Happened) -> None:
    """Apply one event about sources, mappings or anchors, in place."""
    match recorded.event:
        case SignalSourceAdded() as added:
            workspace.signal_sources[added.source_id] = SignalSource(
                id=added.source_id, title=added.title, key_fingerprint=added.key_fingerprint, cycle_id=added.cycle_id,
                sign_ups=added.sign_ups, per_second=added.per_second, signed=added.signed, added_at=recorded.at,
            )  # fmt: skip
        case SignalKeyRotated() as rotated:
            workspace.signal_sources[rotated.source_id].key_fingerprint = rotated.key_fingerprint
        case SignalOriginsAllowed() as allowed:
            workspace.signal_sources[allowed.source_id].origins = allowed.origins
        case SignalSourceRevoked() as revoked:
            workspace.signal_sources[revoked.source_id].revoked_at = recorded.at
        case SignalsMapped() as mapped:
            workspace.signal_mappings[mapped.mapping_id] = SignalMapping(
                mapping_id=mapped.mapping_id, name=mapped.name, campaign=mapped.campaign, cycle_id=mapped.cycle_id,
                sign_up=mapped.sign_up, by=recorded.actor, at=recorded.at,
            )  # fmt: skip
        case SignalsUnmapped() as unmapped:
            del workspace.signal_mappings[unmapped.mapping_id]
        case SignalsAnchored() as anchored:
            workspace.signals_anchored = anchored.last
        case _:
            raise TypeError(f"{recorded.event!r} is not about signals")
