from cycle_story import names, story, unmet
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.outcome import ConcludeObjective, ConcludeOutcome
from plumbline.domain.cycle.rules.outcome import outcome_shown

SIGNED = SetOutcome(sentence="Faster.", metric_id="decision-closure-rate", baseline="40 %", threshold="60 %", signer_id="ana")


def test_o1_nothing_is_concluded_before_an_outcome_is_set():
    answer = story().when(ConcludeOutcome(verdict="not_shown", reading="41 %", because="Too few."), by="ana")
    assert unmet(answer) == ["O1.set"]


def test_o2_the_signer_concludes_the_outcome_on_evidence():
    told = story()
    told.given(SIGNED, by="ana")
    bare = ConcludeOutcome(verdict="shown", reading="", because="")
    assert unmet(told.when(bare, by="bo")) == ["O2.signer", "O2.reading", "O2.because", "O2.evidence"]
    evidence = told.shown(told.in_review())
    told.given(ConcludeOutcome(verdict="shown", reading="63 %", because="Two weeks in a row.", evidence_id=evidence), by="ana")
    assert outcome_shown(told.cycle, told.now)


def test_o2_an_objective_ends_shown_or_not():
    told = story()
    answer = told.when(ConcludeObjective(objective_id=told.objective, verdict="not_shown", because="Nobody asked."), by="ana")
    assert names(answer) == ["ObjectiveConcluded"]
    assert told.cycle.objectives[told.objective].state == "not_shown"
