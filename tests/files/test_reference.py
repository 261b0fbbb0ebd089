"""The reference of packs says what the code does."""

import re
from pathlib import Path

import jsonschema_rs

from pack_grounds import R1, packs
from plumbline.domain.cycle.facts import fact_names
from plumbline.domain.playbook.catalogue import DETECTORS, METRICS, POLICIES
from plumbline.domain.playbook.pack import PACK_KINDS
from plumbline.domain.playbook.wording import vocabulary
from plumbline.files.schema import schema
from plumbline.files.yaml_reader import read

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "packs.md").read_text(encoding="utf-8")
GUIDE = (DOCS / "how-to" / "write-a-pack.md").read_text(encoding="utf-8")


def test_every_fact_metric_detector_policy_and_kind_is_documented():
    written = set(re.findall(r"`([^`]+)`", PAGE))
    assert set(fact_names()) <= written
    assert {*METRICS, *DETECTORS, *POLICIES, *PACK_KINDS} <= written


def test_no_fact_is_documented_that_does_not_exist():
    sources = {name.partition(".")[0] for name in fact_names()}
    written = {name for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", PAGE) if name.partition(".")[0] in sources}
    assert written <= set(fact_names())


def test_every_placeholder_is_documented():
    words = vocabulary(packs().base, packs().industries[R1[0]], packs().roles[R1[1]], packs().objectives[R1[2]])
    documented = set(re.findall(r"\{([a-z_.]+?)(?:\.N)?(?:\.id|\.clause|\.title)?\}", PAGE))
    stems = {re.sub(r"(\.\d)?(\.id|\.clause|\.title)?$", "", word) for word in words}
    assert stems <= documented


def test_the_policies_without_patterns_are_those_of_the_table():
    for name, value in re.findall(r"^\| `(\w+)` \|.*\| `?(\w+)`? \|$", PAGE, re.MULTILINE):
        if name in POLICIES:
            assert str(getattr(packs().base.policies, name)).lower() == value


def test_the_pattern_of_the_guide_fits_the_schema():
    example = GUIDE.split("```yaml\n")[3].split("```")[0]
    assert jsonschema_rs.Draft202012Validator(schema("pattern")).is_valid(read(example.encode(), "guide").data)
