"""The ids that packs may point at and that no pack defines: metrics, detectors, policies, acts."""

from dataclasses import fields

from plumbline.domain.playbook.plan import Policies

METRICS = (
    "time-to-resolution-after-release", "adoption-consistency", "support-escalation-frequency", "customer-confidence",
    "decision-closure-rate", "exception-completion-quality", "pilot-decision-velocity", "validated-hypothesis-ratio",
    "transition-readiness", "post-pilot-stability", "review-to-implementation-lag", "comment-resolved-in-window",
    "reopen-rate", "escalation-rate",
)  # fmt: skip

DETECTORS = (
    "meetings-without-decisions", "approved-scope-reopened", "starts-with-disagreement", "timeline-slips-from-misalignment",
    "scope-grows-after-planning", "decision-owner-unclear", "risky-assumption-open-at-launch", "conflicting-direction",
    "insights-after-lock", "messaging-drift", "post-launch-ownership-gap", "exceptions-underdefined", "late-constraints",
    "unranked-opportunities", "unclear-pilot-exit", "momentum-without-criteria", "promise-at-risk", "late-scope-pressure",
    "instrumentation-gap", "rigour-decline", "work-drifts-from-commitment",
)  # fmt: skip

POLICIES = tuple(field.name for field in fields(Policies) if field.name != "ladder")

ACTS = (
    "cycle.set_outcome", "cycle.assign_area", "cycle.add_objective", "cycle.close_review_period", "decision.assign", "decision.approve",
    "decision.draft", "decision.edit", "decision.refer", "decision.schedule", "decision.submit", "decision.vote", "decision.settle_concern",
    "journey.settle_finding", "journey.play",
    "decision.release_hold", "decision.meet_condition", "decision.reopen", "evidence.submit", "evidence.accept", "thread.resolve",
    "blocker.resolve", "blocker.acknowledge", "blocker.extend", "risk.identify", "risk.assess", "risk.mitigate", "escalation.start",
    "assumption.test", "assumption.validate", "scope.request", "scope.assess", "safeguard.formalise", "safeguard.review",
    "escalation.resolve", "drill.start", "drill.close_gap", "gate.pass", "step.record_manual_part",
    "support.close_review", "retrospective.hold", "wrap_up.write", "release.name_after_owner", "communication.check",
)  # fmt: skip

ANYBODY = ("owner", "reviewer", "lead")
"""Who can meet a condition besides the owner of an area: the decision's owner, its reviewers, a lead of the cycle."""
