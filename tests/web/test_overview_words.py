"""What the overview says about steps: every fact that a condition may name has words."""

import pytest

from plumbline.domain.cycle.facts.types import FACT_TYPES, fact_names
from plumbline.kernel.expression import Int, Record, compile_expression
from plumbline.web.factwords import claim_words

FACTS = {
    "cycle": {"outcome_set": False, "areas_unowned": 2, "blockers_overdue": 1, "risks": 0, "reviews_closed": 1, "reviews_due": 3},
    "step": {"manual_recorded": True},
}


def said(condition: str) -> list[str]:
    return [claim_words(atom) for atom in compile_expression(condition, FACT_TYPES).atoms(FACTS)]


def test_a_count_that_must_be_none_says_how_many_there_are():
    assert said("cycle.areas_unowned == 0") == ["No area without an owner, there are 2"]
    assert said("cycle.blockers_overdue == 0") == ["No overdue blocker, there is 1"]


def test_a_count_that_must_be_there_says_that_there_is_none():
    assert said("cycle.risks > 0") == ["At least one risk, there are none"]


def test_a_count_is_compared_with_another():
    assert said("cycle.reviews_closed >= cycle.reviews_due") == ["At least 3 review cycles closed, there is 1"]


def test_claims_are_statements():
    assert said("cycle.outcome_set && step.manual_recorded") == ["The outcome is signed", "What was done is recorded"]


@pytest.mark.parametrize("name", [name for name in fact_names() if not name.startswith("decision.")])
def test_every_fact_about_a_cycle_has_words(name: str):
    source, _, field = name.partition(".")
    record = FACT_TYPES[source]
    assert isinstance(record, Record)
    condition = f"{name} == 0" if isinstance(record.fields[field], Int) else name
    assert said(condition) != [condition]
