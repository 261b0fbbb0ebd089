"""`plumbline journey compare` on files and built-in journeys, without a server."""

import json
from pathlib import Path

from typer.testing import CliRunner

from plumbline.cli import journey
from plumbline.files.journeys import JOURNEYS

PARCEL = (JOURNEYS / "parcel-delay.yaml").read_text(encoding="utf-8")


def called(*arguments: str, given: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(journey.app, ["compare", *arguments], input=given)
    return done.exit_code, done.stdout, done.stderr


def changed(tmp_path: Path) -> str:
    file = tmp_path / "parcel.yaml"
    text = PARCEL.replace("title: We did not meet you\n", "title: You were out\n").replace(
        "'attempts < 2 && day ==", "'attempts < 1 && day =="
    )
    first = "  - {from: in-the-depot, on: delay-found, to: waits-for-choice}\n"
    file.write_text(text.replace(first, "  - {from: desk, on: delay-found, to: desk}\n" + first), encoding="utf-8")
    return str(file)


def test_a_journey_does_not_differ_from_itself(tmp_path: Path) -> None:
    file = tmp_path / "copy.yaml"
    file.write_text(PARCEL, encoding="utf-8")
    assert called("parcel-delay", str(file)) == (0, "no difference\n", "")
    assert called("parcel-delay", "-", given=PARCEL)[0] == 0


def test_what_differs_is_told_in_words_and_with_an_exit_code(tmp_path: Path) -> None:
    code, out, _ = called("parcel-delay", changed(tmp_path))
    assert code == 7
    assert "~ exception “You were out”\n    title: You were out, was We did not meet you\n" in out
    paid = 'day == "this-evening" && !declined'
    assert f"    condition: attempts < 1 && {paid}, was attempts < 2 && {paid}\n" in out
    assert "+ transition from “No case is open” on" in out
    assert out.endswith("1 added, 2 changed\n")


def test_the_difference_is_given_to_machines_with_values(tmp_path: Path) -> None:
    code, out, _ = called("parcel-delay", changed(tmp_path), "--json")
    found = json.loads(out)["changes"]
    assert code == 7
    assert [(one["how"], one["kind"]) for one in found] == [("changed", "screen"), ("added", "transition"), ("changed", "transition")]
    assert found[0]["properties"] == [{"name": "title", "before": "We did not meet you", "after": "You were out"}]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, _, said = called("parcel-delay", str(tmp_path / "none.yaml"))
    assert code == 2
    assert "cannot be read" in said
