"""What a cycle leaves behind: its wrap-up as a document, and the next version of a pack."""

from pathlib import Path

import pytest

from cycle_story import story
from plumbline.artifacts.pack_proposal import next_version, proposals
from plumbline.artifacts.wrap_up_document import labels_of, markdown
from plumbline.domain.cycle.retrospective import Lesson
from plumbline.domain.cycle.wrap_up import Carried, Movement, WriteWrapUp
from plumbline.domain.playbook.compose import compose
from plumbline.files.checking import check_paths
from plumbline.files.packs import load_packs

LESSONS = (
    Lesson(
        finding="Support knew it first.",
        pack="role",
        part_id="support-feedback-in-decisions",
        new_text="Support reads each decision that changes what a customer sees: before it is approved, and *never* after.",
    ),
    Lesson(finding="Six sessions are enough.", pack="base", part_id="scope-session", new_text="Hold one session, on day 1."),
    Lesson(finding="The question was good.", decision_id="dec_1"),
)


def test_each_changed_pack_is_a_file_that_the_check_accepts(tmp_path: Path):
    plan = compose(load_packs(), "legaltech", "customer-success", "stakeholder-alignment")
    made = proposals(LESSONS, plan.packs)
    assert [(one.kind, one.version) for one in made] == [("role", "1.1.0"), ("base", "1.1.0")]
    for one in made:
        file = tmp_path / one.name
        file.write_text(one.text, encoding="utf-8")
        assert [str(problem) for problem in check_paths([file]).problems] == []
    (role,) = [one for one in made if one.kind == "role"]
    assert LESSONS[0].new_text in " ".join(role.text.split())


def test_a_text_with_a_placeholder_that_names_nothing_is_found_by_the_check(tmp_path: Path):
    plan = compose(load_packs(), "legaltech", "customer-success", "stakeholder-alignment")
    lesson = Lesson(finding="x", pack="role", part_id="support-feedback-in-decisions", new_text="Ask {nobody}.")
    (made,) = proposals([lesson], plan.packs)
    file = tmp_path / made.name
    file.write_text(made.text, encoding="utf-8")
    assert check_paths([file]).problems


def test_the_next_version_raises_the_second_number():
    assert [next_version(one) for one in ("1.0.0", "2.7.3", "3")] == ["1.1.0", "2.8.0", "3.1.0"]


def test_the_wrap_up_ties_movement_to_decisions_and_says_what_goes_on():
    told = story()
    assert told.cycle.ends_at is not None
    decision_id = told.drafted()
    told.at(told.cycle.ends_at)
    carried = (
        *(Carried(item_id=risk.id, disposition="deferred", reason="Not <now>.") for risk in told.cycle.risks.values()),
        Carried(item_id=decision_id),
    )
    moved = (Movement(metric_id="time-to-resolution", before="31 h", after="19 h", decision_ids=(decision_id,)),)
    command = WriteWrapUp(summary="It went well.", movements=moved, carried=carried, starting_context=("Mails matter.",))
    told.given(command, by="mara")
    text = markdown(told.cycle, {"mara": "Mara Lind"}, labels_of(told.cycle))
    assert "| time-to-resolution | 31 h | 19 h | D-1 Retry after a decline |" in text
    assert "D-1 Retry after a decline: carried into the next cycle" in text
    assert "deferred, Not \\<now\\>." in text
    assert "- Mails matter." in text


def test_without_a_wrap_up_there_is_no_document():
    told = story()
    with pytest.raises(ValueError, match="no wrap-up"):
        markdown(told.cycle, {}, {})
