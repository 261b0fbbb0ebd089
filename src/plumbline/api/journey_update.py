"""A newer version of the template that a journey was made from: looked at, proposed, accepted by somebody else, or declined."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer, doing
from plumbline.api.journey_comparison import ChangeBody, change_body
from plumbline.api.journey_merging import ChoiceBody, ConflictBody, choices_of, conflict_body
from plumbline.api.problems import missing
from plumbline.api.texts import Title
from plumbline.domain.journey.joining import DeclineUpdate
from plumbline.edge.journey_updating import Update, update_of
from plumbline.projections.items import find_item
from plumbline.words.journey_change import Titles

_ACTS = (("update-declines", DeclineUpdate, "Decline what was proposed from its template"),)


class UpdateBody(msgspec.Struct, kw_only=True):
    """What a newer version of the template would bring in. had: what the journey has. proposed_by: empty while nobody did."""

    template_id: str
    had: str
    version: str
    proposed_by: str
    digest: str
    changes: list[ChangeBody]
    conflicts: list[ConflictBody]


class NewAcceptance(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is chosen for each conflict. read_digest: of the journey as it was listed; refused when it is something else now."""

    choices: list[ChoiceBody] = []
    read_digest: Title = ""


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of updates from templates."""
    return [show_update, propose_update, accept_update, *doing("journeys", "journey_id", _ACTS)]


@get("/journeys/{item_id:str}/update", summary="Show what a newer template would change", tags=["journeys"])
async def show_update(request: Request[Any, Any, Any], item_id: FromPath[str]) -> UpdateBody:
    """Return what is proposed, or what the newest version of the template has otherwise; all of it empty when nothing is newer."""
    caller(request)
    found = await update_of(installation_of(request), item_id)
    if found is None:
        await _is_journey(request, item_id)
        return UpdateBody(template_id="", had="", version="", proposed_by="", digest="", changes=[], conflicts=[])
    titles = Titles(found.base, found.mine, found.theirs)
    return UpdateBody(
        template_id=found.template_id, had=found.had, version=found.version, proposed_by=found.proposal.by_id if found.proposal else "",
        digest=found.digest, changes=[change_body(one, titles) for one in found.difference],
        conflicts=[conflict_body(one) for one in found.merged().conflicts],
    )  # fmt: skip


@post("/journeys/{item_id:str}/update-proposals", summary="Propose a newer template", tags=["journeys"], status_code=201)
async def propose_update(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[ReceiptBody]:
    """Propose to take over what the newest version of the template has otherwise."""
    await _update(request, item_id)

    async def command(_: NewId) -> Any:
        return (await _update(request, item_id)).propose()

    return await answer(request, item_id, command)


@post("/journeys/{item_id:str}/update-acceptances", summary="Take over a newer template", tags=["journeys"], status_code=201)
async def accept_update(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewAcceptance]) -> Response[ReceiptBody]:
    """Take over what was proposed, all of it in one act: somebody other than who proposed it, or an owner or lead."""
    await _update(request, item_id)

    async def command(_: NewId) -> Any:
        return (await _update(request, item_id)).accept(choices_of(data.choices), data.read_digest)

    return await answer(request, item_id, command)


async def _is_journey(request: Request[Any, Any, Any], item_id: str) -> None:
    row = await find_item(installation_of(request).ledger, item_id)
    if row is None or row.kind != "journey":
        raise missing("journey", item_id)


async def _update(request: Request[Any, Any, Any], item_id: str) -> Update:
    found = await update_of(installation_of(request), item_id)
    if found is None:
        raise missing("update", item_id)
    return found
