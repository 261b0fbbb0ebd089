"""Who must do what in a workspace outside its cycles, and why. Like in a cycle, an obligation ends by being met; nothing is ticked off."""

from collections.abc import Iterable, Iterator

from plumbline.domain.obligation import Obligation
from plumbline.domain.workspace.decision_template import DecisionTemplate
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.domain.workspace.workspace import RANKS, Rank, Workspace

_DISABLED = {
    "by_hand": "attention.endpoint_by_hand",
    "gone": "attention.endpoint_gone",
    "failing": "attention.endpoint_failing",
    "revoked": "attention.endpoint_revoked",
}


def obligations(workspace: Workspace) -> tuple[Obligation, ...]:
    """Return everything that the workspace itself asks of its members. Where nobody is left who may do it, nobody is asked."""
    return (
        *(one for template in workspace.decision_templates.values() for one in _of_template(template, workspace)),
        *(one for endpoint in workspace.endpoints.values() for one in _of_endpoint(endpoint, workspace)),
    )


def _of_template(template: DecisionTemplate, workspace: Workspace) -> Iterator[Obligation]:
    """One person looks at the change that waits longest: whoever kept the template, else the highest in rank, never who asked for it."""
    waiting = next(iter(template.waiting), None)
    if waiting is None:
        return
    asked = _first(workspace, "owner", preferred=(template.versions[0].by_id,), never=(waiting.by_id,))
    if asked:
        yield Obligation(
            person_id=asked,
            verb="accept",
            item_id=template.id,
            item_kind="decision_template",
            number=0,
            title=template.current.content.title,
            reason="attention.template_change",
            values=(("author", waiting.by_id),),
            since=waiting.at,
            asker_id=waiting.by_id,
        )


def _of_endpoint(endpoint: Endpoint, workspace: Workspace) -> Iterator[Obligation]:
    """What an endpoint that is disabled asked for piles up: whoever looks after it and each administrator is asked to end that."""
    if endpoint.standing != "disabled" or endpoint.disabled_at is None:
        return
    administrators = (one.id for one in workspace.members.values() if one.admin)
    for person_id in dict.fromkeys((endpoint.owner_id, *administrators)):
        if workspace.is_active(person_id):
            yield Obligation(
                person_id=person_id,
                verb="unblock",
                item_id=endpoint.id,
                item_kind="endpoint",
                number=0,
                title=endpoint.title,
                reason=_DISABLED[endpoint.disabled],
                since=endpoint.disabled_at,
            )


def _first(workspace: Workspace, rank: Rank, preferred: Iterable[str] = (), never: Iterable[str] = ()) -> str:
    """Return the first active one of some people who has at least a rank, else the highest in rank of all, the longest here first."""
    by_rank = sorted(workspace.members, key=lambda person: -RANKS.index(workspace.members[person].rank))
    return next((one for one in (*preferred, *by_rank) if workspace.has_rank(one, rank) and one not in never), "")
