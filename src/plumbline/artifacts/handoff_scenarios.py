"""The scenarios that cover a journey in one exact version, for whoever builds and tests it: their titles, and all of them as Gherkin."""

import asyncio
import json
from collections.abc import Iterable, Mapping

from plumbline.artifacts.journey_paths import as_gherkin
from plumbline.domain.journey.analysis.paths import covering_paths
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.plain import model_of
from plumbline.domain.journey.rules import faults_of
from plumbline.handling import Handling
from plumbline.handling.reports import BUDGET
from plumbline.kernel.record import record

_SCENARIO = "  Scenario: "


@record
class Scenarios:
    """The scenarios of a version. titles: numbered, in order. gherkin: all of them as one feature. Both empty where it is too large."""

    titles: tuple[str, ...] = ()
    gherkin: str = ""


async def scenarios_of(handling: Handling, digests: Iterable[str]) -> Mapping[str, Scenarios]:
    """Return the scenarios of versions by their digests. One whose content is not kept, or cannot be played, has none."""
    found: dict[str, Scenarios] = {}
    for digest in dict.fromkeys(digests):
        blob = await handling.blobs.get(digest)
        found[digest] = await asyncio.to_thread(_covering, blob.body) if blob is not None else Scenarios()
    return found


def _covering(body: bytes) -> Scenarios:
    content = json.loads(body)
    if faults_of(content):
        return Scenarios()
    model = model_of(content)
    space = Space(model, BUDGET)
    if not space.complete:
        return Scenarios()
    gherkin = as_gherkin(model, covering_paths(space, pairs=False))
    titles = (line.removeprefix(_SCENARIO) for line in gherkin.splitlines() if line.startswith(_SCENARIO))
    return Scenarios(titles=tuple(titles), gherkin=gherkin)
