from dataclasses import replace

from pack_grounds import R1, R2, packs, plans
from plumbline.domain.playbook.compose import compose
from plumbline.domain.playbook.difference import Difference, differences
from plumbline.domain.playbook.pattern import apply_patterns


def test_a_plan_differs_from_itself_in_nothing():
    assert differences(plans()[R1], plans()[R1]) == ()


def test_a_later_version_of_a_pack_shows_what_it_says_anew():
    role = packs().roles["customer-success"]
    later = replace(role, version="1.1.0", practices=(replace(role.practices[0], text="Anew."), *role.practices[1:]))
    after = compose(replace(packs(), roles={"customer-success": later}), *R1)
    assert differences(plans()[R1], after) == (
        Difference(where="packs[role:customer-success].version", before="1.0.0", after="1.1.0"),
        Difference(where="practices[escalation-ownership].text", before=role.practices[0].text, after="Anew."),
    )


def test_a_pattern_shows_in_the_rules_it_changes():
    found = {one.where: (one.before, one.after) for one in differences(plans()[R1], apply_patterns(plans()[R1], {"market-realignment"}))}
    assert found["policies.cadence_days"] == (5, 3)
    assert found["patterns[market-realignment].on"] == (False, True)
    assert found["gates[scope-lock].conditions[outcome-shown-first]"][0] is None


def test_parts_are_matched_by_id_and_not_by_place():
    plan = plans()[R1]
    assert differences(plan, replace(plan, areas=tuple(reversed(plan.areas)))) == ()


def test_what_only_one_plan_has_is_told_from_both_sides():
    there = {one.where for one in differences(plans()[R1], plans()[R2]) if one.before is None}
    back = {one.where for one in differences(plans()[R2], plans()[R1]) if one.after is None}
    assert there == back != set()
