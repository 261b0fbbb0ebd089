"""What `playbook check` says about a pack that is wrong: where, what, what belongs there, and what to do; always exit code 7."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pack_grounds import BUILT_IN
from plumbline.cli import playbook

GOOD = (BUILT_IN / "industry" / "logistics.yaml").read_text().replace("id: logistics", "id: mine", 1)
MARKET = "market: logistics\n"


def said(file: Path) -> list[str]:
    answer = CliRunner().invoke(playbook.app, ["check", str(file)])
    assert answer.exit_code == 7
    return answer.stdout.replace(f"{file}:", "").splitlines()


@pytest.mark.parametrize(
    ("old", "new", "problem", "remedy"),
    [
        (MARKET, "", "1:1: market is missing; expected the key market at the top of the file", "add `market:`"),
        (MARKET, "markt: logistics\n", "5:1: markt: the key markt is not known", "rename it to market"),
        (MARKET, MARKET * 2, "6:1: the key market stands here twice, first in line 5", "remove one"),
        (MARKET, "market: 12\n", "5:9: market: 12 is read as a number; expected text", "put it in quotes"),
        (MARKET, "market: true\n", "5:9: market: true is read as true or false; expected text", "put it in quotes"),
        (MARKET, "market: [a]\n", "5:9: market: here is a list; expected text", "write the text itself"),
        (MARKET, "market: &m x\n", "5:9: market: the anchor &m; expected no anchors", "write the part out where it is used"),
        (MARKET, "market: *m\n", "5:9: market: the alias *m; expected the text itself", "write the part out where it is used"),
        (MARKET, "market: !!str x\n", "5:9: market: the tag tag:yaml.org,2002:str; expected no tags", "remove it"),
        ("version: 1.0.0", "version: 1.0", "3:10: version: '1.0' is not a version; expected three numbers", "write all three"),
        ("signals:\n", "signals: none\nrest:\n", "9:10: signals: 'none' is text; expected a list", "each after a hyphen"),
        ("gate:pilot-exit", "gate:pilot-exti", "no gate has the id pilot-exti; expected one of", "correct the id"),
        ("gate:pilot-exit", "the gate", "'the gate' points at nothing; expected kind:id", "write the kind, a colon and the id"),
        (MARKET, MARKET + "deep: " + "[" * 3000 + "]" * 3000 + "\n", "parts nested too deeply; expected at most 16 levels", "flatten"),
        (MARKET, MARKET + "#" * 10_000_000, "1:1: the file is too large; expected at most", "split it into several packs"),
        (MARKET, "\tmarket: x\n", "not YAML: found", "mend the syntax at this place"),
    ],
    ids=lambda text: text[:24].strip(),
)
def test_a_wrong_pack_is_told_with_its_place_and_its_remedy(tmp_path: Path, old: str, new: str, problem: str, remedy: str):
    assert GOOD.count(old) == 1
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.replace(old, new))
    lines = said(file)
    found = next(number for number, line in enumerate(lines) if problem in line)
    assert remedy in lines[found + 1]


def test_a_pressure_too_few_is_counted(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    before, _, after = GOOD.partition("  - id: late-validation\n")
    file.write_text(before + after[after.index("  - id: ") :])
    assert said(file)[0].endswith("pressures: here are 3 entries; expected at least 4 entries")


def test_a_promise_that_nothing_measures_is_refused(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD.replace("bound_to: metric:support-escalation-frequency", "bound_to: gate:scope-lock", 1))
    assert "nothing measures the promise fewer-manual-interventions; expected metric:ID" in said(file)[0]


def test_a_path_that_does_not_exist_is_told_as_such(tmp_path: Path):
    assert "there is no such file or folder" in said(tmp_path / "nowhere")[0]
