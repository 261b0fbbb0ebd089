"""The rules of taking over a newer version of a template: proposed by one person, accepted by another, never by itself."""

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.journey.edit import edited
from plumbline.domain.journey.joining import AcceptUpdate, DeclineUpdate, JourneyMerged, ProposeUpdate, UpdateDeclined, UpdateProposed
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.merge_rules import merging_edits, read_before, refused, sides_of
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Refusal

_LONGEST_REASON = 2_000
_ACT = "journey.update"


def propose_update(command: ProposeUpdate, journey: Journey, context: Context) -> Answer:
    """Return what proposing changes. Proposing the same again changes nothing; a newer one takes the place of what was proposed."""
    me = (context.actor,)
    sides = sides_of(journey, command.theirs, command.theirs)
    findings = [
        check("update.template", bool(journey.template_id), who=me, act=_ACT, item=journey.id),
        check("update.newer", command.template_digest != journey.made_of.digest, actual=command.template_version, who=me, act=_ACT),
        check("journey.merge_content", sides is not None, who=me, act=_ACT, item=journey.id),
    ]
    if sides is None or any(not one.met for one in findings):
        return decided("update.refused", findings, list)
    if journey.proposal is not None and journey.proposal.theirs_digest == sides.theirs_digest:
        return []
    return [
        UpdateProposed(
            journey_id=journey.id, template_id=journey.template_id, template_version=command.template_version,
            template_digest=command.template_digest, digest=sides.theirs_digest,
        )
    ]  # fmt: skip


def accept_update(command: AcceptUpdate, journey: Journey, workspace: Workspace, context: Context) -> Answer:
    """Return the one event that taking over is, or what stands in its way."""
    proposal, me = journey.proposal, (context.actor,)
    sides = sides_of(journey, command.base, command.theirs)
    if proposal is None or sides is None:
        return refused("update.refused", [check("update.proposed", False, who=me, act=_ACT, item=journey.id)])
    reviewers = tuple(one for one in workspace.members if workspace.has_rank(one, "owner"))
    may = context.actor != proposal.by_id or context.actor in reviewers
    findings = [
        check("update.reviewer", may, actual=proposal.by_id, who=reviewers, act=_ACT, item=journey.id),
        check("update.proposed", sides.theirs_digest == proposal.theirs_digest, who=me, act=_ACT, item=journey.id),
        check("journey.merge_base", sides.base_digest == journey.made_of.body, actual=journey.template_id, who=me, act=_ACT),
    ]
    if unmet := [one for one in findings if not one.met]:
        return refused("update.refused", unmet)
    if stale := read_before(journey, sides, command.read_digest):
        return stale
    edits = merging_edits(journey, sides, command.choices, context)
    if isinstance(edits, Refusal):
        return edits
    _, undoing = edited(sides.mine, edits)
    return [
        JourneyMerged(
            journey_id=journey.id, number=len(journey.changes) + 1, source_id=journey.template_id, source_number=0,
            base_digest=sides.base_digest, mine_digest=sides.mine_digest, theirs_digest=sides.theirs_digest, edits=edits, undoing=undoing,
            choices=command.choices, template_version=proposal.template_version, template_digest=proposal.template_digest,
        )
    ]  # fmt: skip


def decline_update(command: DeclineUpdate, journey: Journey, context: Context) -> Answer:
    """Return what declining changes: the proposal goes, the journey stays as it is."""
    proposal, me, reason = journey.proposal, (context.actor,), command.reason.strip()
    if proposal is None:
        return refused("update.refused", [check("update.proposed", False, who=me, act=_ACT, item=journey.id)])
    own = context.actor == proposal.by_id
    said = (own or bool(reason)) and len(reason) <= _LONGEST_REASON
    findings = [check("update.reason", said, expected=_LONGEST_REASON, who=me, act=_ACT, item=journey.id)]
    declined = UpdateDeclined(journey_id=journey.id, template_version=proposal.template_version, reason=reason)
    return decided("update.refused", findings, lambda: [declined])
