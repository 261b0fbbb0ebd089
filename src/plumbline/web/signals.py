"""Signals: what came and where it belongs, what belongs nowhere and how to map it, and those of one cycle."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.signal.signal import instant
from plumbline.domain.workspace.signal_source import MapSignals, UnmapSignals
from plumbline.edge import attributing, signal_sources
from plumbline.edge.attributing import Preview
from plumbline.kernel.outcome import Refusal
from plumbline.web.clockwords import iso
from plumbline.web.csv_file import csv_file
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.signal_view import cycle_titles, kind_views, mapping_views, signal_views
from plumbline.web.status import status_of

_SHOWN = 50
_EXPORTED = 10_000
_DAYS = 31
_BLANK = {"name": "", "campaign": "", "cycle_id": "", "sign_up": ""}
_COLUMNS = (
    "number", "name", "sign_up", "occurred_at", "received_at", "source_id", "via", "origin", "origin_id", "who", "because", "claimed",
    "claims", "properties",
)  # fmt: skip


@get("/signals")
async def show_signals(request: AnyRequest, name: FromQuery[str] = "", campaign: FromQuery[str] = "") -> Response[str]:
    """Show what came, and offer to map what belongs nowhere. name, campaign: what the form begins with."""
    return await _all(request, form={"name": name[:200], "campaign": campaign[:200]})


@post("/signals/mappings", status_code=303)
async def create_mapping(request: AnyRequest) -> Response[Any] | Redirect:
    """Say how many signals a mapping would be about, or record it."""
    installation, context, fields = installation_of(request), context_of(request), await fields_of(request)
    command = MapSignals(
        mapping_id=context.new_id("map"), name=fields.text("name"), campaign=fields.text("campaign"), cycle_id=fields.text("cycle_id"),
        sign_up=fields.checked("sign_up"),
    )  # fmt: skip
    if fields.text("then") == "preview":
        found = await signal_sources.preview(installation, context, command)
        if isinstance(found, Refusal):
            return await _all(request, form=fields.kept(), said=refusal_words(found, reader_of(request), None), status=status_of(found))
        return await _all(request, form=fields.kept(), previewed=found, status=200)
    answer = await signal_sources.map_signals(installation, context, command)
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None)
        return await _all(request, form=fields.kept(), said=said, status=status_of(answer))
    return see_other("/signals#mappings")


@post("/signals/mappings/{signal_mapping_id:str}/removal", status_code=303)
async def remove_mapping(request: AnyRequest, signal_mapping_id: FromPath[str]) -> Response[Any] | Redirect:
    """Take a mapping back."""
    installation = installation_of(request)
    command = UnmapSignals(mapping_id=signal_mapping_id)
    answer = await installation.handling.handle(installation.workspace_id, command, context_of(request))
    if isinstance(answer, Refusal):
        if answer.kind == "missing":
            raise PageMissing("mapping")
        return await _all(request, said=refusal_words(answer, reader_of(request), None), status=status_of(answer))
    return see_other("/signals#mappings")


@get("/cycles/{cycle_id:str}/signals")
async def show_cycle_signals(request: AnyRequest, cycle_id: FromPath[str]) -> Response[str]:
    """Show the signals of a cycle: sign-ups with where they came from, and counts by name and day."""
    installation, reader = installation_of(request), reader_of(request)
    title = await _title(request, cycle_id)
    sources = (await installation.handling.workspace()).signal_sources
    kinds = await attributing.of_cycle(installation, cycle_id)
    sign_ups = [one for one in kinds if one.place.sign_up]
    newest = await attributing.newest_of(installation, sign_ups, limit=_SHOWN)
    return page(
        request,
        "signals/cycle.html",
        title="Signals",
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Signals", "href": ""}),
        cycle_id=cycle_id,
        cycle_title=title,
        sign_up_count=sum(one.many for one in sign_ups),
        sign_ups=signal_views(newest, sign_ups, sources, reader),
        names=attributing.by_name(kinds),
        days=_days(kinds, sign_ups),
        shown=_SHOWN,
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{cycle_id}/signals'),
            ("On the command line", f"plumbline signal list --cycle {cycle_id} --sign-ups"),
        ),
    )


@get("/cycles/{cycle_id:str}/signals.csv")
async def download_cycle_signals(request: AnyRequest, cycle_id: FromPath[str]) -> Response[str]:
    """Give the newest signals of a cycle as comma-separated values, ten thousand at most."""
    await _title(request, cycle_id)
    installation = installation_of(request)
    kinds = await attributing.of_cycle(installation, cycle_id)
    places = {one.kind: one.place for one in kinds}
    newest = await attributing.newest_of(installation, kinds, limit=_EXPORTED)
    return csv_file("signals", _COLUMNS, (
        (
            one.number, one.signal.name, "yes" if places[one.signal.kind].sign_up else "", iso(instant(one.signal.occurred_at)),
            iso(instant(one.received_at)), one.signal.kind.source_id, one.via, one.signal.origin, one.signal.origin_id, one.signal.who,
            places[one.signal.kind].because, " ".join(attributing.claimed(one, places[one.signal.kind])), one.signal.claims,
            one.signal.properties,
        )
        for one in newest
    ))  # fmt: skip


async def _all(
    request: AnyRequest,
    *,
    form: dict[str, Any] | None = None,
    said: RefusalWords | None = None,
    previewed: Preview | None = None,
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace, titles = await installation.handling.workspace(), await cycle_titles(installation)
    kinds = await attributing.sorted_kinds(installation)
    newest = await attributing.newest_of(installation, kinds, limit=_SHOWN)
    sources = workspace.signal_sources
    return page(
        request,
        "signals/index.html",
        status=status,
        title="Signals",
        crumbs=({"title": "Integrations", "href": "/integrations"}, {"title": "Signals", "href": ""}),
        refusal=said,
        previewed=previewed,
        nowhere_count=sum(one.many for one in kinds if not one.place.cycle_id),
        nowhere=kind_views((one for one in kinds if not one.place.cycle_id), sources, titles),
        placed=kind_views((one for one in kinds if one.place.cycle_id), sources, titles),
        newest=signal_views(newest, kinds, sources, reader, titles),
        mappings=mapping_views(workspace.signal_mappings.values(), titles, reader),
        cycles=tuple(titles.items()),
        anchored=workspace.signals_anchored,
        total=await installation.signals.count(installation.workspace_id),
        may_map=workspace.has_rank(reader.person_id, "owner"),
        form=_BLANK | dict(form or {}),
        shown=_SHOWN,
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" "{installation.base_url}/v1/signal-kinds?nowhere=true"'),
            ("On the command line", "plumbline signal map --name NAME --cycle CYCLE --preview"),
        ),
    )


def _days(kinds: list[attributing.Sorted], sign_ups: list[attributing.Sorted]) -> list[tuple[str, int, int]]:
    """Each of the last days that had signals: how many, and how many of them were sign-ups."""
    joined = dict(attributing.by_day(sign_ups))
    return [(day, many, joined.get(day, 0)) for day, many in attributing.by_day(kinds)[:_DAYS]]


async def _title(request: AnyRequest, cycle_id: str) -> str:
    title = (await cycle_titles(installation_of(request))).get(cycle_id)
    if title is None:
        raise PageMissing("cycle")
    return title


routes = (show_signals, create_mapping, remove_mapping, show_cycle_signals, download_cycle_signals)
