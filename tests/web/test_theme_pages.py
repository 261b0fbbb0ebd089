"""The theme of journeys: defined on its page, refused with every pair that cannot be read, worn by preview, player and offline file."""

import re
from html import unescape
from pathlib import Path

from player_visit import begun
from web_visit import Visitor, visiting

OWN = {"surface": "#101820", "text": "#f5f5f5", "muted": "#b8c0c8", "accent": "#ffc20e", "accent_on": "#101820", "typeface": "serif",
       "radius": "12", "logo_alt": "Parcels Ltd"}  # fmt: skip
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"></svg>'


async def define(visitor: Visitor, logo: bytes = b"", **changes: str) -> int:
    await visitor.read("/admin/theme")
    files = {"logo": ("logo.svg", logo, "image/svg+xml")} if logo else None
    return await visitor.send("/admin/theme", OWN | changes, files=files)


async def test_a_theme_is_worn_by_the_player_the_preview_and_the_offline_file(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        await begun(mara)
        assert "is-themed" not in mara.html
        assert await define(mara, LOGO) == 200, mara.alert()
        await begun(mara)
        assert 'class="device is-phone is-themed"' in mara.html
        assert re.search(r'<p class="j-logo"><img src="[^"]*theme-logo[^"]*" alt="Parcels Ltd">', unescape(mara.html))
        style = re.search(r'<link rel="stylesheet" href="(/theme\.css[^"]*)"', unescape(mara.html))
        assert style
        await mara.read(style[1])
        assert "--j-accent: #ffc20e;" in mara.html
        assert "color-scheme: dark;" in mara.html
        assert mara.headers["content-type"].startswith("text/css")
        assert await mara.read("/theme-logo") == 200
        await mara.read("/templates/parcel-delay/offline.html")
        assert "--j-accent: #ffc20e;" in mara.html
        assert "data:image/svg+xml;base64," in mara.html
        await mara.read(f"/cycles/{mara.house.cycle}/journeys")
        await mara.send(f"/cycles/{mara.house.cycle}/journeys", {"template": "parcel-delay"})
        await mara.read(f"{mara.path}/parts/screen/missed")
        assert 'class="device is-phone is-themed"' in mara.html


async def test_colours_that_cannot_be_read_are_refused_pair_by_pair_and_stay_in_the_form(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        assert await define(mara, text="#333333", accent="#333333") in (409, 422)
        for words in (
            "The contrast of the text with the surface is 1.42 to 1",
            "The contrast of the accent with the surface",
            "The contrast of a main button's text with the accent",
        ):
            assert words in mara.alert()
        assert mara.value("accent") == "#333333"
        assert await define(mara, b"no picture at all") == 422
        assert "The logo is no picture" in mara.alert()


async def test_the_logo_stays_until_it_is_taken_away(tmp_path: Path):
    async with visiting(tmp_path, "mara") as mara:
        await define(mara, LOGO)
        assert await define(mara, radius="3") == 200
        assert await mara.read("/theme-logo") == 200
        assert await define(mara, no_logo="yes") == 200
        assert await mara.read("/theme-logo") == 404


async def test_who_does_not_run_the_workspace_changes_no_theme(tmp_path: Path):
    async with visiting(tmp_path, "bo") as bo:
        assert await define(bo) == 403
        assert await bo.read("/theme.css") == 200
        assert bo.html == ""
