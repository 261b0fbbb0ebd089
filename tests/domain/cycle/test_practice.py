from cycle_story import names, story, unmet
from plumbline.domain.cycle.practice import MakePracticeExplicit
from plumbline.domain.cycle.rules.practice import practice_findings, practices_of_gate, protects


def test_n1_explicit_means_owner_cadence_and_artifact():
    told = story()
    practice = next(iter(told.cycle.practices))
    nothing = MakePracticeExplicit(practice_id=practice, owner_id="vera", cadence="", artifact=" ")
    assert unmet(told.when(nothing, by="ana")) == ["N1.owner", "N1.cadence", "N1.artifact"]
    explicit = MakePracticeExplicit(practice_id=practice, owner_id="ida", cadence="at every review", artifact="the log")
    assert names(told.when(explicit, by="ana")) == ["PracticeMadeExplicit"]
    assert told.when(explicit, by="ana") == []


def test_n1_an_informal_practice_is_a_finding_and_so_is_one_whose_owner_left():
    told = story()
    practice = next(iter(told.cycle.practices))
    assert [one.rule for one in practice_findings(told.cycle, told.workspace) if not one.met] == ["N1.explicit"]
    told.given(MakePracticeExplicit(practice_id=practice, owner_id="ida", cadence="weekly", artifact="the log"), by="ana")
    assert all(one.met for one in practice_findings(told.cycle, told.workspace))
    told.workspace.members["ida"].active = False
    assert [one.rule for one in practice_findings(told.cycle, told.workspace) if not one.met] == ["N1.explicit"]


def test_n2_what_is_committed_names_the_practice_it_protects():
    told = story()
    assert protects(told.cycle, "practice", who=["ana"], act="scope.request").met
    assert not protects(told.cycle, "habit", who=["ana"], act="scope.request").met
    assert [one.planned_id for one in practices_of_gate(told.cycle, "stage-outcome")] == ["practice"]
