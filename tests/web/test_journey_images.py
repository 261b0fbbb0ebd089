"""Pictures of a journey: uploaded, shown with the places on it that can be pressed, kept with the version, and carried along offline."""

import json
import re
from base64 import b64decode
from html import unescape
from pathlib import Path

from plumbline.domain.journey.edit import adding
from plumbline.domain.journey.journey import EditJourney
from plumbline.files.journeys import templates
from plumbline.kernel.outcome import Refusal
from plumbline.projections.bodies import named
from web_visit import Visitor, visiting

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
OTHER = PNG + b"another"
SIZE = (1, 1)


async def journey_of(visitor: Visitor) -> str:
    """Make a journey with a screen that is an image, from which one goes on by pressing it; return its path."""
    await visitor.read(f"/cycles/{visitor.house.cycle}/journeys")
    assert await visitor.send(f"/cycles/{visitor.house.cycle}/journeys", {"template": "parcel-delay"}) == 200, visitor.alert()
    return visitor.path


async def upload(visitor: Visitor, journey: str, body: bytes = PNG, name: str = "shop", file: str = "Shop front.png") -> int:
    await visitor.read(f"{journey}/new-image")
    return await visitor.send(f"{journey}/images", {"name": name}, files={"file": (file, body, "image/png")})


async def made_an_image(visitor: Visitor, journey: str) -> None:
    """Let the screen that says the parcel is late be an image with one place on it."""
    assert await upload(visitor, journey) == 200, visitor.alert()
    await visitor.read(f"{journey}/parts/screen/late")
    for component in re.findall(rf'href="{journey}/parts/component/([\w-]+)\?screen=late"', unescape(visitor.html)):
        sent = {"op": "remove", "kind": "component", "part": component, "screen": "late"}
        assert await visitor.send(f"{journey}/edits", sent) == 200
    fields = {"was-image": "", "p-image": "shop", "was-alt": "", "p-alt": "The front of the shop"}
    assert await visitor.send(f"{journey}/edits", {"op": "set", "kind": "screen", "part": "late", **fields}) == 200, visitor.alert()
    await visitor.read(f"{journey}/new/hotspot?screen=late")
    spot = {"p-text": "The door", "p-act": "see-options", "p-left": "100", "p-top": "200", "p-width": "300", "p-height": "400"}
    sent = {"op": "add", "kind": "hotspot", "screen": "late", **spot}
    act = re.search(r'<option value="([\w-]+)">See my options<', visitor.html)
    assert act
    assert await visitor.send(f"{journey}/edits", sent | {"p-act": act[1]}) == 200, visitor.alert()


