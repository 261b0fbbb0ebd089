import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pack_grounds import BUILT_IN, copied, documents, line_of, packs, plans, problems, replaced
from plumbline.domain.playbook.plan import Plan
from plumbline.files.checking import check_paths
from plumbline.files.packs import load_packs
from plumbline.files.problem import PackErrors, written
from plumbline.files.validation import schema_problems
from plumbline.files.yaml_reader import Document

OPTIONAL = {
    "signal", "manual", "after_launch", "on_by_default", "signal_order", "signal_start", "closing_metric_slot",
    "about", "every_days", "area", "starts", "otherwise", "lens_condition", "trigger", "policies", "stage", "stage_title",
}  # fmt: skip
R3_FILE = "bindings/logistics-customer-success-mvp-planning.yaml"
Path_ = tuple[str | int, ...]


def test_the_built_in_packs_are_all_there():
    assert sorted(packs().industries) == ["ecommerce", "legaltech", "logistics"]
    assert sorted(packs().roles) == ["customer-success", "innovation"]
    assert sorted(packs().objectives) == ["mvp-planning", "stakeholder-alignment"]
    assert len(packs().patterns) == 14
    assert len(packs().bindings) == 3


def test_a_digest_changes_with_the_content_and_only_with_it(tmp_path: Path):
    folder = replaced(tmp_path, "role/innovation.yaml", "title: Innovation", "title: Innovations")
    spoilt = load_packs([folder])
    assert spoilt.roles["innovation"].digest != packs().roles["innovation"].digest
    assert spoilt.roles["customer-success"].digest == packs().roles["customer-success"].digest
    remarked = replaced(tmp_path / "two", "role/innovation.yaml", "kind: role", "# a remark\nkind: role")
    assert load_packs([remarked]).roles["innovation"].digest == packs().roles["innovation"].digest


def keys(data: Any, path: Path_ = ()) -> Iterator[Path_]:
    if isinstance(data, dict):
        for key, value in data.items():  # type: ignore[misc]
            yield (*path, str(key))  # type: ignore[arg-type]
            yield from keys(value, (*path, str(key)))  # type: ignore[arg-type]
    elif isinstance(data, list):
        for place, value in enumerate(data):  # type: ignore[arg-type]
            yield from keys(value, (*path, place))


def at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.file)
def test_a_pack_without_any_one_of_its_required_keys_is_refused_with_file_and_line(document: Document):
    for path in keys(document.data):
        if path[-1] in OPTIONAL:
            continue
        spoilt = Document(file=document.file, data=copy.deepcopy(document.data), places=document.places, keys=document.keys)
        del at(spoilt.data, path[:-1])[path[-1]]
        found = schema_problems(spoilt)
        assert found, f"{written(path)} was not missed"
        assert {problem.file for problem in found} == {document.file}
        assert found[0].line == document.places[path[:-1]].line


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.file)
def test_a_pack_with_any_one_of_its_texts_blank_is_refused_at_that_text(document: Document):
    for path in keys(document.data):
        if not isinstance(at(document.data, path), str):
            continue
        spoilt = Document(file=document.file, data=copy.deepcopy(document.data), places=document.places, keys=document.keys)
        at(spoilt.data, path[:-1])[path[-1]] = " "
        found = schema_problems(spoilt)
        assert found, f"{written(path)} may be blank"
        assert found[0].where == written(path)


def test_every_problem_of_every_file_is_told_at_once_and_nothing_is_loaded(tmp_path: Path):
    folder = copied(tmp_path)
    for name, old, new in (
        ("role/innovation.yaml", "mandate_phrase:", "mandate_phrases:"),
        ("industry/logistics.yaml", "first_strategy: structured-escalation", "first_strategy: structured-escalations"),
        ("objective/mvp-planning.yaml", "    closeness: 3", "    closeness: 9"),
    ):
        file = folder / name
        file.write_text(file.read_text().replace(old, new, 1))
    found = problems(folder)
    assert {Path(problem.file).name for problem in found} == {"innovation.yaml", "logistics.yaml", "mvp-planning.yaml"}
    assert {problem.nearest for problem in found} >= {"mandate_phrase", "structured-escalation"}
    with pytest.raises(PackErrors):
        load_packs([folder])


@pytest.mark.parametrize(
    ("file", "old", "new", "nearest"),
    [
        ("role/innovation.yaml", "- id: transition-readiness", "- id: transition-redness", "transition-readiness"),
        ("role/innovation.yaml", "detector: late-constraints", "detector: late-constraint", "late-constraints"),
        ("role/innovation.yaml", "area: delivery", "area: deliveries", "delivery"),
        ("role/innovation.yaml", "[momentum-without-criteria,", "[momentum-without-criterion,", "momentum-without-criteria"),
        ("role/innovation.yaml", "bound_to: gate:pilot-exit", "bound_to: gate:pilot-exits", "pilot-exit"),
        ("industry/ecommerce.yaml", "pressure: product-growth-handoff", "pressure: growth-handoff", "product-growth-handoff"),
        ("objective/mvp-planning.yaml", "signal: plan-tied-to-user-", "signal: plan-tied-to-users-", "plan-tied-to-user-behaviour"),
        ("objective/mvp-planning.yaml", "[prototype-workspace,", "[prototype-workspaces,", "prototype-workspace"),
        ("pattern/forty-eight-hours.yaml", "metric: review-to-impl", "metric: review-to-simpl", "review-to-implementation-lag"),
        ("pattern/joint-review-gates.yaml", "act: decision.vote", "act: decision.votes", "decision.vote"),
        ("pattern/parallel-validation.yaml", "condition: prerequisites-final", "condition: prerequisite-final", "prerequisites-final"),
        ("base.yaml", "  - scoped-pilot", "  - scoped-pilots", "scoped-pilot"),
        ("base.yaml", "who: outcome", "who: outcomes", "outcome"),
        (R3_FILE, "argument: throughput-sign-off", "argument: throughput-signoff", "throughput-sign-off"),
        (R3_FILE, "industry: logistics", "industry: logistic", "logistics"),
    ],
)  # fmt: skip
def test_an_id_that_names_nothing_is_told_with_line_and_nearest(tmp_path: Path, file: str, old: str, new: str, nearest: str):
    folder = replaced(tmp_path, file, old, new)
    found = [problem for problem in problems(folder) if problem.nearest == nearest]
    assert found
    assert found[0].file.endswith(file)
    assert found[0].line == line_of(folder / file, new.lstrip("[ "))
    assert found[0].remedy


