"""What the claims of a condition mean, in words: a fact as a noun or a statement, with what it must be and what it is."""

from plumbline.kernel.expression import Atom

# Counts read as "no …" or "at least one …"; the plural stands behind the bar where it is not the singular with an s.
_COUNTS = {
    "cycle.areas_unowned": "area without an owner|areas without an owner",
    "cycle.objectives": "objective",
    "cycle.sections": "section",
    "cycle.decisions": "decision",
    "cycle.decisions_open": "open decision",
    "cycle.decisions_in_review": "decision in review|decisions in review",
    "cycle.decisions_approved": "approved decision",
    "cycle.decisions_ended": "settled decision",
    "cycle.decisions_unowned": "decision without an owner|decisions without an owner",
    "cycle.decisions_untestable": "decision without a testable criterion|decisions without a testable criterion",
    "cycle.decisions_breached": "decision over its time|decisions over their time",
    "cycle.decisions_suspect": "decision that has to be checked again|decisions that have to be checked again",
    "cycle.entry_ready": "decision ready for implementation|decisions ready for implementation",
    "cycle.entry_passed": "decision through the entry gate|decisions through the entry gate",
    "cycle.threads": "thread",
    "cycle.threads_open": "open thread",
    "cycle.threads_blocking": "blocking thread",
    "cycle.threads_outdated": "thread whose anchor has changed|threads whose anchor has changed",
    "cycle.threads_decided": "thread that became a decision|threads that became decisions",
    "cycle.blockers": "blocker",
    "cycle.blockers_open": "open blocker",
    "cycle.blockers_silent": "blocker without words for the outside|blockers without words for the outside",
    "cycle.blockers_overdue": "overdue blocker",
    "cycle.blockers_unescalated": "blocker that should have escalated|blockers that should have escalated",
    "cycle.risks": "risk",
    "cycle.risks_open": "open risk",
    "cycle.risks_unassessed": "risk not assessed|risks not assessed",
    "cycle.risks_unmitigated": "risk without a mitigation under way|risks without a mitigation under way",
    "cycle.risks_high": "high risk",
    "cycle.evidence_accepted": "accepted piece of evidence|accepted pieces of evidence",
    "cycle.evidence_pending": "piece of evidence waiting to be judged|pieces of evidence waiting to be judged",
    "cycle.evidence_expired": "expired piece of evidence|expired pieces of evidence",
    "cycle.reviews_closed": "review cycle closed|review cycles closed",
    "cycle.reviews_due": "review cycle due|review cycles due",
    "cycle.gates_overridden": "overridden gate",
    "cycle.starts_disputed": "decision on which work started while people disagree|decisions on which work started while people disagree",
    "decision.criteria": "criterion|criteria",
    "decision.criteria_untestable": "criterion that cannot be tested|criteria that cannot be tested",
    "decision.criteria_unmet": "criterion without accepted, fresh evidence|criteria without accepted, fresh evidence",
    "decision.threads_blocking": "blocking thread",
    "decision.concerns_open": "open concern",
    "decision.conditions_open": "open condition of its approval|open conditions of its approval",
    "decision.prerequisites_open": "decision before it that is not final|decisions before it that are not final",
    "decision.votes_missing": "missing vote",
    "decision.journey_findings_open": "open finding of its journeys|open findings of its journeys",
    "wrap_up.open_ends": "open item that the wrap-up does not name|open items that the wrap-up does not name",
    "frame.practices_informal": "informal practice",
    "frame.safeguards_unformalised": "safeguard that is only named|safeguards that are only named",
    "frame.safeguards_lapsed": "lapsed safeguard",
    "frame.promises_unbound": "promise without a measure|promises without a measure",
    "frame.promises_broken": "broken promise",
    "frame.corrections_owed": "correction of scope that is owed|corrections of scope that are owed",
    "frame.stages_exited": "stage left through its gate|stages left through their gates",
    "frame.dependencies_unchecked": "dependency without a checkpoint|dependencies without a checkpoint",
    "frame.checkpoints_missed": "missed checkpoint",
    "journey.count": "journey",
    "journey.findings_open": "open finding of a journey|open findings of journeys",
    "journey.exceptions_unrecovered": "exception without recovery|exceptions without recovery",
    "journey.unplayed": "journey not played|journeys not played",
    "journey.deferrals_unshown": "deferral that the prototype does not show|deferrals that the prototype does not show",
    "journey.validated_unshown": "validated decision that is not in the prototype|validated decisions that are not in the prototype",
    "scope.unranked": "unranked scope item",
    "scope.changes_untraded": "scope change that displaces nothing|scope changes that displace nothing",
    "communication.unchecked": "unchecked message",
    "communication.claims_stale": "stale claim",
    "assumption.open_high": "open high-impact assumption",
    "risk.unstarted_commitment": "high risk without a started strategy|high risks without a started strategy",
    "risk.unstarted_entry": "high risk without a started strategy|high risks without a started strategy",
    "risk.questions_open": "unanswered question about a target signal|unanswered questions about target signals",
    "risk.fallbacks_unwritten": "fallback that is not written|fallbacks that are not written",
    "support.signals": "support signal",
    "support.corrections_open": "open correction",
    "commitment.count": "commitment",
    "drill.gaps_open": "open gap of a rehearsal|open gaps of rehearsals",
    "commitment.suspect": "Suspect commitment",
    "commitment.questions_open": "open question about a commitment|open questions about commitments",
    "commitment.returned": "returned commitment",
    "commitment.clarifications": "clarification loop",
    "commitment.verified": "verified commitment",
    "commitment.work_items": "item in a tracker|items in trackers",
    "commitment.work_items_done": "item done in a tracker|items done in trackers",
    "commitment.drifting": "item outside that drifts from its commitment|items outside that drift from their commitments",
}
_CLAIMS = {
    "cycle.outcome_set": "The outcome is signed",
    "cycle.midpoint_reached": "The middle of the window is reached",
    "cycle.window_ended": "The window has ended",
    "decision.approved": "It is approved",
    "decision.content_current": "What was approved is what it says today",
    "decision.backed": "Somebody besides its owner has voted for it",
    "decision.four_eyes_met": "Somebody other than its author looks at it",
    "decision.held": "It is held",
    "decision.has_due": "It has a due time",
    "decision.has_fallback": "It has a fallback",
    "decision.owned": "It has an owner",
    "decision.owner_active": "Its owner is here",
    "decision.suspect": "It is suspect",
    "decision.vetoed": "It is vetoed",
    "step.manual_recorded": "What was done is recorded",
    "frame.outcome_shown": "The outcome was shown",
    "item.written_down": "It is written down with an owner and what it is judged by",
    "item.ranked": "The assumption under it is ranked",
    "scope.locked": "The scope is locked",
    "summary.weekly_frozen": "A weekly summary is frozen",
    "summary.executive_frozen": "An executive summary is frozen",
    "drill.held": "The drill was held",
    "launch.launched": "It is launched",
    "launch.owner_named": "Somebody owns what follows the launch",
    "support.reviewed": "Support was reviewed",
    "retrospective.held": "The retrospective was held",
    "wrap_up.written": "The wrap-up is written",
}


