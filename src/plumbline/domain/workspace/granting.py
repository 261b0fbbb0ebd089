"""The rules of tokens: what one may do, for how long, who ends it."""

from datetime import timedelta
from typing import assert_never

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.workspace.grant import Command, Event, Grant, GrantToken, RevokeToken, TokenGranted, TokenRevoked
from plumbline.domain.workspace.happened import Happened
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context, Finding, Refusal

SCOPES = (("read",), ("write",), ("read", "write"), ("read", "write", "approve"), ("calendar",))
"""What a token may do, in all the ways in which it can be put together."""
LONGEST = timedelta(days=366)
MOST = 100
"""How many tokens of one person count at once in a workspace."""


def decide(command: Command, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about tokens leads to, or why it is refused."""
    match command:
        case GrantToken():
            return _grant(command, workspace, context)
        case RevokeToken():
            return _revoke(command, workspace, context)
        case _:
            assert_never(command)


def _grant(command: GrantToken, workspace: Workspace, context: Context) -> Answer:
    """A program that acts under a token hands on no more than it has, and never the right to approve."""
    if command.token_id in workspace.grants:
        return []
    me, act = (context.actor,), "token.grant"
    counting = sum(one.person_id == context.actor and one.revoked_at is None and context.now < one.expires_at
                   for one in workspace.grants.values())  # fmt: skip
    by_program = context.actor_kind != "app_user"
    own = set(context.granted) - {"approve"}
    lasts = context.now < command.expires_at <= context.now + LONGEST
    findings = [
        check("token.new", is_id(command.token_id, "tok"), actual=command.token_id, who=me, act=act),
        check("token.scopes", command.scopes in SCOPES, actual=" ".join(command.scopes), who=me, act=act),
        check("token.within", not by_program or set(command.scopes) <= own, expected=" ".join(sorted(own)),
              actual=" ".join(command.scopes), who=me, act=act),
        check("token.until", lasts, expected=LONGEST.days, actual=command.expires_at.isoformat(), who=me, act=act),
        check("token.few", counting < MOST, expected=MOST, actual=counting, who=me, act="token.revoke"),
    ]  # fmt: skip
    granted = TokenGranted(token_id=command.token_id, person_id=context.actor, scopes=command.scopes, expires_at=command.expires_at)
    return decided("token.refused", findings, lambda: [granted])


def _revoke(command: RevokeToken, workspace: Workspace, context: Context) -> Answer:
    """Whoever gave it ends it; the system does when they leave. That somebody else has such a token is nobody's business."""
    grant = workspace.grants.get(command.token_id)
    if grant is None or (context.actor_kind != "system" and grant.person_id != context.actor):
        finding = Finding(rule="common.known", met=False, expected="token", actual=command.token_id, item=command.token_id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    return [] if grant.revoked_at is not None else [TokenRevoked(token_id=grant.id, person_id=grant.person_id)]


def evolve(workspace: Workspace, recorded: Happened) -> None:
    """Apply one event about tokens, in place."""
    happened: Event = recorded.event
    match happened:
        case TokenGranted():
            workspace.grants[happened.token_id] = Grant(
                id=happened.token_id, person_id=happened.person_id, scopes=happened.scopes, granted_at=recorded.at,
                expires_at=happened.expires_at,
            )  # fmt: skip
        case TokenRevoked():
            workspace.grants[happened.token_id].revoked_at = recorded.at
        case _:
            assert_never(happened)
