"""What a handoff says of the journeys that its decisions name: exceptions, scenarios and runs of the exact version, in each form."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from handoff_grounds import RUN, offered_with_journey
from plumbline.artifacts.handoff_package import Package, archive, as_json, html, markdown, package_of
from plumbline.domain.journey.edit import setting
from plumbline.domain.journey.journey import EditJourney
from plumbline.domain.run.record import digest_of
from small_house import House, small_house


async def packed(house: House) -> tuple[Package, str]:
    """Hand over a decision that names the parcel's journey, and edit the journey afterwards; return the package and the journey."""
    handoff, journey = await offered_with_journey(house)
    await house.done("bo", EditJourney(journey_id=journey, edits=(setting("screen", "missed", "title", "You were out"),)), journey)
    names, url = house.installation.directory.names(), house.installation.base_url
    return await package_of(house.installation.handling, house.cycle, handoff, names, url), journey


async def test_the_journeys_exceptions_are_a_lines_edge_cases_in_the_version_that_was_approved(tmp_path: Path):
    async with small_house(tmp_path) as house:
        package, journey = await packed(house)
        (line,) = json.loads(as_json(package))["lines"]
        (named,) = line["journeys"]
        assert (named["id"], named["version"]) == (journey, "version 1")
        missed = next(one for one in named["exceptions"] if one["exception"] == "We did not meet you")
        assert missed == {
            "exception": "We did not meet you", "fault": "Nobody opens the door", "severity": "minor", "owner": "Carrier",
            "recovery": "How do you want to have it?",
        }  # fmt: skip
        async with house.installation.handling.reading(RUN) as run:
            record = digest_of(run)
        assert line["runs"] == [
            {
                "id": RUN,
                "title": "Saturday | played",
                "record_digest": record,
                "source": f"{house.installation.base_url}/runs/{RUN}/record",
            }
        ]


async def test_the_scenarios_that_cover_the_version_come_as_titles_and_as_gherkin(tmp_path: Path):
    async with small_house(tmp_path) as house:
        package, _ = await packed(house)
        (line,) = json.loads(as_json(package))["lines"]
        (named,) = line["journeys"]
        files = ZipFile(BytesIO(archive(package)))
        feature = files.read(f"scenarios/{named['digest'][:12]}.feature").decode()
        assert feature.count("  Scenario: ") == len(named["scenarios"]) > 3
        assert "We did not meet you" in feature
        assert "You were out" not in feature, "what was edited since is another version"


async def test_every_form_says_the_same_and_escapes_what_people_wrote(tmp_path: Path):
    async with small_house(tmp_path) as house:
        package, _ = await packed(house)
        text, page = markdown(package), html(package)
        assert "| We did not meet you | Nobody opens the door | minor | Carrier | How do you want to have it? |" in text
        assert "Saturday \\| played" in text
        assert "<td>We did not meet you</td>" in page
        assert package.scenarios[package.content.lines[0].journeys[0].digest].titles[0] in page