def asks_something(atom: Atom) -> bool:
    """Tell whether people can make a claim hold. That something is recorded at all only says whether the claim beside it counts."""
    return atom.operator != "has"


def claim_words(atom: Atom) -> str:
    """Return a claim as a sentence; a fact without words of its own shows the claim as the pack has it."""
    if atom.name in _CLAIMS:
        return _CLAIMS[atom.name] + ("" if atom.expected in (True, None) else ": must not be so")
    if atom.name not in _COUNTS or not isinstance(atom.actual, int):
        known = _COUNTS.get(atom.name, "")
        return _wanted(atom, known) if known else atom.text
    there = f", there {'is' if atom.actual == 1 else 'are'} {atom.actual or 'none'}" if not atom.met else ""
    return _wanted(atom, _COUNTS[atom.name]) + there


def _wanted(atom: Atom, words: str) -> str:
    one, _, several = words.partition("|")
    several = several or f"{one}s"
    match atom.operator, atom.expected:
        case "==" | "<=", 0:
            return f"No {one}"
        case (">", 0) | ("!=", 0) | (">=", 1):
            return f"At least one {one}"
        case ">=", int(least):
            return f"At least {least} {several}"
        case "<=" | "<" as operator, int(most):
            return f"At most {most if operator == '<=' else most - 1} {several}"
        case "==", int(exactly):
            return f"{exactly} {several}"
        case _:
            return atom.text
