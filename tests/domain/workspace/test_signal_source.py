"""Sources of signals, mappings and anchors: what one is made of, who may change it."""

from typing import Any

import pytest

from cycle_story import MONDAY, opened_workspace, unmet
from plumbline.domain import permission
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.signal_source import (
    AddSignalSource,
    AnchorSignals,
    MapSignals,
    RevokeSignalSource,
    RotateSignalKey,
    SignalsAnchored,
    UnmapSignals,
)
from plumbline.domain.workspace.sourcing import FASTEST, MOST, MOST_MAPPINGS
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context, Refusal

SOURCE, MAPPING, CYCLE = (make_id(prefix, MONDAY, 1) for prefix in ("src", "map", "cyc"))
DIGEST = "0" * 64


def context(actor: str = "mara", kind: str = "app_user") -> Context:
    return Context(actor=actor, actor_kind=kind, now=MONDAY, new_id=lambda prefix: make_id(prefix, MONDAY, 1))  # type: ignore[arg-type]


def sent(workspace: Workspace, *commands: Any) -> Any:
    last: Any = None
    for command in commands:
        answer = rules.decide(command, workspace, context())
        for event in answer if isinstance(answer, list) else ():
            rules.evolve(workspace, Recorded(event, "mara", MONDAY))
        last = answer
    return last


def adding(number: int = 1, **more: Any) -> AddSignalSource:
    given: dict[str, Any] = {"title": "Shop", "key_fingerprint": "f1"} | more
    return AddSignalSource(source_id=make_id("src", MONDAY, number), **given)


def mapping(number: int = 1, **more: Any) -> MapSignals:
    given: dict[str, Any] = {"name": "Viewed", "cycle_id": CYCLE} | more
    return MapSignals(mapping_id=make_id("map", MONDAY, number), **given)


def test_a_source_takes_signals_until_it_is_revoked():
    workspace = opened_workspace()
    sent(workspace, adding(), RotateSignalKey(source_id=SOURCE, key_fingerprint="f2"))
    assert (workspace.signal_sources[SOURCE].key_fingerprint, workspace.signal_sources[SOURCE].revoked_at) == ("f2", None)
    sent(workspace, RevokeSignalSource(source_id=SOURCE))
    assert workspace.signal_sources[SOURCE].revoked_at == MONDAY
    assert sent(workspace, RotateSignalKey(source_id=SOURCE, key_fingerprint="f3")).kind == "missing"


@pytest.mark.parametrize(
    ("more", "rules_unmet"),
    [
        ({"title": " "}, ["common.title"]),
        ({"title": "a\nb"}, ["common.title"]),
        ({"key_fingerprint": "", "per_second": 0}, ["signal_source.key", "signal_source.rate"]),
        ({"per_second": FASTEST + 1}, ["signal_source.rate"]),
        ({"cycle_id": "checkout"}, ["signal_source.cycle"]),
        ({"sign_ups": ("x" * 201,)}, ["signal_source.names"]),
    ],
)
def test_a_source_that_lacks_something_is_refused_with_everything_that_is_missing(more: dict[str, Any], rules_unmet: list[str]):
    assert unmet(sent(opened_workspace(), adding(**more))) == rules_unmet


def test_there_are_only_so_many_sources_and_mappings():
    workspace = opened_workspace()
    sent(workspace, *(adding(number) for number in range(MOST)), *(mapping(number) for number in range(MOST_MAPPINGS)))
    assert unmet(sent(workspace, adding(MOST))) == ["signal_source.few"]
    assert unmet(sent(workspace, mapping(MOST_MAPPINGS))) == ["signals.few"]
    sent(workspace, RevokeSignalSource(source_id=SOURCE), UnmapSignals(mapping_id=MAPPING))
    assert len(sent(workspace, adding(MOST))) == len(sent(workspace, mapping(MOST_MAPPINGS))) == 1


@pytest.mark.parametrize(
    ("more", "rules_unmet"),
    [({"name": " "}, ["signals.which"]), ({"cycle_id": ""}, ["signals.where"]), ({"name": "x" * 201}, ["signals.which"])],
)
def test_a_mapping_says_which_signals_and_where_they_belong(more: dict[str, Any], rules_unmet: list[str]):
    assert unmet(sent(opened_workspace(), mapping(**more))) == rules_unmet


def test_an_anchor_follows_the_one_before_without_a_gap():
    workspace = opened_workspace()
    assert unmet(sent(workspace, AnchorSignals(first=2, last=3, digest=DIGEST))) == ["signals.whole"]
    assert sent(workspace, AnchorSignals(first=1, last=3, digest=DIGEST)) == [SignalsAnchored(first=1, last=3, count=3, digest=DIGEST)]
    assert sent(workspace, AnchorSignals(first=1, last=3, digest=DIGEST)) == []
    assert unmet(sent(workspace, AnchorSignals(first=4, last=9, digest="short"))) == ["signals.digest"]


def test_administrators_add_sources_owners_map_and_the_system_anchors():
    workspace = opened_workspace()

    def refused(command: Any, by: str, kind: str = "app_user") -> bool:
        return isinstance(permission.refusal(command, None, workspace, context(by, kind)), Refusal)

    anchor = AnchorSignals(first=1, last=1, digest=DIGEST)
    assert [refused(adding(), by) for by in ("ida", "ana", "mara")] == [True, True, False]
    assert [refused(mapping(), by) for by in ("ida", "ana", "mara")] == [True, False, False]
    assert (refused(anchor, "mara"), refused(anchor, "system", "system")) == (True, False)
