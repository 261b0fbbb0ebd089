"""`plumbline workspace` and `plumbline user` against a server that people work on: it starts on an empty folder."""

import re
from collections.abc import Generator
from dataclasses import dataclass, replace

import httpx
import pytest

from accounts import PASSWORD, Browser, Console, first_account
from console import Line, Said, running


@dataclass(frozen=True)
class Server:
    """A server with its first account: Ana's browser, her command line, and that of somebody without a token."""

    browser: Browser
    ana: Console
    anybody: Line


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server, None, None]:
    with running(tmp_path_factory.mktemp("served"), "serve") as (address, printed), httpx.Client(base_url=address) as client:
        browser, line = first_account(client, printed), Line(address)
        yield Server(browser, Console(line, browser.token()), line)


def rows(said: Said) -> list[list[str]]:
    assert said.returncode == 0, said.stderr
    return [re.split(r"\s{2,}", row.rstrip()) for row in said.stdout.splitlines()[1:]]


def test_the_first_account_leads_the_workspace_that_it_was_made_with(server: Server):
    ((place, *told),) = rows(server.ana("workspace", "list"))
    assert place.startswith("wsp_")
    assert told == ["House", "lead, administrator", "here"]


def test_a_workspace_is_made_and_reached_with_a_token_that_is_made_in_it(server: Server):
    said = server.ana("workspace", "create", "Second house", "--zone", "Europe/Lisbon")
    place = re.search(r"wsp_\w{26}", said.stdout)
    assert place, said.stderr
    assert "Your profile page there makes tokens for it." in said.stdout
    assert [row[1] for row in rows(server.ana("workspace", "list"))] == ["House"], "a token reaches the workspace it was made in"
    assert server.browser.send("/workspace-choice", "/workspaces", workspace_id=place[0], next="/").status_code == 303
    there = replace(server.ana, token=server.browser.token())
    assert rows(there("workspace", "list")) == [[place[0], "Second house", "lead, administrator", "here"]]
    assert "Europe/Lisbon" in there("calendar", "list").stdout
    assert [row[:2] for row in rows(there("user", "list"))] == [["Ana Ruiz", "lead"]]
    home = httpx.get(f"{server.anybody.server}/v1/workspaces", headers={"Authorization": f"Bearer {server.ana.token}"}).json()["items"]
    assert server.browser.send("/workspace-choice", "/workspaces", workspace_id=home[0]["id"], next="/").status_code == 303


def test_a_workspace_that_cannot_be_told_apart_or_has_no_such_zone_is_not_made(server: Server):
    twin = server.ana("workspace", "create", " house ")
    assert (twin.returncode, "House" in twin.stderr) == (3, True), twin.stderr
    nowhere = server.ana("workspace", "create", "Third house", "--zone", "Mars/Base")
    assert (nowhere.returncode, "Mars/Base" in nowhere.stderr) == (2, True), nowhere.stderr
    assert server.ana("workspace", "create", "").returncode in (2, 3)


def test_without_a_token_or_with_one_that_only_reads_nothing_is_made(server: Server):
    for words in (("workspace", "list"), ("workspace", "create", "Third house")):
        said = server.anybody(*words)
        assert (said.returncode, "PLUMBLINE_TOKEN" in said.stderr) == (5, True), said.stderr
    reading = replace(server.ana, token=server.browser.token("read"))
    assert len(rows(reading("workspace", "list"))) == 1
    refused = reading("workspace", "create", "Third house")
    assert (refused.returncode, "read" in refused.stderr) == (5, True), refused.stderr


def test_somebody_who_is_invited_joins_through_the_printed_link_and_makes_no_workspace(server: Server):
    said = server.ana("user", "invite", "Bo Berg", "--mail", "bo@house.example", "--rank", "owner")
    link = re.search(r"/join/\S+", said.stdout)
    assert link, said.stderr
    with httpx.Client(base_url=server.anybody.server) as client:
        bo = Browser(client)
        assert bo.send(link[0], link[0], password=PASSWORD).status_code == 303
        console = Console(server.anybody, bo.token())
        assert [row[2] for row in rows(console("workspace", "list"))] == ["owner"]
        refused = console("workspace", "create", "Bo's house")
        assert (refused.returncode, "Ana Ruiz" in refused.stderr) == (5, True), refused.stderr
        assert console("user", "password-link", "Ana Ruiz").returncode in (3, 5)
    lost = server.ana("user", "password-link", "bo")
    assert "/join/" in lost.stdout, lost.stderr
