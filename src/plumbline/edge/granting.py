"""Tokens of people: making one, revoking one, ending the grants of those that are gone. Workspace and directory; pages and API share it."""

from dataclasses import replace
from datetime import timedelta

from plumbline.domain.checking import check
from plumbline.domain.workspace.grant import GrantToken, RevokeToken
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record

LONGEST_NAME = 80


@record
class Made:
    """A token that was made. text: the secret, shown once and never again."""

    token_id: str
    text: str


async def make(installation: Installation, context: Context, *, name: str, scopes: tuple[str, ...], days: int) -> Made | Refusal:
    """Let a program act in the name of whoever asks; a refusal leaves nothing behind. days: how long it lasts."""
    called = name.strip()
    if not 0 < len(called) <= LONGEST_NAME:
        finding = check("token.name", False, expected=LONGEST_NAME, actual=called[:LONGEST_NAME], who=(context.actor,), act="token.grant")
        return Refusal(code="token.refused", findings=(finding,))
    token_id, until = context.new_id("tok"), context.now + timedelta(days=days)
    command = GrantToken(token_id=token_id, scopes=scopes, expires_at=until)
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if isinstance(answer, Refusal):
        return answer
    text = installation.directory.create_token(context.actor, called, scopes, until, installation.workspace_id, token_id)
    return Made(token_id=token_id, text=text)


async def revoke(installation: Installation, context: Context, token_id: str) -> Refusal | None:
    """End a token of whoever asks, wherever it counts. It is worthless before that is recorded."""
    gone = installation.directory.revoke_token(context.actor, token_id)
    for place in await installation.states.workspaces():
        if token_id in place.grants:
            there = replace(context, workspace=place.id)
            answer = await installation.handling.within(place.id).handle(place.id, RevokeToken(token_id=token_id), there)
            return answer if isinstance(answer, Refusal) else None
    unknown = check("common.known", False, expected="token", actual=token_id, item=token_id)
    return None if gone else Refusal(code="missing", kind="missing", findings=(unknown,))


async def end_grants(installation: Installation, person_id: str) -> int:
    """Record that tokens ended which went with somebody's membership or password; return how many did."""
    known, ended = {one.id for one in installation.directory.tokens(person_id)}, 0
    for place in await installation.states.workspaces():
        handling = installation.handling.within(place.id)
        lost = [one.id for one in place.grants.values() if one.person_id == person_id and one.revoked_at is None and one.id not in known]
        for token_id in lost:
            context = handling.context(actor="system", actor_kind="system", surface="web")
            await handling.handle(place.id, RevokeToken(token_id=token_id), context)
        ended += len(lost)
    return ended
