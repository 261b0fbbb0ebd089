"""Who is told of events outside: endpoints, one of them with its deliveries, one delivery with its attempts."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.workspace.endpoint import WEBHOOK, Endpoint, Pace
from plumbline.edge import replaying, trying, webhooks
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Refusal
from plumbline.outbox.connector import Connector
from plumbline.outbox.connectors import connectors
from plumbline.outbox.posting import Answered
from plumbline.web.connections import command_of, given, need_fields, without_secrets
from plumbline.web.endpoint_hours import hour_picture
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.integrations_view import AnswerView, EndpointView, answer_view, attempt_lines, delivery_line, endpoint_view, secret_lines
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_PLAIN: Mapping[str, Callable[[Installation, Context, str], Awaitable[Answer]]] = {
    "disable": webhooks.disable,
    "enable": webhooks.enable,
    "remove": webhooks.remove,
}
_ASKING: Mapping[str, Callable[[Installation, Context, str], Awaitable[Answered | Refusal]]] = {
    "connect": trying.verify,
    "test": trying.try_out,
}
_OVERLAPS = (("0", "no time: it ends at once"), ("1", "1 hour"), ("24", "1 day"), ("72", "3 days"), ("168", "1 week"), ("720", "30 days"))
_SHOWN = 50
_BLANK: Mapping[str, Any] = {
    "title": "", "address": "", "types": "*", "condition": "", "ordered": "", "at_once": Pace().at_once, "per_second": Pace().per_second,
}  # fmt: skip


@get("/integrations")
async def show_integrations(request: AnyRequest) -> Response[str]:
    """List the endpoints and how each does."""
    return await _listed(request)


@post("/integrations", status_code=201)
async def create_endpoint(request: AnyRequest) -> Response[str]:
    """Add an endpoint and show its secret, this once."""
    installation, fields = installation_of(request), await fields_of(request)
    title, address = fields.required("title", "what it is called"), fields.required("address", "where it is")
    if fields.problems:
        return await _listed(request, said=problem_words(fields.problems), form=fields.kept(), status=422)
    types, condition, pace = _listening(fields)
    made = await webhooks.add(installation, context_of(request), title=title, address=address, types=types, condition=condition, pace=pace)
    if isinstance(made, Refusal):
        said = refusal_words(made, reader_of(request), None)
        return await _listed(request, said=said, form=fields.kept(), status=status_of(made))
    endpoint = await _endpoint(request, made.endpoint_id)
    return await endpoint_page(request, endpoint, secret=made.secret, status=201)


@get("/integrations/connectors/{name:str}")
async def show_connector(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """Show what a program needs to be connected."""
    return await _offered(request, name)


@post("/integrations/connectors/{name:str}", status_code=201)
async def connect_program(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """Add a connection to a program."""
    installation, fields = installation_of(request), await fields_of(request)
    offered = _connector(name)
    made = await webhooks.add(
        installation, context_of(request), title=fields.text("title") or offered.title, address=fields.text("address"),
        types=tuple(fields.text("types").split()) or ("*",), condition=fields.text("condition"), connector=name,
        settings=given(fields, "setting"), credentials=given(fields, "credential"),
    )  # fmt: skip
    if isinstance(made, Refusal):
        said = refusal_words(made, reader_of(request), None)
        return await _offered(request, name, said=said, form=without_secrets(fields.kept()), status=status_of(made))
    return await endpoint_page(request, await _endpoint(request, made.endpoint_id), status=201)


@post("/integrations/trial", status_code=200)
async def try_filter(request: AnyRequest) -> Response[str]:
    """Show what a filter would have let through, with the form as it was."""
    fields = await fields_of(request)
    types, condition, _ = _listening(fields)
    tried = await replaying.tried(installation_of(request), context_of(request), types, condition)
    if isinstance(tried, Refusal):
        said = refusal_words(tried, reader_of(request), None)
        return await _listed(request, said=said, form=fields.kept(), status=status_of(tried))
    return await _listed(request, form=fields.kept(), trial=tried)


@get("/integrations/{endpoint_id:str}")
async def show_endpoint(request: AnyRequest, endpoint_id: FromPath[str]) -> Response[str]:
    """Show one endpoint: how it does, and what it was told of."""
    return await endpoint_page(request, await _endpoint(request, endpoint_id))


@post("/integrations/{endpoint_id:str}/{act:str}", status_code=303)
async def act_on_endpoint(request: AnyRequest, endpoint_id: FromPath[str], act: FromPath[str]) -> Response[Any] | Redirect:
    """Do one of the acts of an endpoint, and show in place what came of it."""
    if act not in ("connect", "credentials", "disable", "edit", "enable", "remove", "rotate", "test", "trial"):
        raise PageMissing("act")
    await _endpoint(request, endpoint_id)
    installation, context, fields = installation_of(request), context_of(request), await fields_of(request)
    if act in _PLAIN:
        answer: Any = await _PLAIN[act](installation, context, endpoint_id)
    elif act in _ASKING:
        answer = await _ASKING[act](installation, context, endpoint_id)
    elif act == "credentials":
        answer = await webhooks.credit(installation, context, endpoint_id, given(fields, "credential"))
    elif act == "rotate":
        overlap = timedelta(hours=int(fields.one_of("overlap", (hours for hours, _ in _OVERLAPS), "24")))
        answer = await webhooks.rotate(installation, context, endpoint_id, overlap)
    elif act == "trial":
        types, condition, _ = _listening(fields)
        answer = await replaying.tried(installation, context, types, condition)
    else:
        answer = await _edit(installation, context, endpoint_id, fields)
    endpoint = await _endpoint(request, endpoint_id)
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None)
        return await endpoint_page(request, endpoint, said=said, form=fields.kept(), status=status_of(answer))
    if isinstance(answer, replaying.Trial):
        return await endpoint_page(request, endpoint, trial=answer, form=fields.kept())
    if isinstance(answer, Answered):
        return await endpoint_page(
            request, endpoint, answered=answer_view(answer, connected=act == "connect", webhook=endpoint.connector == WEBHOOK), status=201
        )
    if isinstance(answer, str):
        return await endpoint_page(request, endpoint, secret=answer, status=201)
    return see_other("/integrations" if act == "remove" else f"/integrations/{endpoint_id}")


@get("/integrations/{endpoint_id:str}/deliveries/{entry:str}")
async def show_delivery(request: AnyRequest, endpoint_id: FromPath[str], entry: FromPath[str]) -> Response[str]:
    """Show one delivery: the request, every attempt and what came back."""
    endpoint = await _endpoint(request, endpoint_id)
    told, attempts = await _delivery(request, endpoint, entry)
    reader, found = reader_of(request), await installation_of(request).ledger.entry(told.owed.position)
    body = await webhooks.body_of(installation_of(request), told)
    return page(
        request,
        "integrations/delivery.html",
        title=f"Delivery of entry {told.owed.position}",
        crumbs=_crumbs((endpoint.title, f"/integrations/{endpoint.id}"), (f"Entry {told.owed.position}", "")),
        endpoint=await _viewed(installation_of(request), endpoint, reader),
        delivery=delivery_line(told, reader),
        attempts=attempt_lines(attempts, reader),
        sent=attempts[-1].sent if attempts else "",
        body=body.decode(),
        readable=json.dumps(json.loads(body), indent=2, ensure_ascii=False),
        erased=found is not None and found.erased,
        may_edit=await _may_edit(request),
        commands=(
            ("Read it", f"curl … {installation_of(request).base_url}/v1/endpoints/{endpoint.id}/deliveries/{told.owed.position}"),
            ("On the command line", f"plumbline endpoint delivery {endpoint.id} {told.owed.position}"),
        ),
    )


@post("/integrations/{endpoint_id:str}/deliveries/{entry:str}", status_code=303)
async def repeat_delivery(request: AnyRequest, endpoint_id: FromPath[str], entry: FromPath[str]) -> Response[Any] | Redirect:
    """Send an event again, under the same id."""
    endpoint = await _endpoint(request, endpoint_id)
    told, _ = await _delivery(request, endpoint, entry)
    begun = await webhooks.send_again(installation_of(request), context_of(request), endpoint, told.owed.position)
    if isinstance(begun, Refusal):
        return await endpoint_page(request, endpoint, said=refusal_words(begun, reader_of(request), None), status=status_of(begun))
    return see_other(f"/integrations/{endpoint_id}/deliveries/{told.owed.position}")


async def _edit(installation: Installation, context: Context, endpoint_id: str, fields: Fields) -> Answer:
    """An empty address leaves it where it is: it is shown to nobody, so nobody can be asked to write it again."""
    types, condition, pace = _listening(fields)
    return await webhooks.edit(
        installation, context, endpoint_id, title=fields.text("title"), address=fields.text("address") or None, types=types,
        owner_id=fields.text("owner_id") or None, condition=condition, pace=pace,
        settings=given(fields, "setting") or None,
    )  # fmt: skip


def _listening(fields: Fields) -> tuple[tuple[str, ...], str, Pace]:
    """What is listened to and how it is sent; a number that is none is for the rules to refuse."""
    usual = Pace()
    pace = Pace(
        ordered=fields.checked("ordered"),
        at_once=fields.whole("at_once", 0) if fields.has("at_once") else usual.at_once,
        per_second=fields.whole("per_second", 0) if fields.has("per_second") else usual.per_second,
    )
    return tuple(fields.text("types").split()) or ("*",), fields.text("condition"), pace


async def _listed(
    request: AnyRequest,
    *,
    said: RefusalWords | None = None,
    form: Mapping[str, Any] | None = None,
    trial: replaying.Trial | None = None,
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    found = await webhooks.endpoints(installation)
    return page(
        request,
        "integrations/index.html",
        status=status,
        title="Integrations",
        refusal=said,
        endpoints=[await _viewed(installation, one, reader, delivered_at=installation.progress.delivered_at(one.id)) for one in found],
        connectable=[one for one in connectors().values() if one.name != WEBHOOK],
        may_edit=await _may_edit(request),
        form={**_BLANK, **(form or {})},
        trial=trial,
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/endpoints'),
            ("On the command line", "plumbline endpoint add ADDRESS --title TITLE --event 'decision.*'"),
        ),
    )


async def _offered(
    request: AnyRequest,
    name: str,
    *,
    said: RefusalWords | None = None,
    form: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response[str]:
    offered = _connector(name)
    return page(
        request,
        "integrations/connector.html",
        status=status,
        title=f"Connect {offered.title}",
        crumbs=_crumbs((offered.title, "")),
        refusal=said,
        connector=offered,
        needs=need_fields(name, None, form),
        form={"title": offered.title, "address": offered.address, "types": " ".join(offered.types), "condition": "", **(form or {})},
        may_edit=await _may_edit(request),
        commands=(("On the command line", command_of(offered)),),
    )


def _connector(name: str) -> Connector:
    found = connectors().get(name)
    if found is None or name == WEBHOOK:
        raise PageMissing("connector")
    return found


async def endpoint_page(
    request: AnyRequest,
    endpoint: Endpoint,
    *,
    said: RefusalWords | None = None,
    answered: AnswerView | None = None,
    secret: str = "",
    trial: replaying.Trial | None = None,
    form: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    told = await webhooks.told(installation, endpoint, limit=_SHOWN)
    return page(
        request,
        "integrations/endpoint.html",
        status=status,
        title=endpoint.title,
        crumbs=_crumbs((endpoint.title, "")),
        refusal=said,
        answered=answered,
        secret=secret,
        public_key=webhooks.public_key(installation) if secret else "",
        endpoint=await _viewed(
            installation, endpoint, reader, receives_at=webhooks.receives_at(installation, endpoint.id, endpoint.connector)
        ),
        needs=need_fields(endpoint.connector, endpoint),
        deliveries=[delivery_line(one, reader) for one in told],
        shown=_SHOWN,
        hours=hour_picture(await webhooks.by_hour(installation, endpoint), reader),
        secrets=secret_lines(webhooks.secrets_of(installation, endpoint.id), reader),
        trial=trial,
        form={
            "types": " ".join(endpoint.types),
            "condition": endpoint.condition,
            "ordered": endpoint.pace.ordered,
            "at_once": endpoint.pace.at_once,
            "per_second": endpoint.pace.per_second,
        }
        | dict(form or {}),
        may_edit=endpoint.removed_at is None and await _may_edit(request),
        owner_id=endpoint.owner_id,
        people=choices(workspace, reader),
        overlaps=_OVERLAPS,
        commands=(
            ("Read it", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/endpoints/{endpoint.id}'),
            ("On the command line", f"plumbline endpoint deliveries {endpoint.id}"),
        ),
    )


async def _viewed(installation: Installation, endpoint: Endpoint, reader: Reader, **more: Any) -> EndpointView:
    kept, figures = webhooks.is_kept(installation, endpoint), await webhooks.figures(installation, endpoint)
    return endpoint_view(endpoint, figures, reader, kept=kept, sample=installation.demo, **more)


async def _endpoint(request: AnyRequest, endpoint_id: str) -> Endpoint:
    endpoint = await webhooks.endpoint_of(installation_of(request), endpoint_id)
    if endpoint is None:
        raise PageMissing("endpoint")
    return endpoint


async def _delivery(request: AnyRequest, endpoint: Endpoint, entry: str) -> Any:
    position = int(entry) if entry.isascii() and entry.isdecimal() and len(entry) < 19 else 0
    found = await webhooks.told_of(installation_of(request), endpoint, position)
    if found is None:
        raise PageMissing("delivery")
    return found


async def _may_edit(request: AnyRequest) -> bool:
    workspace, person_id = await installation_of(request).handling.workspace(), reader_of(request).person_id
    member = workspace.members.get(person_id)
    return workspace.has_rank(person_id, "lead") or (member is not None and member.active and member.admin)


def _crumbs(*steps: tuple[str, str]) -> tuple[dict[str, str], ...]:
    return tuple({"title": title, "href": href} for title, href in (("Integrations", "/integrations"), *steps))


routes = (
    show_connector,
    connect_program,
    show_integrations,
    create_endpoint,
    try_filter,
    show_endpoint,
    act_on_endpoint,
    show_delivery,
    repeat_delivery,
)
