"""What somebody types is judged and drawn before it is saved, without scripts: what is wrong stands at its field, and the text stays."""

import re
from html import unescape
from pathlib import Path

from web_visit import Visitor, visiting


async def opened(visitor: Visitor, part: str) -> str:
    """Make a journey from the parcel template and open the form of a part; return the journey's path."""
    await visitor.read(f"/cycles/{visitor.house.cycle}/journeys")
    assert await visitor.send(f"/cycles/{visitor.house.cycle}/journeys", {"template": "parcel-delay"}) == 200, visitor.alert()
    journey = visitor.path
    assert await visitor.read(f"{journey}/parts/{part}") == 200
    return journey


async def drafted(visitor: Visitor, journey: str, part: str, **values: str) -> int:
    """Ask what a form would do, with some fields changed."""
    kind, _, rest = part.partition("/")
    identifier, _, screen = rest.partition("?screen=")
    await visitor.read(f"{journey}/parts/{part}")
    shown = {name: unescape(value) for name, value in re.findall(r'name="was-([\w-]+)" value="([^"]*)"', visitor.html)}
    fields = {f"was-{name}": value for name, value in shown.items()}
    fields |= {f"p-{name}": value for name, value in (shown | values).items() if name != "device"}
    sent = {"op": "set", "kind": kind, "part": identifier, "screen": screen, "device": values.get("device", ""), **fields}
    return await visitor.send(f"{journey}/drafts", sent)


def wrong(visitor: Visitor, field: str) -> str:
    found = re.search(rf'id="p-{field}-wrong"[^>]*>(.*?)</div>', visitor.html, re.DOTALL)
    assert found, field
    return unescape(re.sub(r"<[^>]+>", " ", found[1])).strip()


async def deliver_again(visitor: Visitor, journey: str) -> str:
    await visitor.read(f"{journey}/parts/screen/options")
    found = re.search(rf'href="{journey}/parts/(transition/[\w-]+)">Deliver it again<', unescape(visitor.html))
    assert found
    return found[1]


async def test_a_condition_with_a_type_error_is_told_at_its_place_with_the_nearest_name(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await opened(ana, "screen/options")
        part = await deliver_again(ana, journey)
        assert await drafted(ana, journey, part, when="attempts < 2 &&\nattemps == true") == 200
        said = wrong(ana, "when")
        assert "There is no fact called attemps" in said
        assert "attempts" in said.replace("attemps", "")
        assert "attemps == true\n^" in said, "the caret stands below the word, in its own line"
        assert "attempts &lt; 2 &amp;&amp;\nattemps == true</textarea>" in ana.html, "the text stays"
        assert "Nothing is saved yet" in ana.page
        assert await drafted(ana, journey, part, when="attempts") == 200
        assert wrong(ana, "when")
        assert await drafted(ana, journey, part, when="attempts < 2") == 200
        assert wrong(ana, "when") == ""
        await ana.read(journey)
        assert "Edited since" not in ana.page


async def test_a_form_lists_what_its_condition_can_read(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await opened(ana, "screen/options")
        await ana.read(f"{journey}/parts/{await deliver_again(ana, journey)}")
        assert "What a condition can read" in ana.page
        assert "attempts int 0..2" in ana.page
        assert 'in_screen("role", "screen")' in ana.page


async def test_a_saved_fault_stands_at_its_field(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await opened(ana, "screen/missed")
        assert await drafted(ana, journey, "screen/missed", severity="") == 200
        assert "names no severity" in wrong(ana, "severity")


async def test_a_screen_is_drawn_as_it_is_written_before_it_is_saved(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await opened(ana, "screen/missed")
        assert 'class="device is-phone"' in ana.html
        component = re.search(rf'href="{journey}/parts/(component/[\w-]+\?screen=missed)"', unescape(ana.html))
        assert component
        assert await drafted(ana, journey, component[1], text="You were <b>out</b>", device="tablet") == 200
        screen = ana.html[ana.html.index('class="device') :]
        assert "You were &lt;b&gt;out&lt;" in screen
        assert 'class="device is-tablet"' in ana.html
        await ana.read(f"{journey}/parts/screen/missed")
        assert "You were <b>out</b>" not in ana.page


async def test_a_screen_is_drawn_while_the_journey_has_faults_and_says_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await opened(ana, "screen/missed")
        component = re.search(rf'href="{journey}/parts/(component/[\w-]+\?screen=missed)"', unescape(ana.html))
        assert component
        assert await drafted(ana, journey, component[1], when="nothing_known &&") == 200
        assert "By itself, with every part on it" in ana.page
        assert 'class="device is-phone"' in ana.html
        assert wrong(ana, "when")


async def test_a_new_component_is_drawn_among_the_others(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await opened(ana, "screen/missed")
        await ana.read(f"{journey}/new/component?screen=missed&type=alert")
        sent = {"op": "add", "kind": "component", "screen": "missed", "type": "alert", "p-text": "Ring twice", "p-tone": "warning"}
        assert await ana.send(f"{journey}/drafts", sent) == 200
        assert "Attention: Ring twice" in ana.page
        assert "Nothing is added yet" in ana.page
        assert await ana.send(f"{journey}/drafts", {**sent, "p-text": ""}) == 200
        assert "has no text" in wrong(ana, "text")


async def test_html_that_is_being_written_is_drawn_in_a_frame_that_can_do_nothing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await opened(ana, "screen/missed")
        assert await ana.send(f"{journey}/frames", {"p-html": "<h1>Hello</h1><script>alert(1)</script>"}) == 200
        assert ana.html.startswith("<h1>Hello</h1>")
        assert ana.headers["content-security-policy"].endswith("frame-ancestors 'self'; sandbox")
