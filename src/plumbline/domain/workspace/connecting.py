"""The rules of endpoints: what one is made of, when it is sent to, and what becomes of its secret."""

import re
from datetime import datetime, timedelta
from typing import assert_never

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.workspace.endpoint import (
    AddEndpoint,
    Command,
    DisableEndpoint,
    EditEndpoint,
    EnableEndpoint,
    Endpoint,
    EndpointAdded,
    EndpointDisabled,
    EndpointEdited,
    EndpointEnabled,
    EndpointRemoved,
    EndpointReplayed,
    EndpointSecretRotated,
    EndpointVerified,
    Event,
    Pace,
    RemoveEndpoint,
    ReplayEvents,
    RotateEndpointSecret,
    Setting,
    VerifyEndpoint,
)
from plumbline.domain.workspace.listening import wrong_with
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context, Finding, Refusal

MOST = 50
"""How many endpoints a workspace has at most."""
LONGEST_TITLE = 200
MOST_TYPES = 100
LONGEST_OVERLAP = timedelta(days=30)
MOST_REPLAYED = 5_000
"""How many events may be sent again by one act."""
MOST_AT_ONCE, MOST_PER_SECOND, LONGEST_CONDITION = 64, 5_000, 2_000
MOST_SETTINGS, LONGEST_SETTING = 20, 500
_EDITABLE = ("title", "origin", "address_fingerprint", "types", "owner_id", "condition", "pace", "settings")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TYPE = re.compile(r"\*|[a-z][a-z_]*\.(\*|[a-z][a-z_]*)")


