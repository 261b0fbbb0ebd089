"""Programs that signals are taken from: adding one, its key, shown once, and revoking it."""

import json
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.workspace.signal_source import USUAL_RATE, USUAL_SIGN_UPS, SignalSource
from plumbline.edge import signal_sources
from plumbline.edge.signal_sources import Made
from plumbline.kernel.outcome import Refusal
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.signal_view import cycle_titles, source_views
from plumbline.web.status import status_of

_BLANK = {"title": "", "cycle_id": "", "sign_ups": ", ".join(USUAL_SIGN_UPS), "per_second": str(USUAL_RATE), "signed": ""}


@get("/integrations/sources")
async def show_sources(request: AnyRequest) -> Response[str]:
    """List the sources of signals."""
    return await _listed(request)


@post("/integrations/sources", status_code=201)
async def create_source(request: AnyRequest) -> Response[str]:
    """Add a source and show its key, this once."""
    fields = await fields_of(request)
    title = fields.required("title", "what the program is called")
    per_second = fields.whole("per_second", USUAL_RATE)
    if fields.problems:
        return await _listed(request, said=problem_words(fields.problems), form=fields.kept(), status=422)
    names = tuple(name for one in fields.text("sign_ups").split(",") if (name := one.strip()))
    made = await signal_sources.add(
        installation_of(request), context_of(request), title=title, cycle_id=fields.text("cycle_id"), sign_ups=names,
        per_second=per_second, signed=fields.checked("signed"),
    )  # fmt: skip
    if isinstance(made, Refusal):
        said = refusal_words(made, reader_of(request), None)
        return await _listed(request, said=said, form=fields.kept(), status=status_of(made))
    return await _one(request, await _source(request, made.source_id), made=made, status=201)


@get("/integrations/sources/{signal_source_id:str}")
async def show_source(request: AnyRequest, signal_source_id: FromPath[str]) -> Response[str]:
    """Show one source, and how to send to it."""
    return await _one(request, await _source(request, signal_source_id))


@post("/integrations/sources/{signal_source_id:str}/{act:str}", status_code=303)
async def act_on_source(request: AnyRequest, signal_source_id: FromPath[str], act: FromPath[str]) -> Response[Any] | Redirect:
    """Give a source a new key, shown this once, say which sites may send, or revoke it."""
    if act not in ("origins", "revoke", "rotate"):
        raise PageMissing("act")
    await _source(request, signal_source_id)
    installation, context = installation_of(request), context_of(request)
    if act == "origins":
        origins = tuple((await fields_of(request)).text("origins").replace(",", " ").split())
        answer: Any = await signal_sources.allow_origins(installation, context, signal_source_id, origins)
    else:
        change = signal_sources.rotate if act == "rotate" else signal_sources.revoke
        answer = await change(installation, context, signal_source_id)
    source = await _source(request, signal_source_id)
    if isinstance(answer, Refusal):
        return await _one(request, source, said=refusal_words(answer, reader_of(request), None), status=status_of(answer))
    if isinstance(answer, Made):
        return await _one(request, source, made=answer, status=201)
    return see_other(f"/integrations/sources/{signal_source_id}")


async def _listed(
    request: AnyRequest, *, said: RefusalWords | None = None, form: dict[str, Any] | None = None, status: int = 200
) -> Response[str]:
    installation = installation_of(request)
    found = await signal_sources.sources(installation)
    return page(
        request,
        "signals/sources.html",
        status=status,
        title="Sources of signals",
        crumbs=_crumbs(),
        refusal=said,
        sources=await source_views(installation, found, reader_of(request)),
        cycles=await _cycles(request),
        may_edit=await _may_edit(request),
        form=_BLANK | dict(form or {}),
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/signal-sources'),
            ("On the command line", "plumbline signal add TITLE --cycle CYCLE"),
        ),
    )


async def _one(
    request: AnyRequest, source: SignalSource, *, said: RefusalWords | None = None, made: Made | None = None, status: int = 200
) -> Response[str]:
    installation = installation_of(request)
    (view,) = await source_views(installation, [source], reader_of(request))
    return page(
        request,
        "signals/source.html",
        status=status,
        title=source.title,
        crumbs=_crumbs((source.title, "")),
        refusal=said,
        made=made,
        source=view,
        origins=" ".join(source.origins),
        base_url=installation.base_url,
        trial=_trial(installation.base_url, made.key if made else "", source),
        may_edit=view.active and await _may_edit(request),
        commands=(
            ("Read it", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/signal-sources/{source.id}'),
            ("On the command line", f"plumbline signal rotate {source.id}"),
        ),
    )


def _trial(base_url: str, key: str, source: SignalSource) -> str:
    """Return the command that sends one signal; without a key that is known, with a place to put it."""
    name = next(iter(source.sign_ups), "Signed Up").replace("'", "")
    body = json.dumps({"specversion": "1.0", "id": "trial-1", "source": "/trial", "type": name}, separators=(",", ":"), ensure_ascii=False)
    headers = f'-H "Authorization: Bearer {key or "plb_src_…"}" -H "Content-Type: application/cloudevents+json"'
    return f"curl {base_url}/v1/signals {headers} -d '{body}'"


async def _source(request: AnyRequest, source_id: str) -> SignalSource:
    source = await signal_sources.source_of(installation_of(request), source_id)
    if source is None:
        raise PageMissing("source")
    return source


async def _cycles(request: AnyRequest) -> tuple[tuple[str, str], ...]:
    titles = await cycle_titles(installation_of(request))
    return (("", "As a mapping or the signal itself says"), *titles.items())


async def _may_edit(request: AnyRequest) -> bool:
    workspace, person_id = await installation_of(request).handling.workspace(), reader_of(request).person_id
    member = workspace.members.get(person_id)
    return workspace.has_rank(person_id, "lead") or (member is not None and member.active and member.admin)


def _crumbs(*steps: tuple[str, str]) -> tuple[dict[str, str], ...]:
    here = (("Integrations", "/integrations"), ("Sources", "/integrations/sources" if steps else ""), *steps)
    return tuple({"title": title, "href": href} for title, href in here)


routes = (show_sources, create_source, show_source, act_on_source)
