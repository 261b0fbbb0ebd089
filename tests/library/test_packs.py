"""What the built-in packs must say: ids in their order, and the bonds that make the reference playbooks what they are."""

import re
from typing import Any

import pytest

from pack_grounds import documents, packs

IDS = {
    "legaltech": {
        "signals": "traceable-workflows",
        "pressures": "late-stakeholder-feedback edge-state-variance undocumented-assumptions cross-function-review-load",
        "promises": "clear-control-points predictable-exceptions friction-trend-visible open-tradeoffs",
        "safeguards": "launch-readiness-review risk-mapped-approval-criteria single-owner-escalation",
    },
    "ecommerce": {
        "signals": "speed-with-confidence checkout-volatility",
        "pressures": "product-growth-handoff weekly-promotion-shifts campaign-scope-churn undertested-edge-states",
        "promises": "visible-launch-ownership stable-promotions fast-clear-purchase consistent-post-purchase",
        "safeguards": "campaign-decision-log revenue-path-launch-criteria conversion-refund-checkpoints impact-cost-priority-review",
    },
    "logistics": {
        "signals": "variable-fulfilment predictable-under-pressure",
        "pressures": "fragmented-review-channels late-validation exception-heavy-journeys product-ops-support-overhead",
        "promises": "fewer-manual-interventions handoff-status-visible consistent-recovery tradeoff-ownership",
        "safeguards": "completion-recovery-measurement throughput-sign-off exception-validation-first high-variance-checkpoints",
    },
    "customer-success": {
        "practices": "escalation-ownership support-feedback-in-decisions friction-before-volume rollout-communication-plan",
        "failure_modes": "insights-after-lock messaging-drift post-launch-ownership-gap exceptions-underdefined",
        "metrics": "time-to-resolution-after-release adoption-consistency support-escalation-frequency customer-confidence",
    },
    "innovation": {
        "practices": "pilot-ownership roadmap-tradeoffs test-before-scaling exploration-meets-launch",
        "failure_modes": "late-constraints unranked-opportunities unclear-pilot-exit momentum-without-criteria",
        "metrics": "pilot-decision-velocity validated-hypothesis-ratio transition-readiness post-pilot-stability",
    },
    "stakeholder-alignment": {
        "target_signals": "blockers-surface-early handoff-has-scoped-commitments owners-clear-at-every-stage approvals-faster-same-quality",
        "warning_signs": "meetings-without-decisions approved-scope-reopened starts-with-disagreement timeline-slips-from-misalignment",
    },
    "mvp-planning": {
        "target_signals": (
            "feedback-closes-with-owner-decision plan-tied-to-user-behaviour handoff-minimises-clarification scope-holds-through-kickoff"
        ),
        "warning_signs": "scope-grows-after-planning decision-owner-unclear risky-assumption-open-at-launch conflicting-direction",
    },
}


@pytest.mark.parametrize("name", IDS)
def test_a_pack_lists_its_parts_in_the_order_that_bindings_count_in(name: str):
    everything = {**packs().industries, **packs().roles, **packs().objectives}
    for part, ids in IDS[name].items():
        assert [one.id for one in getattr(everything[name], part)] == ids.split()


def test_every_failure_mode_and_warning_sign_is_seen_by_the_detector_of_its_name():
    for pack in packs().roles.values():
        assert all(mode.detector == mode.id for mode in pack.failure_modes)
    for pack in packs().objectives.values():
        assert all(sign.detector == sign.id for sign in pack.warning_signs)


def test_both_objectives_share_their_two_metrics():
    for pack in packs().objectives.values():
        assert [metric.id for metric in pack.metrics] == ["decision-closure-rate", "exception-completion-quality"]


def test_the_windows_are_twenty_working_days():
    assert {pack.window_days for pack in packs().objectives.values()} == {20}


def texts() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def walk(data: Any, file: str) -> None:
        if isinstance(data, str):
            found.append((file, data))
        elif isinstance(data, dict):
            for value in data.values():  # type: ignore[misc]
                walk(value, file)
        elif isinstance(data, list):
            for value in data:  # type: ignore[misc]
                walk(value, file)

    for document in documents():
        walk(document.data, document.file)
    return found


def test_sentences_are_finished_and_hold_no_double_spaces_or_dashes_for_effect():
    for file, text in texts():
        if " " in text and text[0].isupper() and len(text) > 90:
            assert text.endswith((".", "?", "}")), f"{file}: {text}"
        assert "  " not in text, f"{file}: {text}"
        assert not re.search(r"—|--| – ", text), f"{file}: {text}"


def test_no_long_sentence_stands_in_two_packs():
    seen: dict[str, str] = {}
    for file, text in texts():
        for sentence in re.split(r"(?<=[.?]) ", text):
            if len(sentence) > 60 and "{" not in sentence and "||" not in sentence:
                assert seen.setdefault(sentence, file) == file, sentence
