from cycle_story import story
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.escalation import ResolveEscalation


def test_a_decision_whose_time_is_over_goes_up_and_stays_with_its_owner():
    told = story()
    decision_id = told.in_review()
    told.later(days=6)
    settle(told)
    assert told.decision(decision_id).owner_id == "ana"
    found = obligations_of(told.cycle, told.workspace, decision_id)
    assert [(one.person_id, one.reason, one.escalated) for one in found] == [
        ("bo", "attention.escalated_breach", True),
        ("ana", "attention.you_own", False),
    ]


def test_under_a_policy_of_fallbacks_a_decision_lapses_to_its_own():
    told = story(on_timeout="fallback")
    decision_id = told.in_review()
    told.later(days=6)
    settle(told)
    assert told.decision(decision_id).state == "lapsed"
    assert obligations_of(told.cycle, told.workspace, decision_id) == ()


def test_approving_brings_an_escalated_decision_down():
    told = story()
    decision_id = told.ready()
    told.later(days=6)
    settle(told)
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")
    assert all(told.cycle.escalations[one].resolved_at is not None for one in told.cycle.escalations_of[decision_id])


def test_coming_down_without_a_decision_gives_the_holder_a_new_window():
    told = story()
    decision_id = told.in_review()
    told.later(days=6)
    settle(told)
    escalation_id = told.cycle.escalations_of[decision_id][0]
    told.given(ResolveEscalation(escalation_id=escalation_id, outcome="Ana decides after the test.", cause="missing_input"), by="bo")
    clock = told.cycle.clocks[told.cycle.clock_of[decision_id]]
    assert clock.breached_at is None
    assert clock.due_at > told.now
