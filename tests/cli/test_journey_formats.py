"""`plumbline journey export` and `import`, on files and on what is piped in."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plumbline.cli import journey
from plumbline.files.journeys import JOURNEYS, load_journey, template

BPMN = Path(__file__).parent.parent / "files" / "formats" / "bpmn_miwg"


def called(*arguments: str, given: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(journey.app, list(arguments), input=given)
    return done.exit_code, done.stdout, done.stderr


def test_a_journey_that_is_exported_and_imported_again_is_the_same(tmp_path: Path) -> None:
    file, again = tmp_path / "parcel.json", tmp_path / "parcel.yaml"
    assert called("export", "parcel-delay", "--format", "json", "-o", str(file))[0] == 0
    code, _, said = called("import", str(file), "-o", str(again))
    assert code == 0
    assert "everything was kept" in said
    assert load_journey(again) == load_journey(JOURNEYS / "parcel-delay.yaml")


@pytest.mark.parametrize(("form", "ending"), [("json", "json"), ("xstate", "json"), ("scxml", "scxml"), ("scxml", "xml"), ("yaml", "yml")])
def test_the_format_of_a_file_is_told_by_itself(form: str, ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"journey.{ending}"
    called("export", "contract-review", "--format", form, "-o", str(file))
    code, out, said = called("import", str(file), "--json")
    assert (code, said) == (0, "")
    assert json.loads(out) == {"file": str(file), "format": form, "journey": "contract-review", "losses": []}


def test_diagrams_and_models_are_printed_where_no_file_is_named() -> None:
    assert called("export", "parcel-delay", "--format", "mermaid")[1].startswith("---\ntitle:")
    assert "active proctype journey()" in called("export", "parcel-delay", "--format", "promela")[1]


def test_a_format_that_does_not_exist_is_told_with_the_nearest() -> None:
    code, _, said = called("export", "parcel-delay", "--format", "mermade")
    assert code == 2
    assert "did you mean mermaid?" in said


def test_a_file_that_does_not_hold_up_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    code, _, said = called("import", "-", "-o", str(out), given="kind: journey\nid: a\n")
    assert code == 2
    assert "-:1:1: " in said
    assert not out.exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert called("import", str(tmp_path / "none.bpmn"))[0] == 2


def test_machines_get_what_was_lost_as_data() -> None:
    text = called("export", "parcel-delay")[1]
    assert json.loads(called("import", "-", "--json", given=text)[1])["losses"] == []


def test_a_bpmn_model_is_imported_with_each_loss_on_a_line_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "amazon.yaml"
    code, _, said = called("import", str(BPMN / "C.2.0.bpmn"), "-o", str(out))
    assert code == 0
    assert "not kept: line 9: message Message_1404332496319: an event says that it comes, not what is in it\n" in said
    assert "5 roles, 26 screens, 28 transitions; 8 things not kept" in said
    assert [role.title for role in load_journey(out).roles][:2] == ["Credit Card Company", "Carrier"]


def test_a_journey_is_written_as_one_file_that_plays_offline(tmp_path: Path) -> None:
    file = tmp_path / "parcel.html"
    assert called("export", "parcel-delay", "--to", "html", "-o", str(file))[0] == 0
    text = file.read_text()
    assert "default-src &#x27;none&#x27;" in text
    assert re.findall(r'(?:src|href)="', text) == [], "it asks for nothing"
    program = re.search(r'id="journey">(.*?)</script>', text, re.DOTALL)
    assert program is not None
    assert json.loads(program[1])["id"] == "parcel-delay"
    digest = re.search(r'name="plumbline-journey" content="(\w+)"', text)
    assert digest is not None
    assert digest[1] == template("parcel-delay").digest  # type: ignore[union-attr]
