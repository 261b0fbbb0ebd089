"""The pages of signals: add a source and see its key once, see what came, map what belongs nowhere, see sign-ups in the cycle."""

import json
import re
import shlex
from html import unescape
from pathlib import Path

from plumbline.edge.ingesting import keep
from signals_story import offered
from web_visit import Visitor, visiting

HOSTILE = [
    text for text in json.loads((Path(__file__).parent / "naughty" / "blns.json").read_text(encoding="utf-8")) if 0 < len(text) <= 200
]


async def came(visitor: Visitor, *names: str, source: str = "", **properties: str) -> None:
    """Let a source of the house send signals."""
    installation = visitor.house.installation
    items = [offered(n, name=name, id=f"{name}-{n}", properties=properties, time=None) for n, name in enumerate(names)]
    await keep(installation, installation.workspace_id, source or "src_" + "0" * 26, items, "posthog")


async def test_somebody_adds_a_source_sees_its_key_once_changes_it_and_revokes_it(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read("/integrations/sources") == 200
        assert "No program sends signals yet." in visitor.page
        assert await visitor.send("/integrations/sources", {"title": "Shop", "cycle_id": visitor.house.cycle, "signed": "yes"}) == 201
        key = re.search(r"plb_src_\w+", visitor.page)
        found = re.search(r"/integrations/sources/(src_\w+)/rotate", visitor.html.replace("&#x2f;", "/"))
        assert key
        assert found
        assert "whsec_" in visitor.page
        assert "Each request has to be signed" in visitor.page
        here = f"/integrations/sources/{found[1]}"
        await visitor.read(here)
        assert key[0] not in visitor.page
        assert await visitor.send(f"{here}/rotate") == 201
        assert key[0] not in visitor.page
        assert "plb_src_" in visitor.page
        assert await visitor.send(f"{here}/revoke") == 200
        assert "Revoked" in visitor.page
        assert "Make a new key" not in visitor.page


async def test_what_belongs_nowhere_is_counted_mapped_and_shows_up_in_the_cycle(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read("/signals")
        assert "Nothing came yet" in visitor.page
        await came(visitor, "Joined", "Joined", "Viewed", utm_campaign="spring")
        await visitor.read("/signals")
        assert "Everything that came belongs to a cycle." not in visitor.page
        assert "3 signals belong nowhere yet" in visitor.page
        assert "Map these 2" in visitor.page
        assert "Map this one" in visitor.page
        assert "plutm" not in visitor.page
        mapping = re.search(r'href="(/signals\?name=Joined[^"]+)"', visitor.html.replace("&#x2f;", "/").replace("&amp;", "&"))
        assert mapping
        await visitor.read(mapping[1])
        assert (visitor.value("name"), visitor.value("campaign")) == ("Joined", "spring")
        form = {"name": "Joined", "campaign": "spring", "cycle_id": visitor.house.cycle, "sign_up": "yes"}
        assert await visitor.send("/signals/mappings", form | {"then": "preview"}) == 200
        assert "It is about 2 signals that came, 2 of them without a place now." in visitor.page
        assert await visitor.send("/signals/mappings", form | {"then": "map"}) == 200
        await visitor.read(f"/cycles/{visitor.house.cycle}/signals")
        assert "2 sign-ups" in visitor.page
        assert "spring" in visitor.page
        assert "a mapping says so" in visitor.page
        assert await visitor.read(f"/cycles/{visitor.house.cycle}/signals.csv") == 200
        assert visitor.html.count("Joined") == 4  # each with its origin id
        await visitor.read("/signals")
        assert re.search(r"data-label=\"Belongs to\">[^<]+ <span[^>]*>a mapping says so", visitor.html)
        taken_back = re.search(r"/signals/mappings/map_\w+/removal", visitor.html.replace("&#x2f;", "/"))
        assert taken_back
        assert await visitor.send(taken_back[0]) == 200
        await visitor.read(f"/cycles/{visitor.house.cycle}/signals")
        assert "Nobody signed up yet" in visitor.page


async def test_hostile_text_of_a_signal_is_shown_as_text(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await came(visitor, *HOSTILE, "<script>alert(1)</script>", utm_campaign="<img src=x onerror=alert(2)>")
        assert await visitor.read("/signals") == 200
        assert "<script>alert(1)" not in visitor.html
        assert "<img src=x" not in visitor.html
        assert "<script>alert(1)</script>" in visitor.page
        form = {"campaign": "<img src=x onerror=alert(2)>", "cycle_id": visitor.house.cycle, "sign_up": "yes", "then": "map"}
        assert await visitor.send("/signals/mappings", form) == 200
        assert await visitor.read(f"/cycles/{visitor.house.cycle}/signals") == 200
        assert "<img src=x" not in visitor.html
        await visitor.read(f"/cycles/{visitor.house.cycle}/signals.csv")
        cells = [cell for line in visitor.html.splitlines() for cell in line.split(",")]
        assert not [cell for cell in cells if cell.startswith(("=", "@"))]


async def test_somebody_who_may_not_add_or_map_is_shown_no_form_and_refused(tmp_path: Path):
    async with visiting(tmp_path, "bo") as visitor:
        await visitor.read("/integrations/sources")
        assert "Leads and administrators add sources." in visitor.page
        assert await visitor.send("/integrations/sources", {"title": "Mine"}) == 403
        await visitor.read("/signals")
        assert await visitor.send("/signals/mappings", {"name": "", "campaign": "", "cycle_id": visitor.house.cycle, "then": "map"}) == 409
        assert "does not say which signals" in visitor.alert()


async def test_somebody_hands_in_a_file_chooses_its_columns_tries_and_keeps_it(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read("/integrations/sources")
        await visitor.send("/integrations/sources", {"title": "Shop"})
        found = re.search(r"/integrations/sources/(src_\w+)/upload", visitor.html.replace("&#x2f;", "/"))
        assert found
        await visitor.read(found[0])
        await visitor.send(found[0], files={"file": ("signals.csv", b"")})
        assert visitor.alert().count("file") == 1  # that it is empty, and not that none was chosen
        await visitor.send(found[0], files={"file": ("signals.csv", b"uuid,event\n")})
        assert "has no row below them" in visitor.alert()
        assert "No row can be taken from the file like this" in visitor.alert()
        assert "missing" not in visitor.alert()  # the file is wrong, and nothing could be added to it here
        rows = b"uuid,event,day\n1,Joined,2026-03-01\n2,<b>Left</b>,never\n3,short\n"
        assert await visitor.send(found[0], files={"file": ("signals.csv", rows)}) == 200
        assert "3 rows" in visitor.page
        assert "<b>Left" not in visitor.html
        digest = visitor.value("digest")
        form = {"digest": digest, "id": "uuid", "name": "event", "time": "day", "called": ""}
        assert await visitor.send(found[0], form | {"then": "try"}) == 200
        assert "What would become of the rows" in visitor.page
        assert "Nothing was kept." in visitor.page
        assert "It has not the 3 cells that the first line names." in visitor.page
        assert await visitor.send(found[0], form | {"then": "keep"}) == 200
        assert "1 accepted" in visitor.page
        assert "Its time has to be an instant" in visitor.page
        assert await visitor.send(found[0], form | {"id": "day", "then": "keep"}) == 422
        assert "One column cannot be two parts" in visitor.alert()
        await visitor.read("/signals")
        assert "Joined" in visitor.page


async def test_the_command_that_tries_a_source_out_is_taken_and_what_it_sends_is_listed(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read("/integrations/sources")
        await visitor.send("/integrations/sources", {"title": "Shop", "sign_ups": "Joined"})
        shown = re.search(r"<pre[^>]*>(curl .*?)</pre>", visitor.html, re.DOTALL)
        assert shown
        command = shlex.split(unescape(shown[1]))
        headers = dict(command[place + 1].split(": ", 1) for place, word in enumerate(command) if word == "-H")
        assert await visitor.deliver("/v1/signals", command[-1].encode(), headers) == 200
        await visitor.read("/signals")
        assert "Joined" in visitor.page
