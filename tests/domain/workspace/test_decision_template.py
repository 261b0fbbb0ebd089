"""Decision templates: what a closed decision gives, and how one is changed by what a thread taught (TL2)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle_story import Story, opened_workspace, story, unmet
from plumbline.domain import permission
from plumbline.domain.cycle.decision import ApprovalRule, DraftDecision, RequireApproval
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.attention import obligations
from plumbline.domain.workspace.decision_template import (
    AcceptTemplateChange,
    KeepDecisionTemplate,
    ProposeTemplateChange,
    RefuseTemplateChange,
    RetireDecisionTemplate,
    ReviveDecisionTemplate,
    TemplateContent,
    TemplateCriterion,
    TemplateOption,
)
from plumbline.domain.workspace.template_drawing import SOMEBODY, drawn_from, names_in, without_names
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Refusal

PEOPLE = ("Ana Ruiz", "Bo Berg")
CONTENT = TemplateContent(
    title="Retry",
    question="How often?",
    options=(TemplateOption(title="Once"), TemplateOption(title="Never", consequence="More support.")),
    criteria=(TemplateCriterion(text="It answers within 5 s.", method="manual", check="Look."),),
    evidence=("run",),
)


def template_id(number: int = 0) -> str:
    return make_id("dtp", story().now, number)


def proposal_id(number: int = 0) -> str:
    return make_id("tpc", story().now, number)


def sent(told: Story, command: object, by: str = "ana") -> list[object] | Refusal:
    """Send a command to the workspace of a story, as the writer does."""
    context = told.context(by)
    if refused := permission.refusal(command, None, told.workspace, context):
        return refused
    answer = rules.decide(command, told.workspace, context)  # pyright: ignore[reportArgumentType]
    if not isinstance(answer, Refusal):
        for event in answer:
            rules.evolve(told.workspace, Recorded(event, by, told.now))
    return answer  # pyright: ignore[reportReturnType]


def kept(content: TemplateContent = CONTENT) -> tuple[Story, str]:
    told = story(workspace=opened_workspace())
    keep = KeepDecisionTemplate(decision_template_id=template_id(), content=content, from_cycle_id=told.cycle.id, from_decision_id="dec_1")
    assert sent(told, keep, by="ida"), "a contributor keeps one"
    return told, template_id()


def change(
    told: Story, content: TemplateContent, number: int = 0, *, based_on: int = 1, because: str = "It was too slow."
) -> ProposeTemplateChange:
    return ProposeTemplateChange(
        decision_template_id=template_id(), proposal_id=proposal_id(number), based_on=based_on, content=content, because=because,
        from_cycle_id=told.cycle.id, from_thread_id="thr_1",
    )  # fmt: skip


def accept(number: int = 0) -> AcceptTemplateChange:
    return AcceptTemplateChange(decision_template_id=template_id(), proposal_id=proposal_id(number), because="It holds.")


def refuse(number: int = 0, because: str = "One case only.") -> RefuseTemplateChange:
    return RefuseTemplateChange(decision_template_id=template_id(), proposal_id=proposal_id(number), because=because)


BETTER = replace(CONTENT, question="How often, and after how long?")


def test_a_template_is_what_the_decision_said_and_the_kinds_of_what_showed_it_without_its_people():
    told = story()
    decision = told.ready()
    told.given(RequireApproval(decision_id=decision, rule=ApprovalRule(mode="k_of_n", roster=("bo", "lena"), needed=1)), by="ana")
    drawn = drawn_from(told.decision(decision), told.cycle.evidence.values())
    assert [one.title for one in drawn.options] == ["No retry", "One retry"]
    assert (drawn.criteria[0].text, drawn.evidence) == ("A result within 5 s", ("link",))
    assert drawn.approval == ApprovalRule(mode="k_of_n", needed=1)


@pytest.mark.parametrize("text", ["Ana Ruiz decides.", "Ask Bo first, then Berg.", "(Ana)", "Ruiz's"])
def test_names_go_whole_or_in_part(text: str):
    content = replace(CONTENT, question=text)
    told = names_in(content, PEOPLE)
    if "Bo" in text:
        assert told == ("Berg",), "two letters are too often a word"
    stripped = without_names(content, PEOPLE)
    assert names_in(stripped, PEOPLE) == ()
    assert SOMEBODY in stripped.question


def test_a_name_that_has_to_stay_stays_and_other_words_are_left_alone():
    content = replace(CONTENT, title="The Ruiz clause", question="Banana, or ana?")
    assert without_names(content, PEOPLE, keep=("Ruiz",)) == content
    assert without_names(content, ()) == content


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=60))
def test_whatever_people_are_called_no_name_is_left(people: list[str], text: str):
    named = [f"X{one}" for one in people]
    content = replace(CONTENT, question=f"{text} {' '.join(named)} {text}")
    assert set(names_in(without_names(content, named), named)) <= {SOMEBODY}


def test_a_template_that_says_nothing_to_begin_with_is_not_kept_and_everything_missing_is_named():
    told = story(workspace=opened_workspace())
    empty = TemplateContent(title=" ", options=(TemplateOption(title=""),), approval=ApprovalRule(mode="all", roster=("bo",)))
    keep = KeepDecisionTemplate(decision_template_id="x", content=empty, from_cycle_id="cyc_1", from_decision_id="dec_1")
    assert unmet(sent(told, keep)) == ["TL2.new", "TL2.title", "TL2.substance", "TL2.said", "TL2.nobody"]
    many = replace(CONTENT, options=tuple(TemplateOption(title=str(one)) for one in range(21)))
    assert unmet(sent(told, replace(keep, decision_template_id=template_id(), content=many))) == ["TL2.most"]


def test_a_change_that_somebody_else_accepts_makes_the_next_version_and_the_first_stays_readable():
    told, _ = kept()
    assert sent(told, change(told, BETTER), by="ida")
    assert unmet(sent(told, accept(), by="ida")) == ["P.rank"], "a contributor proposes, an owner or a lead accepts"
    assert sent(told, accept(), by="bo")
    template = told.workspace.decision_templates[template_id()]
    assert [one.content.question for one in template.versions] == ["How often?", "How often, and after how long?"]
    assert (template.current.number, template.current.by_id, template.current.because) == (2, "ida", "It was too slow.")
    assert (template.proposals[proposal_id()].state, template.proposals[proposal_id()].decided_by) == ("accepted", "bo")
    assert sent(told, accept(), by="bo") == []


def test_nobody_accepts_their_own_change():
    told, _ = kept()
    assert sent(told, change(told, BETTER), by="bo")
    assert unmet(sent(told, accept(), by="bo")) == ["TL2.other"]
    assert sent(told, refuse(), by="bo"), "but anybody may take their own back"


def test_of_two_changes_to_one_version_the_second_has_to_be_asked_for_again():
    told, _ = kept()
    other = replace(CONTENT, title="Retry once")
    assert sent(told, change(told, BETTER), by="ida")
    assert sent(told, change(told, other, 1), by="ida")
    assert sent(told, accept(), by="ana")
    assert unmet(sent(told, accept(1), by="ana")) == ["TL2.current"]
    assert unmet(sent(told, change(told, other, 2), by="ida")) == ["TL2.current"]
    assert sent(told, change(told, other, 2, based_on=2), by="ida")


def test_a_change_needs_a_reason_and_something_that_differs_and_an_answer_needs_one_too():
    told, _ = kept()
    assert unmet(sent(told, change(told, CONTENT, because=" "))) == ["TL2.differs", "TL2.because"]
    assert sent(told, change(told, BETTER), by="ida")
    assert unmet(sent(told, refuse(because=""), by="bo")) == ["TL2.because"]
    assert sent(told, refuse(), by="bo")
    assert unmet(sent(told, accept(), by="ana")) == ["TL2.open"]
    assert told.workspace.decision_templates[template_id()].current.number == 1


def test_an_unknown_template_or_change_is_told_as_missing():
    told, _ = kept()
    for command in (replace(accept(), decision_template_id=template_id(9)), accept(9)):
        answer = sent(told, command, by="bo")
        assert isinstance(answer, Refusal)
        assert answer.kind == "missing"


def test_a_decision_that_begins_with_a_template_remembers_it_and_needs_the_approvals_it_asks_for():
    told, template = kept(replace(CONTENT, approval=ApprovalRule(mode="k_of_n", needed=2)))
    draft = DraftDecision(
        title="Retry", section_id=told.section, objective_id=told.objective, template_id=template, template_version=1
    )  # fmt: skip
    made = told.decision(told.given(draft, by="ana"))
    assert (made.template_id, made.template_version, made.approval) == (template, 1, ApprovalRule(mode="k_of_n", needed=2))
    alone = told.decision(told.given(replace(draft, with_approval=False), by="ana"))
    assert (alone.template_id, alone.approval) == (template, None)
    assert unmet(told.when(replace(draft, template_version=2), by="ana")) == ["TL2.template"]
    assert unmet(told.when(replace(draft, template_id="dtp_x"), by="ana")) == ["TL2.template"]


def test_a_template_that_asks_for_more_approvals_than_there_are_people_says_so_where_it_is_used():
    told, template = kept(replace(CONTENT, approval=ApprovalRule(mode="k_of_n", needed=9)))
    draft = DraftDecision(title="Retry", section_id=told.section, objective_id=told.objective, template_id=template, template_version=1)
    assert unmet(told.when(draft, by="ana")) == ["decision.rule_reachable"]


def asked(told: Story) -> list[tuple[str, str, str]]:
    return [(one.person_id, one.verb, one.reason) for one in obligations(told.workspace)]


def test_somebody_is_asked_about_a_change_until_it_is_answered_and_never_whoever_asked_for_it():
    told, _ = kept()
    assert asked(told) == []
    assert sent(told, change(told, BETTER), by="ida")
    assert asked(told) == [("mara", "accept", "attention.template_change")], "ida kept it and is no owner, so the highest in rank is asked"
    assert obligations(told.workspace)[0].asker_id == "ida"
    assert sent(told, accept())
    assert asked(told) == []
    assert sent(told, change(told, CONTENT, 1, based_on=2), by="mara")
    ((person, _, _),) = asked(told)
    assert person != "mara"
    assert told.workspace.has_rank(person, "owner")
    assert sent(told, refuse(1))
    assert asked(told) == []


def test_whoever_kept_a_template_is_asked_first_when_they_may_answer():
    told = story(workspace=opened_workspace())
    keep = KeepDecisionTemplate(decision_template_id=template_id(), content=CONTENT, from_cycle_id=told.cycle.id, from_decision_id="dec_1")
    assert sent(told, keep, by="bo")
    assert sent(told, change(told, BETTER), by="ida")
    assert [person for person, _, _ in asked(told)] == ["bo"]


def test_a_retired_template_is_offered_to_nobody_and_comes_back_when_somebody_says_so():
    told, kept_id = kept()
    retire = RetireDecisionTemplate(decision_template_id=kept_id, because="The checkout has a rule of its own.")
    revive = ReviveDecisionTemplate(decision_template_id=kept_id, because="The rule did not hold.")
    assert unmet(sent(told, retire, by="ida")) == ["P.rank"]
    assert sent(told, change(told, BETTER), by="ida")
    assert unmet(sent(told, replace(retire, because=" "))) == ["TL2.because", "TL2.answered"], "what somebody asked for is answered first"
    assert sent(told, refuse())
    assert sent(told, retire)
    assert sent(told, retire) == []
    assert unmet(sent(told, change(told, BETTER, 1), by="ida")) == ["TL2.offered"]
    draft = DraftDecision(title="Retry", section_id=told.section, objective_id=told.objective, template_id=kept_id, template_version=1)
    assert unmet(told.when(draft)) == ["TL2.offered"]
    assert sent(told, revive)
    assert sent(told, revive) == []
    assert told.given(draft)