async def test_an_uploaded_picture_is_shown_with_the_place_that_takes_an_act_as_a_button_with_a_name(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await journey_of(ana)
        await made_an_image(ana, journey)
        await ana.read(f"{journey}/parts/screen/late")
        shown = f'<img class="j-image" src="{journey}/images/shop" alt="The front of the shop" width="{SIZE[0]}" height="{SIZE[1]}">'
        assert shown in unescape(ana.html), "its place is kept before it has come"
        assert re.search(
            r'<foreignObject x="100" y="200" width="300" height="400"><button class="j-spot"[^>]*aria-label="The door"', ana.html
        )
        assert "tabindex=" not in re.search(r'<button class="j-spot"[^>]*>', ana.html)[0]  # type: ignore[index]
        assert "10 % from the left, 20 % from the top" in ana.page
        assert await ana.read(f"{journey}/images/shop") == 200
        assert ana.headers["content-type"] == "image/png"
        assert "sandbox" in ana.headers["content-security-policy"]


async def test_it_is_played_by_pressing_the_picture(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await journey_of(ana)
        await made_an_image(ana, journey)
        assert await ana.send(f"{journey}/versions", {"name": "With a picture"}) == 200, ana.alert()
        await ana.read(f"{journey}/play")
        assert await ana.send(f"{journey}/runs", {"role": "recipient"}) == 200
        run = ana.path
        assert await ana.send(f"{run}/waits", {"step": ana.value("step"), "role": "recipient"}) == 200
        assert f'src="{run}/images/shop"' in unescape(ana.html)
        event = re.search(r'<button class="j-spot" name="event" value="([\w-]+)"', ana.html)
        assert event
        sent = {"event": event[1], "step": ana.value("step"), "role": "recipient"}
        assert await ana.send(f"{run}/steps", sent) == 200
        assert "How do you want to have it?" in ana.page
        assert await ana.read(f"{run}/images/shop") == 200
        assert await ana.read(f"{run}/images/other") == 404


async def test_a_file_that_is_no_picture_or_no_file_at_all_is_refused(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await journey_of(ana)
        assert await upload(ana, journey, b"<html><script>alert(1)</script></html>") == 422
        assert "cannot be shown" in ana.alert()
        assert await ana.send(f"{journey}/images", {"name": "x"}) == 422
        assert "Choose an image" in ana.alert()
        await ana.read(journey)
        assert "Edited since" not in ana.page


async def test_an_image_without_words_for_it_keeps_the_journey_from_being_played(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await journey_of(ana)
        await made_an_image(ana, journey)
        fields = {"was-alt": "The front of the shop", "p-alt": ""}
        await ana.send(f"{journey}/edits", {"op": "set", "kind": "screen", "part": "late", **fields})
        assert "Nothing says what the image shows" in ana.page


async def test_a_picture_is_kept_while_an_entry_names_it_and_a_newer_one_does_not_change_the_version(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await journey_of(ana)
        await made_an_image(ana, journey)
        await ana.send(f"{journey}/versions", {"name": "With a picture"})
        assert await upload(ana, journey, OTHER) == 200
        await ana.read(journey)
        assert "Edited since version 2" in ana.page, "another picture is another version"
        installation = ana.house.installation
        async with installation.handling.reading(journey.rpartition("/")[2], texts=True) as state:
            new = state.content["images"][0]["digest"]
            version = await installation.blobs.get(state.current.digest)
        assert version
        old = json.loads(version.body)["images"][0]["digest"]
        assert await named(installation.ledger, [old, new]) == {old, new}
        assert new != old


async def test_a_digest_without_its_picture_is_refused(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await journey_of(ana)
        handling = ana.house.installation.handling
        edit = adding("image", {"id": "ghost", "digest": "0" * 64})
        command = EditJourney(journey_id=journey.rpartition("/")[2], edits=(edit,))
        answer = await handling.handle(command.journey_id, command, handling.context(actor=ana.house.people["ana"], surface="api"))
        assert isinstance(answer, Refusal)
        assert [one.rule for one in answer.unmet] == ["journey.image"]
        await ana.read(journey)
        assert "Edited since" not in ana.page


async def test_the_file_that_plays_offline_carries_its_pictures(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await journey_of(ana)
        await made_an_image(ana, journey)
        await ana.send(f"{journey}/versions", {"name": "With a picture"})
        assert await ana.read(f"{journey}/offline.html") == 200
        assert '"shop":{"src":"data:image/png;base64,' in ana.html
        assert f'"width":{SIZE[0]},"height":{SIZE[1]}' in ana.html
        assert '"left":100' in ana.html.replace(" ", "")


async def test_an_image_whose_picture_is_not_here_is_shown_by_its_description_with_its_acts_beside(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        content = json.loads(templates()["parcel-delay"].content)
        content["images"] = [{"id": "shop", "digest": "f" * 64}]
        late = next(one for one in content["screens"] if one["id"] == "late")
        spot = {"id": "door", "text": "The door", "act": "see-choices", "left": 100, "top": 200, "width": 300, "height": 400}
        late |= {"content": [], "image": "shop", "alt": "The front of the shop", "hotspots": [spot]}
        journey = f"/journeys/{await ana.house.journey(content)}"
        await ana.read(f"{journey}/play")
        await ana.send(f"{journey}/runs", {"role": "recipient"})
        await ana.send(f"{ana.path}/waits", {"step": ana.value("step"), "role": "recipient"})
        assert '<div class="j-drawn" role="img" aria-label="The front of the shop">' in ana.html
        assert "j-image" not in ana.html, "no picture that does not come"
        assert '<button name="event" value="see-choices">The door</button>' in ana.html
        assert await ana.read(f"{journey}/offline.html") == 200
        assert '"images":{}' in ana.html


async def test_images_whose_picture_is_not_here_are_named_until_it_is_uploaded(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        content = json.loads(templates()["parcel-delay"].content)
        content["images"] = [{"id": "shop", "digest": "f" * 64}]
        journey = f"/journeys/{await ana.house.journey(content)}"
        await ana.read(journey)
        assert "Pictures that are not here" in ana.page
        assert f'href="{journey}/new-image?name=shop"' in unescape(ana.html)
        await ana.read(f"{journey}/new-image?name=shop")
        assert 'name="name" type="text" value="shop"' in ana.html
        assert await upload(ana, journey) == 200, ana.alert()
        await ana.read(journey)
        assert "Pictures that are not here" not in ana.page