def decide(command: Command, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about endpoints leads to, or why it is refused."""
    if isinstance(command, AddEndpoint):
        return _add(command, workspace, context)
    endpoint = workspace.endpoints.get(command.endpoint_id)
    if endpoint is None or endpoint.removed_at is not None:
        finding = Finding(rule="common.known", met=False, expected="endpoint", actual=command.endpoint_id, item=command.endpoint_id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    match command:
        case EditEndpoint():
            return _edit(command, endpoint, workspace)
        case VerifyEndpoint():
            return _verify(command, endpoint)
        case RotateEndpointSecret():
            return _rotate(command, endpoint, context)
        case DisableEndpoint():
            return [] if endpoint.disabled else [EndpointDisabled(endpoint_id=endpoint.id, why=command.why)]
        case EnableEndpoint():
            return [EndpointEnabled(endpoint_id=endpoint.id)] if endpoint.disabled else []
        case ReplayEvents():
            return _replay(command, endpoint)
        case RemoveEndpoint():
            return [EndpointRemoved(endpoint_id=endpoint.id)]
        case _:
            assert_never(command)


def _add(command: AddEndpoint, workspace: Workspace, context: Context) -> Answer:
    if command.endpoint_id in workspace.endpoints:
        return []
    owner_id = command.owner_id or context.actor
    present = sum(one.removed_at is None for one in workspace.endpoints.values())
    findings = [
        check("endpoint.new", is_id(command.endpoint_id, "end"), actual=command.endpoint_id, act="endpoint.add"),
        check("endpoint.few", present < MOST, expected=MOST, actual=present, act="endpoint.remove"),
        check("endpoint.address", bool(command.origin and command.address_fingerprint), act="endpoint.add"),
        check("endpoint.secret", bool(command.secret_fingerprint), act="endpoint.add"),
        *_fitting(command.title, command.types, owner_id, workspace),
        *_bounded(command.condition, command.pace),
        check("endpoint.connector", bool(_NAME.fullmatch(command.connector)), actual=command.connector[:40], act="endpoint.add"),
        _settable(command.settings),
    ]
    return decided("endpoint.refused", findings, lambda: [
        EndpointAdded(
            endpoint_id=command.endpoint_id, title=command.title.strip(), origin=command.origin,
            address_fingerprint=command.address_fingerprint, secret_fingerprint=command.secret_fingerprint,
            types=_tidy(command.types), owner_id=owner_id, condition=command.condition.strip(), pace=command.pace,
            connector=command.connector, settings=_sorted(command.settings),
        )
    ])  # fmt: skip


def _edit(command: EditEndpoint, endpoint: Endpoint, workspace: Workspace) -> Answer:
    changed = EndpointEdited(
        endpoint_id=endpoint.id,
        title=endpoint.title if command.title is None else command.title.strip(),
        origin=command.origin or endpoint.origin,
        address_fingerprint=command.address_fingerprint or endpoint.address_fingerprint,
        types=endpoint.types if command.types is None else _tidy(command.types),
        owner_id=command.owner_id or endpoint.owner_id,
        condition=endpoint.condition if command.condition is None else command.condition.strip(),
        pace=command.pace or endpoint.pace,
        settings=endpoint.settings if command.settings is None else _sorted(command.settings),
    )
    if all(getattr(changed, name) == getattr(endpoint, name) for name in _EDITABLE):
        return []
    findings = [
        *_fitting(changed.title, changed.types, command.owner_id or "", workspace),
        *_bounded(changed.condition, changed.pace),
        _settable(changed.settings),
    ]
    return decided("endpoint.refused", findings, lambda: [changed])


def _verify(command: VerifyEndpoint, endpoint: Endpoint) -> Answer:
    if endpoint.verified_at is not None:
        return []
    asked = command.address_fingerprint == endpoint.address_fingerprint
    findings = [check("endpoint.asked", asked, act="endpoint.verify", item=endpoint.id)]
    return decided("endpoint.refused", findings, lambda: [EndpointVerified(endpoint_id=endpoint.id)])


def _rotate(command: RotateEndpointSecret, endpoint: Endpoint, context: Context) -> Answer:
    if command.secret_fingerprint == endpoint.secret_fingerprint:
        return []
    within = context.now <= command.overlap_until <= context.now + LONGEST_OVERLAP
    findings = [
        check("endpoint.secret", bool(command.secret_fingerprint), act="endpoint.rotate", item=endpoint.id),
        check("endpoint.overlap", within, expected=LONGEST_OVERLAP.days, actual=command.overlap_until.isoformat(), act="endpoint.rotate"),
    ]
    rotated = EndpointSecretRotated(
        endpoint_id=endpoint.id, secret_fingerprint=command.secret_fingerprint, overlap_until=command.overlap_until
    )
    return decided("endpoint.refused", findings, lambda: [rotated])


def _replay(command: ReplayEvents, endpoint: Endpoint) -> Answer:
    count, tidy = len(command.positions), tuple(sorted(set(command.positions)))
    findings = [
        check("endpoint.replay", 0 < count <= MOST_REPLAYED, expected=MOST_REPLAYED, actual=count, act="endpoint.replay", item=endpoint.id),
        check("endpoint.replay_once", tidy == command.positions and tidy[:1] > (0,), act="endpoint.replay", item=endpoint.id),
    ]
    replayed = EndpointReplayed(endpoint_id=endpoint.id, count=count, positions=command.positions)
    return decided("endpoint.refused", findings, lambda: [replayed])


def _bounded(condition: str, pace: Pace) -> list[Finding]:
    wrong = "it is too long" if len(condition) > LONGEST_CONDITION else wrong_with(condition.strip())
    at_once = 1 <= pace.at_once <= MOST_AT_ONCE
    per_second = 1 <= pace.per_second <= MOST_PER_SECOND
    return [
        check("endpoint.condition", not wrong, actual=wrong, act="endpoint.edit"),
        check("endpoint.at_once", at_once, expected=MOST_AT_ONCE, actual=pace.at_once, act="endpoint.edit"),
        check("endpoint.per_second", per_second, expected=MOST_PER_SECOND, actual=pace.per_second, act="endpoint.edit"),
    ]


def _fitting(title: str, types: tuple[str, ...], owner_id: str, workspace: Workspace) -> list[Finding]:
    strange = next((one for one in types if not _TYPE.fullmatch(one)), "")
    return [
        check("common.title", 0 < len(title.strip()) <= LONGEST_TITLE, expected="text", actual=title[:LONGEST_TITLE]),
        check("endpoint.types", 0 < len(types) <= MOST_TYPES, expected=MOST_TYPES, actual=len(types), act="endpoint.edit"),
        check("event.kind", not strange, actual=strange, act="endpoint.edit"),
        check("endpoint.owner", not owner_id or workspace.is_active(owner_id), expected="member", actual=owner_id, act="endpoint.edit"),
    ]


def _settable(settings: tuple[Setting, ...]) -> Finding:
    """Names are those of the connector, which says what each has to look like; here is what holds for any."""
    names = {one.name for one in settings}
    wrong = next((one.name for one in settings if not _NAME.fullmatch(one.name) or len(one.value) > LONGEST_SETTING), "")
    fits = len(names) == len(settings) <= MOST_SETTINGS and not wrong
    return check("endpoint.settings", fits, expected=MOST_SETTINGS, actual=wrong[:40] or len(settings), act="endpoint.edit")


def _sorted(settings: tuple[Setting, ...]) -> tuple[Setting, ...]:
    return tuple(sorted(settings, key=lambda one: one.name))


def _tidy(types: tuple[str, ...]) -> tuple[str, ...]:
    return ("*",) if "*" in types else tuple(sorted(set(types)))


def evolve(workspace: Workspace, happened: Event, at: datetime) -> None:
    """Apply one event about endpoints, in place. at: when it happened."""
    if isinstance(happened, EndpointAdded):
        workspace.endpoints[happened.endpoint_id] = Endpoint(
            id=happened.endpoint_id, title=happened.title, origin=happened.origin, address_fingerprint=happened.address_fingerprint,
            secret_fingerprint=happened.secret_fingerprint, types=happened.types, owner_id=happened.owner_id, added_at=at,
            conditions=(happened.condition,), pace=happened.pace, connector=happened.connector, settings=happened.settings,
        )  # fmt: skip
        return
    endpoint = workspace.endpoints[happened.endpoint_id]
    match happened:
        case EndpointEdited():
            if (happened.address_fingerprint, happened.settings) != (endpoint.address_fingerprint, endpoint.settings):
                endpoint.verified_at = None
            endpoint.settings = happened.settings
            endpoint.title, endpoint.types, endpoint.owner_id = happened.title, happened.types, happened.owner_id
            endpoint.origin, endpoint.address_fingerprint, endpoint.pace = happened.origin, happened.address_fingerprint, happened.pace
            endpoint.conditions = (*(one for one in endpoint.conditions if one != happened.condition), happened.condition)
        case EndpointVerified():
            endpoint.verified_at = at
        case EndpointSecretRotated():
            endpoint.secret_fingerprint, endpoint.overlap_until = happened.secret_fingerprint, happened.overlap_until
        case EndpointDisabled():
            endpoint.disabled, endpoint.disabled_at = happened.why, at
        case EndpointEnabled():
            endpoint.disabled, endpoint.disabled_at = "", None
        case EndpointReplayed():
            return
        case EndpointRemoved():
            endpoint.removed_at = at
        case _:
            assert_never(happened)
