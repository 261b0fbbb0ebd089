"""What has to be done outside cycles: an endpoint that is sent nothing needs whoever looks after it, until it is sent to again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plumbline.domain.workspace.attention import obligations
from plumbline.domain.workspace.connecting import evolve
from plumbline.domain.workspace.endpoint import EndpointAdded, EndpointDisabled, EndpointEnabled, EndpointRemoved, WhyDisabled
from plumbline.domain.workspace.workspace import Member, Workspace

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ENDPOINT = "end_" + "0" * 26
ADDED = EndpointAdded(
    endpoint_id=ENDPOINT, title="Warehouse", origin="https://x.example", address_fingerprint="a", secret_fingerprint="b", types=("*",),
    owner_id="ana",
)  # fmt: skip


def member(name: str, *, admin: bool = False, active: bool = True) -> Member:
    return Member(id=name, rank="lead", calendar_id="", admin=admin, active=active, since=MONDAY)


def workspace(*members: Member, events: tuple[Any, ...] = (ADDED,)) -> Workspace:
    made = Workspace(id="wsp_" + "0" * 26)
    made.members = {one.id: one for one in members}
    for hours, event in enumerate(events):
        evolve(made, event, MONDAY + timedelta(hours=hours))
    return made


def asked(made: Workspace) -> list[tuple[str, str]]:
    return [(one.person_id, one.reason) for one in obligations(made)]


@pytest.mark.parametrize("why", ["by_hand", "gone", "failing"])
def test_a_disabled_endpoint_needs_its_owner_and_every_administrator_once(why: WhyDisabled):
    made = workspace(
        member("ana", admin=True), member("bo"), member("ida", admin=True), events=(ADDED, EndpointDisabled(endpoint_id=ENDPOINT, why=why))
    )
    assert asked(made) == [("ana", f"attention.endpoint_{why}"), ("ida", f"attention.endpoint_{why}")]
    assert {one.since for one in obligations(made)} == {MONDAY + timedelta(hours=1)}


@pytest.mark.parametrize("ending", [EndpointEnabled(endpoint_id=ENDPOINT), EndpointRemoved(endpoint_id=ENDPOINT)])
def test_it_needs_nobody_any_more_once_it_is_enabled_or_removed(ending: Any):
    assert asked(workspace(member("ana"), events=(ADDED, EndpointDisabled(endpoint_id=ENDPOINT, why="gone"), ending))) == []


def test_an_owner_who_has_left_is_not_asked_but_the_administrators_are():
    disabled = EndpointDisabled(endpoint_id=ENDPOINT, why="gone")
    made = workspace(member("ana", active=False), member("ida", admin=True), events=(ADDED, disabled))
    assert asked(made) == [("ida", "attention.endpoint_gone")]
