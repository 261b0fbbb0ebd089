import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from pack_grounds import BUILT_IN, plans
from plumbline.artifacts.playbook_document import markdown
from plumbline.cli import playbook

R1_WORDS = ["legaltech", "customer-success", "stakeholder-alignment"]


def run(*words: str) -> Result:
    return CliRunner().invoke(playbook.app, list(words))


def test_list_names_the_twelve_playbooks_and_marks_the_three_references():
    answer = run("list")
    assert answer.exit_code == 0
    assert answer.stdout.count("(reference)") == 3
    assert "12 playbooks, 14 patterns" in answer.stdout
    assert len(json.loads(run("list", "--json").stdout)) == 12


def test_compose_prints_the_document_with_all_eight_parts():
    answer = run("compose", *R1_WORDS)
    assert answer.exit_code == 0
    assert [line for line in answer.stdout.splitlines() if line.startswith("## ")][:8] == [
        "## 1. Context", "## 2. Key challenges", "## 3. Decision framework", "## 4. Implementation playbook", "## 5. Success metrics",
        "## 6. Operating patterns", "## 7. Risks and mitigations", "## 8. Related capabilities",
    ]  # fmt: skip


def test_the_same_plan_comes_as_json_and_as_yaml():
    as_json = json.loads(run("compose", *R1_WORDS, "--format", "json").stdout)
    assert yaml.safe_load(run("compose", *R1_WORDS, "--format", "yaml").stdout) == as_json
    assert as_json["id"] == ".".join(R1_WORDS)


def test_patterns_are_switched_by_their_sign():
    switched = json.loads(
        run("compose", *R1_WORDS, "--pattern", "+scoped-pilot", "--pattern=-forty-eight-hours", "--format", "json").stdout
    )
    assert [pattern["id"] for pattern in switched["patterns"] if pattern["on"]] == ["scoped-pilot", "escalation-protocol"]
    assert switched["policies"]["comment_window_hours"] == 0


@pytest.mark.parametrize("switch", ["scoped-pilot", "+", "+scoped-pilots"])
def test_a_switch_that_switches_nothing_is_misuse(switch: str):
    answer = run("compose", *R1_WORDS, f"--pattern={switch}")
    assert answer.exit_code == 2
    assert "try:" in answer.stderr


def test_unknown_ids_are_all_told_with_the_nearest_and_exit_two():
    answer = run("compose", "legaltec", "customer-succes", "stakeholder-alignments")
    assert answer.exit_code == 2
    for near in R1_WORDS:
        assert f"did you mean {near}?" in answer.stderr


def test_show_prints_a_playbook_or_a_pack():
    assert run("show", ".".join(R1_WORDS)).stdout == run("compose", *R1_WORDS).stdout
    assert run("show", "logistics").stdout == (BUILT_IN / "industry" / "logistics.yaml").read_text()
    assert json.loads(run("show", "scoped-pilot", "--json").stdout)["changes"][0]["agenda"]["id"] == "promise-report"
    assert run("show", "logistic").exit_code == 2


def test_check_of_good_packs_says_so():
    answer = run("check", str(BUILT_IN))
    assert answer.exit_code == 0
    assert answer.stdout.endswith("no problem\n")


def test_check_of_bad_packs_exits_seven_with_place_expectation_and_nearest(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    text = (BUILT_IN / "industry" / "logistics.yaml").read_text().replace("id: logistics", "id: mine", 1)
    file.write_text(text.replace("bound_to: gate:pilot-exit", "bound_to: gate:pilot-exti", 1))
    answer = run("check", str(tmp_path))
    assert answer.exit_code == 7
    line = next(number for number, one in enumerate(file.read_text().splitlines(), 1) if "pilot-exti" in one)
    assert f"{file}:{line}:15: safeguards[2].bound_to: no gate has the id pilot-exti; expected " in answer.stdout
    assert "did you mean pilot-exit?" in answer.stdout
    told = json.loads(run("check", str(tmp_path), "--json").stdout)["problems"]
    assert told[0]["line"] == line


def test_packs_of_ones_own_stand_beside_the_built_in_ones(tmp_path: Path):
    text = (BUILT_IN / "industry" / "logistics.yaml").read_text().replace("id: logistics", "id: parcels", 1)
    (tmp_path / "parcels.yaml").write_text(text)
    assert "16 playbooks" in run("list", "--packs", str(tmp_path)).stdout


def test_a_broken_folder_of_packs_loads_nothing(tmp_path: Path):
    (tmp_path / "broken.yaml").write_text("kind: role\nid: *x\n")
    answer = run("list", "--packs", str(tmp_path))
    assert answer.exit_code == 2
    assert "nothing was loaded" in answer.stderr
    assert answer.stdout == ""


def test_the_schema_of_a_kind_is_printed(capsys: pytest.CaptureFixture[str]):
    playbook.schema("industry")
    assert json.loads(capsys.readouterr().out)["properties"]["kind"] == {"const": "industry"}


def test_the_document_is_the_same_every_time_and_names_every_part():
    for plan in plans().values():
        text = markdown(plan)
        assert text == markdown(plan)
        for part in (*plan.context, *plan.steps, *plan.metrics, *plan.patterns, *plan.risks, *plan.gates):
            assert part.title in text
        assert "{" not in text


def test_compare_says_in_words_what_a_new_version_changes(tmp_path: Path):
    before, after = tmp_path / "before", tmp_path / "after"
    text = (BUILT_IN / "industry" / "logistics.yaml").read_text().replace("id: logistics", "id: parcels", 1)
    for folder, written in ((before, text), (after, text.replace("1.0.0", "1.1.0", 1).replace("Fewer hands", "No hands", 1))):
        folder.mkdir()
        (folder / "parcels.yaml").write_text(written)
    answer = run("compare", "parcels.innovation.mvp-planning", "--before", str(before), "--packs", str(after))
    assert answer.exit_code == 0
    assert "Promise: No hands in the peak, its title\n  - Fewer hands in the peak\n  + No hands in the peak\n" in answer.stdout
    assert "Pack: industry parcels, version\n  - 1.0.0\n  + 1.1.0\n" in answer.stdout
    assert run("compare", "parcels", "--before", str(before)).exit_code == 2
