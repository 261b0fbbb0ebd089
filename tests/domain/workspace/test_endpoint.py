"""Endpoints: what one is made of, when it is sent to, who may change it."""

from datetime import timedelta
from typing import Any

import pytest

from cycle_story import MONDAY, opened_workspace, unmet
from plumbline.domain import permission
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.connecting import LONGEST_OVERLAP, MOST
from plumbline.domain.workspace.endpoint import (
    AddEndpoint,
    DisableEndpoint,
    EditEndpoint,
    EnableEndpoint,
    RemoveEndpoint,
    RotateEndpointSecret,
    VerifyEndpoint,
)
from plumbline.domain.workspace.listening import matching
from plumbline.domain.workspace.workspace import AddMember, Workspace
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context

ID = make_id("end", MONDAY, 1)


def context(actor: str = "mara", kind: str = "app_user") -> Context:
    return Context(actor=actor, actor_kind=kind, now=MONDAY, new_id=lambda prefix: make_id(prefix, MONDAY, 1))  # type: ignore[arg-type]


def sent(workspace: Workspace, command: Any) -> Any:
    answer = rules.decide(command, workspace, context())
    for event in answer if isinstance(answer, list) else ():
        rules.evolve(workspace, Recorded(event, "mara", MONDAY))
    return answer


def adding(number: int = 1, **more: Any) -> AddEndpoint:
    given: dict[str, Any] = {
        "title": "Warehouse",
        "origin": "https://hooks.example.org",
        "address_fingerprint": "a1",
        "secret_fingerprint": "s1",
    } | more
    return AddEndpoint(endpoint_id=make_id("end", MONDAY, number), **given)


def with_endpoint(**more: Any) -> Workspace:
    workspace = opened_workspace()
    sent(workspace, adding(**more))
    return workspace


def test_a_new_endpoint_waits_for_its_challenge_and_belongs_to_whoever_added_it():
    endpoint = with_endpoint().endpoints[ID]
    assert (endpoint.standing, endpoint.owner_id, endpoint.types) == ("unverified", "mara", ("*",))


def test_an_endpoint_says_everything_that_is_wrong_with_it_at_once():
    command = adding(title=" ", origin="", secret_fingerprint="", types=("everything",), owner_id="nobody")
    assert unmet(sent(opened_workspace(), command)) == [
        "endpoint.address",
        "endpoint.secret",
        "common.title",
        "event.kind",
        "endpoint.owner",
    ]


def test_there_are_so_many_endpoints_and_no_more_until_one_is_removed():
    workspace = opened_workspace()
    for number in range(1, MOST + 1):
        sent(workspace, adding(number))
    assert unmet(sent(workspace, adding(MOST + 1))) == ["endpoint.few"]
    sent(workspace, RemoveEndpoint(endpoint_id=ID))
    assert len(sent(workspace, adding(MOST + 1))) == 1


def test_another_address_has_to_be_verified_again_and_other_events_do_not():
    workspace = with_endpoint()
    sent(workspace, VerifyEndpoint(endpoint_id=ID, address_fingerprint="a1"))
    sent(workspace, EditEndpoint(endpoint_id=ID, types=("gate.*", "gate.*")))
    assert (workspace.endpoints[ID].standing, workspace.endpoints[ID].types) == ("active", ("gate.*",))
    sent(workspace, EditEndpoint(endpoint_id=ID, origin="https://other.example.org", address_fingerprint="a2"))
    assert workspace.endpoints[ID].standing == "unverified"


def test_a_challenge_that_went_to_an_older_address_verifies_nothing():
    answer = sent(with_endpoint(), VerifyEndpoint(endpoint_id=ID, address_fingerprint="a0"))
    assert unmet(answer) == ["endpoint.asked"]


def test_two_secrets_count_for_thirty_days_at_most():
    workspace = with_endpoint()
    late = RotateEndpointSecret(endpoint_id=ID, secret_fingerprint="s2", overlap_until=MONDAY + LONGEST_OVERLAP + timedelta(seconds=1))
    assert unmet(sent(workspace, late)) == ["endpoint.overlap"]
    sent(workspace, RotateEndpointSecret(endpoint_id=ID, secret_fingerprint="s2", overlap_until=MONDAY + LONGEST_OVERLAP))
    assert workspace.endpoints[ID].secret_fingerprint == "s2"


def test_disabling_twice_changes_nothing_and_enabling_takes_it_back():
    workspace = with_endpoint()
    sent(workspace, VerifyEndpoint(endpoint_id=ID, address_fingerprint="a1"))
    assert len(sent(workspace, DisableEndpoint(endpoint_id=ID, why="gone"))) == 1
    assert sent(workspace, DisableEndpoint(endpoint_id=ID)) == []
    assert (workspace.endpoints[ID].standing, workspace.endpoints[ID].disabled) == ("disabled", "gone")
    sent(workspace, EnableEndpoint(endpoint_id=ID))
    assert workspace.endpoints[ID].standing == "active"


def test_a_removed_endpoint_is_not_there_any_more():
    workspace = with_endpoint()
    sent(workspace, RemoveEndpoint(endpoint_id=ID))
    assert sent(workspace, EnableEndpoint(endpoint_id=ID)).code == "missing"


@pytest.mark.parametrize(
    ("types", "name", "told"),
    [
        (("*",), "gate.passed", True),
        (("gate.*",), "gate.passed", True),
        (("gate.passed",), "gate.passed", True),
        (("gate.*",), "gateway.passed", False),
        (("gate.opened", "decision.*"), "gate.passed", False),
    ],
)
def test_an_endpoint_is_told_of_what_it_asked_for(types: tuple[str, ...], name: str, told: bool):
    assert matching(types, name) == told


def test_leads_and_administrators_change_endpoints_and_the_system_only_disables():
    workspace = with_endpoint()
    sent(workspace, AddMember(person_id="con", rank="owner"))
    sent(workspace, AddMember(person_id="adm", rank="viewer", admin=True))
    asked = EnableEndpoint(endpoint_id=ID)
    assert permission.refusal(asked, None, workspace, context("mara")) is None
    assert permission.refusal(asked, None, workspace, context("adm")) is None
    assert permission.refusal(asked, None, workspace, context("con")) is not None
    assert permission.refusal(asked, None, workspace, context("system", "system")) is not None
    assert permission.refusal(DisableEndpoint(endpoint_id=ID), None, workspace, context("system", "system")) is None
