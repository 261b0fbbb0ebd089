from hypothesis import given, settings
from hypothesis import strategies as st

from cycle_story import story
from plumbline.domain.cycle.decision import AddDependency, RejectDecision
from plumbline.domain.cycle.rules.dependency import analyse, bundles, dependencies, descendants


def test_what_is_required_comes_first():
    order = bundles({"c": ["b"], "b": ["a"], "a": []})
    assert order == (("a",), ("b",), ("c",))


def test_a_circle_is_a_bundle():
    found = analyse({"a": ["b"], "b": ["a"], "c": ["a"], "d": []})
    assert found.order[found.bundle_of["a"]] == found.order[found.bundle_of["b"]]
    assert set(found.order[found.bundle_of["a"]]) == {"a", "b"}
    assert found.open_descendants == {"a": 2, "b": 2, "c": 0, "d": 0}
    assert found.freed_at_once == {"a": 0, "b": 0, "c": 0, "d": 0}


def test_freed_at_once_are_those_that_wait_for_nothing_else():
    found = analyse({"a": [], "b": [], "only_a": ["a"], "both": ["a", "b"], "far": ["only_a"]})
    assert found.freed_at_once == {"a": 1, "b": 0, "only_a": 1, "both": 0, "far": 0}
    assert found.open_descendants["a"] == 3


def test_a_cycle_counts_only_what_is_open():
    told = story()
    one, two, three = told.in_review(), told.in_review(), told.in_review()
    told.given(AddDependency(decision_id=two, on_id=one), by="ida")
    told.given(AddDependency(decision_id=three, on_id=two), by="ida")
    assert dependencies(told.cycle).open_descendants == {one: 2, two: 1, three: 0}
    assert descendants(told.cycle, one) == [two, three]
    told.given(RejectDecision(decision_id=two, because="No"), by="ana")
    assert dependencies(told.cycle).open_descendants == {one: 0, three: 0}


graphs = st.integers(1, 9).flatmap(
    lambda size: st.dictionaries(
        st.integers(0, size).map(str), st.lists(st.integers(0, size + 2).map(str), max_size=4), min_size=1, max_size=size + 1
    )
)


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_the_counts_agree_with_walking_the_graph(requires: dict[str, list[str]]):
    reach = {node: walked(node, requires) for node in requires}
    found = analyse(requires)
    for node in requires:
        waiting = {other for other in requires if other != node and node in reach[other]}
        assert found.open_descendants[node] == len(waiting)
    together = {(a, b) for a in requires for b in requires if a != b and b in reach[a] and a in reach[b]}
    assert together == {(a, b) for a in requires for b in requires if a != b and found.bundle_of[a] == found.bundle_of[b]}
    for node in requires:
        for other in requires[node]:
            if other in requires and (node, other) not in together:
                assert found.bundle_of[other] <= found.bundle_of[node]


def walked(node: str, requires: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    stack = [node]
    while stack:
        for other in requires[stack.pop()]:
            if other in requires and other not in seen:
                seen.add(other)
                stack.append(other)
    return seen
