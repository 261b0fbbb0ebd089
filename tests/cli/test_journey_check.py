"""`plumbline journey check` on files and on what is built in."""

import json
from pathlib import Path

import yaml
from typer.testing import CliRunner

from plumbline.cli import journey
from plumbline.domain.journey.plain import plain_of
from plumbline.files.journeys import JOURNEYS, load_journey
from small_journey import small


def called(*arguments: str, given: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(journey.app, list(arguments), input=given)
    return done.exit_code, done.stdout, done.stderr


def test_a_built_in_journey_has_no_finding() -> None:
    code, out, _ = called("check", *(file.stem for file in JOURNEYS.glob("*.yaml")))
    assert (code, out.count("no finding")) == (0, len([*JOURNEYS.glob("*.yaml")]))


def test_a_finding_is_told_with_its_place_and_its_trace(tmp_path: Path) -> None:
    plain = plain_of(small())
    plain["transitions"] = [one for one in plain["transitions"] if one["id"] != "t-leave"]
    file = tmp_path / "payment.yaml"
    file.write_text(yaml.safe_dump(plain))
    code, out, _ = called("check", str(file))
    assert code == 7
    assert "unreachable-screen: Nobody ever reaches “Left”." in out
    code, out, _ = called("check", "--json", "-", given=json.dumps(plain))
    found = json.loads(out)["files"][0]
    assert found["complete"] is True
    assert {one["kind"] for one in found["findings"]} >= {"unreachable-screen"}


def test_past_the_budget_the_answer_is_inconclusive(tmp_path: Path) -> None:
    code, out, _ = called("check", "--budget", "5", "parcel-delay")
    assert code == 7
    assert "inconclusive (" in out


def test_a_file_that_cannot_be_read_names_every_problem_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("kind: journey\nid: a\nversion: 1.0.0\ntitle: A\nroles: [{id: r, title: R, start: nowhere}]\nscreens: []\n")
    code, _, err = called("check", str(file))
    assert code == 7
    assert f"{file}:" in err


def test_a_name_that_is_neither_a_file_nor_built_in_is_misuse() -> None:
    code, _, err = called("check", "parcel-dely")
    assert code == 2
    assert "did you mean parcel-delay?" in err


def test_a_repair_that_was_tried_is_printed_as_edits() -> None:
    journey = plain_of(small())
    (again,) = (one for one in journey["transitions"] if one["id"] == "t-refused")
    again["to"] = "refused"
    code, out, _ = called("check", "-", given=json.dumps(journey))
    assert code == 7
    assert "remove transition t-" in out or "set " in out


def test_paths_are_printed_as_text_scenarios_a_test_file_and_data() -> None:
    code, out, _ = called("paths", "parcel-delay")
    assert code == 0
    model = load_journey(JOURNEYS / "parcel-delay.yaml")
    assert f"paths cover {len(model.screens)} screens, {len(model.transitions)} transitions" in out
    assert called("paths", "parcel-delay", "--format", "gherkin")[1].count("  Scenario: ") > 10
    playwright = called("paths", "parcel-delay", "--format", "playwright")[1]
    assert """await pages["recipient"].getByRole("button", { name: "See my options" }).click();""" in playwright
    data = json.loads(called("paths", "parcel-delay", "--json")[1])
    assert data["covered"]["transition"] == len(model.transitions)
    assert json.loads(called("paths", "parcel-delay", "--json", "--no-pairs")[1])["covered"]["pair"] == 0


def test_every_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for file in files:
        file.write_text("kind: journey\n")
    code, _, err = called("check", *map(str, files))
    assert code == 7
    assert all(f"{file}:1:1" in err for file in files)