def test_an_agenda_item_that_comes_up_by_itself_has_to_name_who_holds_it(tmp_path: Path):
    folder = replaced(tmp_path, "pattern/monthly-comparison.yaml", "      area: review\n", "")
    (found,) = problems(folder)
    assert "nobody holds the agenda item predictions" in found.problem
    assert found.line == line_of(folder / "pattern/monthly-comparison.yaml", "id: predictions")


def test_two_packs_cannot_share_an_id(tmp_path: Path):
    folder = copied(tmp_path)
    (folder / "role" / "again.yaml").write_text((folder / "role" / "innovation.yaml").read_text())
    assert any("is taken by" in problem.problem for problem in problems(folder))


def test_a_folder_without_a_base_pack_is_refused(tmp_path: Path):
    folder = copied(tmp_path)
    (folder / "base.yaml").unlink()
    assert any("no base pack" in problem.problem for problem in problems(folder))


def test_a_folder_without_packs_is_refused(tmp_path: Path):
    assert "no pack is here" in problems(tmp_path)[0].problem


def test_a_file_of_an_unknown_kind_is_refused_with_the_nearest(tmp_path: Path):
    folder = replaced(tmp_path, "role/innovation.yaml", "kind: role", "kind: rolle")
    assert problems(folder)[0].nearest == "role"


def test_the_first_three_keys_are_kind_id_and_version(tmp_path: Path):
    folder = replaced(tmp_path, "role/innovation.yaml", "kind: role\nid: innovation\n", "id: innovation\nkind: role\n")
    assert "first three keys" in problems(folder)[0].expected


def test_a_folder_of_ones_own_adds_an_industry_and_four_playbooks(tmp_path: Path):
    text = (BUILT_IN / "industry" / "legaltech.yaml").read_text().replace("id: legaltech", "id: insurance", 1)
    (tmp_path / "insurance.yaml").write_text(text.replace("title: Legal technology", "title: Insurance", 1))
    together = load_packs([BUILT_IN, tmp_path])
    assert sorted(together.industries) == ["ecommerce", "insurance", "legaltech", "logistics"]
    assert check_paths([tmp_path]).problems == ()


def test_check_looks_past_the_file_to_the_playbooks_it_makes_possible(tmp_path: Path):
    text = (BUILT_IN / "industry" / "legaltech.yaml").read_text().replace("id: legaltech", "id: insurance", 1)
    (tmp_path / "insurance.yaml").write_text(text.replace("Two matter teams", "At {metric.9} teams", 1))
    found = check_paths([tmp_path]).problems
    assert len(found) == 1
    assert "metric.9" in found[0].problem
    assert found[0].file.endswith("insurance.yaml")


def test_checking_a_built_in_file_by_its_path_does_not_find_it_taken():
    assert check_paths([BUILT_IN / "role" / "innovation.yaml"]).problems == ()
    assert check_paths([BUILT_IN]).problems == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "near"),
    [
        ("base.yaml", "cycle.areas_unowned == 0\n", "cycle.areas_unownd == 0\n", "cycle.areas_unowned"),
        ("base.yaml", "expression: decision.approved\n", "expression: step.manual_recorded\n", ""),
        ("base.yaml", "condition: cycle.outcome_set &&", "condition: cycle.outcome_set &", ""),
        ("base.yaml", "condition: cycle.outcome_set && ", "condition: cycle.risks && ", ""),
        (
            "pattern/joint-review-gates.yaml",
            "decision.four_eyes_met\n",
            "decision.four_eyes_meet\n",
            "decision.four_eyes_met",
        ),
        ("pattern/scoped-pilot.yaml", "cycle.evidence_accepted > 0", "decision.criteria > 0", ""),
    ],
)
def test_a_condition_that_does_not_compile_is_told_at_its_line(tmp_path: Path, file: str, old: str, new: str, near: str):
    folder = replaced(tmp_path, file, old, new)
    found = [problem for problem in problems(folder) if problem.where.endswith(("expression", "condition", "applies_when"))]
    assert len(found) == 1
    assert found[0].line == line_of(folder / file, new.strip())
    assert found[0].expected.startswith("a condition over ")
    assert found[0].nearest == near


def test_the_column_of_a_plain_condition_is_that_of_the_wrong_word(tmp_path: Path):
    folder = replaced(tmp_path, "base.yaml", "condition: cycle.outcome_set && ", "condition: cycle.outcome_sent && ")
    found = problems(folder)[0]
    line = (folder / "base.yaml").read_text().splitlines()[found.line - 1]
    assert line[found.column - 1 :].startswith(("cycle.outcome_sent", "outcome_sent"))


def test_a_plan_survives_being_written_down_and_read_again():
    for plan in plans().values():
        assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan
