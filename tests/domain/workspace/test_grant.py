"""Tokens: what one may do, who may give it, when it ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cycle_story import MONDAY, opened_workspace, unmet
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.grant import GrantToken, RevokeToken, TokenRevoked
from plumbline.domain.workspace.granting import MOST
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context

TOKEN, DAY = make_id("tok", MONDAY, 1), timedelta(days=1)
MARA = Context(actor="mara", actor_kind="app_user", now=MONDAY, new_id=lambda prefix: make_id(prefix, MONDAY, 1))
SCRIPT = replace(MARA, actor_kind="api_key", granted=("read", "write"))
SYSTEM = replace(MARA, actor="system", actor_kind="system")


def granting(number: int = 1, days: int = 30, *scopes: str) -> GrantToken:
    return GrantToken(token_id=make_id("tok", MONDAY, number), scopes=scopes or ("read", "write"), expires_at=MONDAY + days * DAY)


def sent(workspace: Workspace, command: Any, context: Context = MARA) -> Any:
    answer = rules.decide(command, workspace, context)
    for event in answer if isinstance(answer, list) else ():
        rules.evolve(workspace, Recorded(event, context.actor, context.now))
    return answer


def test_a_grant_counts_for_its_person_until_it_ends():
    workspace = opened_workspace()
    sent(workspace, granting(1, 30, "read", "write", "approve"))
    grant = workspace.grants[TOKEN]
    assert grant.allows("approve", "mara", MONDAY + 29 * DAY)
    assert not grant.allows("approve", "mara", MONDAY + 30 * DAY)
    assert not grant.allows("approve", "bo", MONDAY)
    sent(workspace, RevokeToken(token_id=TOKEN))
    assert not grant.allows("approve", "mara", MONDAY)
    assert sent(workspace, RevokeToken(token_id=TOKEN)) == []


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (granting(1, 30, "approve"), "token.scopes"),
        (granting(1, 30, "read", "admin"), "token.scopes"),
        (granting(1, 30, "calendar", "read"), "token.scopes"),
        (granting(1, 0), "token.until"),
        (granting(1, 367), "token.until"),
        (GrantToken(token_id="tok_1", scopes=("read",), expires_at=MONDAY + DAY), "token.new"),
    ],
)
def test_what_a_token_cannot_be_is_refused(command: GrantToken, rule: str):
    assert unmet(sent(opened_workspace(), command)) == [rule]


def test_a_program_hands_on_no_more_than_it_has_and_never_the_right_to_approve():
    assert unmet(sent(opened_workspace(), granting(1, 30, "read", "write"), replace(SCRIPT, granted=("read",)))) == ["token.within"]
    all_of_it = replace(SCRIPT, granted=("read", "write", "approve"))
    assert unmet(sent(opened_workspace(), granting(1, 30, "read", "write", "approve"), all_of_it)) == ["token.within"]
    workspace = opened_workspace()
    sent(workspace, granting(1, 30, "read", "write"), all_of_it)
    assert workspace.grants[TOKEN].scopes == ("read", "write")


def test_a_token_is_ended_by_whoever_gave_it_or_the_system_and_unknown_to_everybody_else():
    workspace = opened_workspace()
    sent(workspace, granting())
    assert sent(workspace, RevokeToken(token_id=TOKEN), replace(MARA, actor="bo")).kind == "missing"
    assert sent(workspace, RevokeToken(token_id=make_id("tok", MONDAY, 9))).kind == "missing"
    assert sent(workspace, RevokeToken(token_id=TOKEN), SYSTEM) == [TokenRevoked(token_id=TOKEN, person_id="mara")]


def test_nobody_has_more_tokens_than_they_can_look_after():
    workspace = opened_workspace()
    for number in range(1, MOST + 1):
        assert isinstance(sent(workspace, granting(number, 1 if number == 1 else 30)), list)
    assert unmet(sent(workspace, granting(MOST + 1))) == ["token.few"]
    assert isinstance(sent(workspace, granting(MOST + 1), replace(MARA, now=MONDAY + DAY)), list), "one of them has ended"
