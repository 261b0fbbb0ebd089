"""Sources of signals: adding one, changing its key, revoking it. Workspace and directory; pages and API share it."""

from datetime import datetime

from plumbline.directory.secret import new_source_key
from plumbline.domain import permission
from plumbline.domain.checking import check, refuse
from plumbline.domain.workspace.signal_source import (
    USUAL_RATE,
    USUAL_SIGN_UPS,
    AddSignalSource,
    AllowSignalOrigins,
    MapSignals,
    RevokeSignalSource,
    RotateSignalKey,
    SignalSource,
)
from plumbline.edge import attributing
from plumbline.edge.attributing import Preview
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record
from plumbline.outbox.signing import fingerprint, new_signing_secret
from plumbline.projections.cycles import cycles


@record
class Made:
    """A key that was made; shown once, and never again. signing_secret: empty for a source that need not sign."""

    source_id: str
    key: str
    signing_secret: str


async def add(
    installation: Installation,
    context: Context,
    *,
    title: str,
    cycle_id: str = "",
    sign_ups: tuple[str, ...] = USUAL_SIGN_UPS,
    per_second: int = USUAL_RATE,
    signed: bool = False,
) -> Made | Refusal:
    """Make a source and its key; a refusal leaves nothing behind."""
    made = Made(source_id=context.new_id("src"), key=new_source_key(), signing_secret=new_signing_secret() if signed else "")
    command = AddSignalSource(
        source_id=made.source_id, title=title, key_fingerprint=fingerprint(made.key), cycle_id=cycle_id, sign_ups=sign_ups,
        per_second=per_second, signed=signed,
    )  # fmt: skip
    if refused := await _elsewhere(installation, context, command, cycle_id):
        return refused
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if isinstance(answer, Refusal):
        return answer
    installation.directory.sources.keep(made.source_id, installation.workspace_id, made.key, made.signing_secret)
    return made


async def rotate(installation: Installation, context: Context, source_id: str) -> Made | Refusal:
    """Give a source a new key, and a new secret to sign with where it has one; those before end at once."""
    source = await source_of(installation, source_id)
    signed = source is not None and source.signed
    made = Made(source_id=source_id, key=new_source_key(), signing_secret=new_signing_secret() if signed else "")
    command = RotateSignalKey(source_id=source_id, key_fingerprint=fingerprint(made.key))
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if isinstance(answer, Refusal):
        return answer
    installation.directory.sources.keep(source_id, installation.workspace_id, made.key, made.signing_secret)
    return made


async def revoke(installation: Installation, context: Context, source_id: str) -> Answer:
    """Take nothing more from a source; its key is deleted."""
    answer = await installation.handling.handle(installation.workspace_id, RevokeSignalSource(source_id=source_id), context)
    if not isinstance(answer, Refusal):
        installation.directory.sources.forget(source_id)
    return answer


async def allow_origins(installation: Installation, context: Context, source_id: str, origins: tuple[str, ...]) -> Answer:
    """Say from which sites browsers may send with the key of a source."""
    command = AllowSignalOrigins(source_id=source_id, origins=origins)
    return await installation.handling.handle(installation.workspace_id, command, context)


async def map_signals(installation: Installation, context: Context, command: MapSignals) -> Answer:
    """Say where signals belong."""
    if refused := await _elsewhere(installation, context, command, command.cycle_id):
        return refused
    return await installation.handling.handle(installation.workspace_id, command, context)


async def preview(installation: Installation, context: Context, command: MapSignals) -> Preview | Refusal:
    """Return what a mapping would do to what is here; nothing is recorded."""
    if refused := permission.refusal(command, None, await installation.handling.workspace(), context):
        return refused
    return await attributing.preview(installation, command)


async def sources(installation: Installation) -> list[SignalSource]:
    """Return the sources of the workspace, oldest first, those that were revoked last."""
    found = (await installation.handling.workspace()).signal_sources.values()
    return sorted(found, key=lambda one: one.revoked_at is not None)


async def source_of(installation: Installation, source_id: str) -> SignalSource | None:
    """Return a source of the workspace, also one that was revoked."""
    return (await installation.handling.workspace()).signal_sources.get(source_id)


def used_at(installation: Installation, source: SignalSource) -> datetime | None:
    """Return when a source last showed its key, to the minute."""
    return installation.directory.sources.used_at(source.id)


async def _elsewhere(installation: Installation, context: Context, command: AddSignalSource | MapSignals, cycle_id: str) -> Refusal | None:
    """A cycle of another workspace is answered like one that does not exist."""
    if refused := permission.refusal(command, None, await installation.handling.workspace(), context):
        return refused
    here = not cycle_id or any(one.id == cycle_id for one in await cycles(installation.ledger))
    source = isinstance(command, AddSignalSource)
    rule, code = ("signal_source.cycle", "signal_source.refused") if source else ("signals.where", "signals.refused")
    return refuse(code, [check(rule, here, actual=cycle_id[:200], act="signal_source.add" if source else "signals.map")])
