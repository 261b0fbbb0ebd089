"""Whose approval a decision needs besides its owner's act, and how the votes stand towards it."""

from plumbline.domain.cycle.decision import ApprovalRule, Decision
from plumbline.domain.cycle.rules.approval import roster_of, rules_of
from plumbline.domain.cycle.rules.decision_judging import standing_of
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader

MODES = (
    ("owner", "The owner; votes advise"),
    ("all", "Everybody asked approves"),
    ("k_of_n", "A number of those asked approve"),
    ("majority", "More for than against"),
    ("consent", "Nobody speaks against it for a while"),
)
_STATES = {
    "satisfied": Chip("approved", "Satisfied"),
    "waiting": Chip("pending", "Waiting for votes"),
    "blocked": Chip("breached", "Blocked: somebody has to vote anew"),
    "vetoed": Chip("breached", "Vetoed"),
}


@record
class RuleView:
    """One approval rule and its standing. votes: have and need in words; earliest: when it can be satisfied at the soonest."""

    title: str
    sentence: str
    chip: Chip
    votes: str
    missing: str
    vetoed: str
    earliest: str


def approval_rules(cycle: Cycle, workspace: Workspace, decision: Decision, reader: Reader) -> tuple[RuleView, ...]:
    """Return the rules that hold for a decision: the policy's first, then its own."""
    return tuple(_view(rule, rule == decision.approval, cycle, workspace, decision, reader) for rule in rules_of(cycle, decision))


def _view(rule: ApprovalRule, own: bool, cycle: Cycle, workspace: Workspace, decision: Decision, reader: Reader) -> RuleView:
    standing = standing_of(rule, cycle, decision, workspace, reader.now)
    advises = rule.mode == "owner" and not rule.quorum
    return RuleView(
        title="Asked of this decision" if own else "Policy of the cycle",
        sentence=rule_sentence(rule, len(roster_of(rule, cycle))),
        chip=_STATES[standing.status],
        votes="" if advises else f"{standing.have} of {standing.need} needed",
        missing="" if advises else ", ".join(name_of(reader.names, person) for person in standing.missing),
        vetoed=", ".join(name_of(reader.names, person) for person in standing.vetoed),
        earliest="" if standing.earliest is None or standing.status == "satisfied" else moment(standing.earliest, reader.zone),
    )


def rule_sentence(rule: ApprovalRule, asked: int) -> str:
    """Return a rule as people say it. asked: how many people are on its roster."""
    whom = f"{len(rule.roster)} named {'person' if len(rule.roster) == 1 else 'people'}" if rule.roster else f"{asked} owners of areas"
    said = {
        "owner": "The owner decides; votes advise",
        "all": f"All of {whom} approve",
        "k_of_n": f"At least {rule.needed} of {whom} approve",
        "majority": f"Of {whom} more are for it than against, and at most {rule.max_missing} have not voted",
        "consent": f"None of {whom} speaks against it for {rule.window_hours} h after it came into review",
    }[rule.mode]
    more = [said]
    if rule.quorum:
        more.append(f"at least {rule.quorum} have voted")
    if rule.veto:
        more.append(f"the owner of {' or '.join(rule.veto)} can stop it")
    if rule.four_eyes:
        more.append("a sole author's approval does not count")
    return "; ".join(more) + "."
