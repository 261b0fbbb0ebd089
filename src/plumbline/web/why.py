"""Why an obligation is somebody's: one sentence, addressed to them."""

import re
from typing import Any

from plumbline.projections.attention import NeedRow
from plumbline.web.labels import Names, name_of

WORDS = {
    "attention.draft_yours": "You drafted it. Propose it to an owner, or withdraw it.",
    "attention.submit_yours": "You own it. It waits to be put into review.",
    "attention.you_own": "You own it.",
    "attention.delegated": "{owner} delegated it to you.",
    "attention.deferred": "You deferred it; it comes back by itself.",
    "attention.conditions_open": "You approved it with conditions, and not all of them are met.",
    "attention.condition_yours": "A condition of its approval is yours.",
    "attention.vote_void": "It changed after you voted, so your vote no longer counts.",
    "attention.vote_asked": "Your vote was asked for.",
    "attention.concern_yours": "The concern you raised is still open.",
    "attention.hold_yours": "You put it on hold.",
    "attention.evidence_asked": "You were asked for evidence.",
    "attention.evidence_stale": "Its evidence is no longer fresh.",
    "attention.evidence_waits": "{submitter} attached “{evidence}”, and somebody else has to judge it.",
    "attention.suspect": "Something it rests on changed after the approval. Check it again.",
    "attention.nobody_else": "It has nobody else, so it comes to you.",
    "attention.stands_in": "{absent} has left, so it comes to you.",
    "attention.asked": "{asker} asked you.",
    "attention.answered_you": "{answerer} answered you. Close it, or write back.",
    "attention.comment_on_yours": "{author} commented on your decision.",
    "attention.comment_unasked": "{author} commented without asking anybody in particular.",
    "attention.blocker_yours": "You own it. If it is not solved: {fallback}",
    "attention.fallback_triggered": "Its fallback was triggered. Acknowledge it.",
    "attention.risk_unassessed": "You own it. It has not been assessed.",
    "attention.risk_undecided": "You own it. Mitigate it, accept it, transfer it or avoid it.",
    "attention.risk_mitigating": "You own it. Its mitigation is under way.",
    "attention.risk_accepted": "You accepted it for a time.",
    "attention.escalated_breach": "Escalated to you from {holder}: its time is up.",
    "attention.escalated_unresolved_cycles": "Escalated to you from {holder}, unresolved for {cycles} review cycles.",
    "attention.escalated_manual": "Escalated to you from {holder}.",
}
_PEOPLE = frozenset({"owner", "submitter", "absent", "asker", "answerer", "author", "holder"})
_FIELD = re.compile(r"\{(\w+)\}")


def why(need: NeedRow, names: Names) -> str:
    """Return the sentence that says why an obligation is the person's; a newer reason without one reads as what is asked."""
    template = WORDS.get(need.reason, "It waits for you.")
    return _FIELD.sub(lambda found: _word(found[1], need.values.get(found[1]), names), template)


def _word(field: str, value: Any, names: Names) -> str:
    if field in _PEOPLE:
        return name_of(names, str(value or "")) or "somebody"
    return str(value if value is not None else "")
