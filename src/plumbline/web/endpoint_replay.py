"""Sending events to an endpoint again: a filter, how many it comes to, and then the act."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.edge import replaying, webhooks
from plumbline.edge.replaying import Choice, Preview
from plumbline.kernel.outcome import Refusal
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.integrations_view import STATES
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_BLANK = {"types": "", "since": "", "until": "", "subject": "", "state": "", "after": ""}


@get("/integrations/{endpoint_id:str}/replay")
async def show_replay(request: AnyRequest, endpoint_id: FromPath[str]) -> Response[str]:
    """Show the filter and, once something was chosen, how many events it comes to."""
    endpoint, reader = await _endpoint(request, endpoint_id), reader_of(request)
    query = {name: str(request.query_params.get(name, "")) for name in _BLANK}
    asked = any(name in request.query_params for name in _BLANK)
    if refused := webhooks.out_of_reach(installation_of(request), endpoint):
        return _page(request, endpoint, query, said=refusal_words(refused, reader, None), unreachable=True)
    if not asked:
        return _page(request, endpoint, _BLANK)
    fields = Fields(query, {}, reader.zone)
    choice = _choice(fields)
    if fields.problems:
        return _page(request, endpoint, query, said=problem_words(fields.problems), status=422)
    seen = await replaying.preview(installation_of(request), context_of(request), endpoint, choice)
    if isinstance(seen, Refusal):
        return _page(request, endpoint, query, said=refusal_words(seen, reader, None), status=status_of(seen))
    return _page(request, endpoint, query, seen=seen)


@post("/integrations/{endpoint_id:str}/replay", status_code=303)
async def create_replay(request: AnyRequest, endpoint_id: FromPath[str]) -> Response[Any] | Redirect:
    """Send what the filter comes to."""
    endpoint, reader = await _endpoint(request, endpoint_id), reader_of(request)
    fields = await fields_of(request, reader.zone)
    choice, kept = _choice(fields), _BLANK | fields.kept()
    if fields.problems:
        return _page(request, endpoint, kept, said=problem_words(fields.problems), status=422)
    begun = await replaying.replay(installation_of(request), context_of(request), endpoint, choice)
    if isinstance(begun, Refusal):
        return _page(request, endpoint, kept, said=refusal_words(begun, reader, None), status=status_of(begun))
    return see_other(f"/integrations/{endpoint_id}")


def _choice(fields: Fields) -> Choice:
    state = fields.one_of("state", STATES, "")
    return Choice(
        types=tuple(fields.text("types").split()), since=fields.instant("since"), until=fields.instant("until"),
        subject=fields.text("subject"), states=(state,) if state else (), after=fields.whole("after") if fields.text("after") else None,
    )  # fmt: skip


def _page(
    request: AnyRequest,
    endpoint: Endpoint,
    form: dict[str, Any],
    *,
    seen: Preview | None = None,
    said: RefusalWords | None = None,
    unreachable: bool = False,
    status: int = 200,
) -> Response[str]:
    return page(
        request,
        "integrations/replay.html",
        status=status,
        title=f"Send again to {endpoint.title}",
        crumbs=(
            {"title": "Integrations", "href": "/integrations"},
            {"title": endpoint.title, "href": f"/integrations/{endpoint.id}"},
            {"title": "Send again", "href": ""},
        ),
        refusal=said,
        endpoint_id=endpoint.id,
        endpoint_title=endpoint.title,
        form=_BLANK | form,
        seen=seen,
        unreachable=unreachable,
        waits="" if endpoint.standing == "active" else "It is sent nothing for now: what you send again waits until it is connected.",
        states=tuple((state, chip.words) for state, chip in STATES.items()),
        commands=(
            ("Count it", f"plumbline endpoint replay {endpoint.id} --event 'decision.*' --state exhausted --dry-run"),
            ("From before it was added", f"plumbline endpoint replay {endpoint.id} --after 0 --dry-run"),
        ),
    )


async def _endpoint(request: AnyRequest, endpoint_id: str) -> Endpoint:
    endpoint = await webhooks.endpoint_of(installation_of(request), endpoint_id)
    if endpoint is None or endpoint.removed_at is not None:
        raise PageMissing("endpoint")
    return endpoint


routes = (show_replay, create_replay)
