"""What the authorisation matrix stands on: the demo's rich cycles in one workspace, a second one, somebody in each role, every route."""

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec
from httpx import ASGITransport, AsyncClient, Response

from plumbline.app.composition import application
from plumbline.app.opening import opened
from plumbline.demo.clock import SimulatedClock
from plumbline.demo.making import beginning, make_demo
from plumbline.domain.workspace.endpoint import AddEndpoint, VerifyEndpoint
from plumbline.domain.workspace.signal_source import MapSignals
from plumbline.domain.workspace.workspace import AddMember, ChangeMember, Rank
from plumbline.edge import signal_sources
from plumbline.edge.inviting import Invited, invite_guest
from plumbline.edge.journey_merging import branch_of
from plumbline.edge.play_links import offer
from plumbline.edge.playable import built_in
from plumbline.installation import Installation
from plumbline.kernel.outcome import Receipt, Refusal
from plumbline.outbox.signing import new_signing_secret
from plumbline.projections.deliveries import owed_to
from plumbline.settings import Settings
from plumbline.web.session import mask
from second_of_everything import complete
from small_house import House
from two_workspaces import Second, second_workspace

BASE = "http://127.0.0.1:8420"
MEMBERS: dict[str, tuple[Rank, bool]] = {
    "viewer": ("viewer", False), "contributor": ("contributor", False), "owner": ("owner", False), "lead": ("lead", False),
    "admin": ("viewer", True), "gone": ("lead", True),
}  # fmt: skip
_NOBODYS_DIGITS = "0" * 8
_SOURCES = Path(__file__).parent.parent / "src" / "plumbline" / "web"
_FIELDS = re.compile(r'(?:fields\.(\w+)|form\.get(?:all)?|(whole)\(fields,)\(?\s*"([a-z_]+)"')
_BY_READER = {"whole": "1", "instant": "2026-03-20T12:00", "required_instant": "2026-03-20T12:00", "checked": "yes"}
_PEOPLE = ("owner", "person", "to", "signer", "judge", "asks", "receiver", "reader", "holder")


class Route(NamedTuple):
    """One method of one path, with the names of its parameters as the handler has them."""

    method: str
    path: str
    handler: Any

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/v1/")

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass
class World:
    """One installation with two workspaces. tokens, sessions: by role.

    own, foreign: an id of each kind in the first and in the second; beside: of each kind in other cycles of the first.
    """

    house: House
    second: Second
    routes: list[Route]
    client: AsyncClient
    people: dict[str, str]
    tokens: dict[str, str]
    sessions: dict[str, Any]
    own: dict[str, str]
    foreign: dict[str, str]
    beside: dict[str, str]
    guest: str

    async def size(self) -> int:
        return (await self.house.installation.ledger.head()).size

    async def ask(self, role: str, route: Route, address: str, data: Mapping[str, Any] | None = None) -> Response:
        """Send a request as somebody in a role; "nobody" has neither token nor cookie, "guest" the cookie of a link."""
        self.client.cookies.clear()
        headers: dict[str, str] = {}
        session = self.sessions.get(role)
        if route.is_api and role in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        elif session is not None:
            self.client.cookies.set("plumbline_guest" if role == "guest" else "plumbline_session", session.id, domain="127.0.0.1")
        if not route.writes:
            return await self.client.get(address, headers=headers)
        if route.is_api:
            return await self.client.request(route.method, address, json=data or {}, headers=headers)
        self.client.cookies.set("plumbline_visit", "v" * 43, domain="127.0.0.1")
        csrf = mask(session.csrf) if session is not None else ""
        return await self.client.request(route.method, address, data={**(data or {}), "csrf": csrf}, headers=headers)


@asynccontextmanager
async def world_in(folder: Path) -> AsyncGenerator[World, None]:
    """Open the installation and fill it."""
    now = datetime.now(UTC)  # the demo ends today, and its clock runs on from there
    clock = SimulatedClock(beginning(now) - timedelta(days=1))
    async with opened(Settings(data=folder, base_url=BASE, api_requests_per_minute=1_000_000), clock=clock) as installation:
        people = dict(await make_demo(installation, clock, now))
        house = House(installation, clock, people)
        members = await _members(house)
        second = await second_workspace(house)
        await complete(second)
        await _run(installation, people["ana"])
        await _run(second.installation, second.eve)
        await _branch(installation, people["ana"])
        await _branch(second.installation, second.eve)
        await _endpoint(installation, people["ana"])
        await _endpoint(second.installation, second.eve)
        await _source(installation, people["ana"])
        await _source(second.installation, second.eve)
        own = await _ids(installation)
        house.cycle = own["cycle"]
        directory = installation.directory
        guest = await _guest(installation, people["ana"], own["review"])
        places = dict.fromkeys(members, installation.workspace_id) | {"elsewhere": second.installation.workspace_id}
        everybody = members | {"elsewhere": second.eve}
        app = application(installation)
        async with AsyncClient(transport=ASGITransport(app=cast(Any, app)), base_url=BASE) as client:
            yield World(
                house=house,
                second=second,
                routes=sorted(routes_of(app)),
                client=client,
                people=everybody,
                tokens={role: directory.create_token(one, role, ("read", "write"), None, places[role]) for role, one in everybody.items()},
                sessions={role: directory.open_session(one, clock()) for role, one in (everybody | {"guest": guest}).items()},
                own=own | {"person": people["tom"]},  # who acts in no test, because forms may change what he is
                foreign=await _ids(second.installation) | {"person": second.eve},
                beside=await _ids(installation, but=own["cycle"]),
                guest=guest,
            )


async def _members(house: House) -> dict[str, str]:
    installation, members = house.installation, dict[str, str]()
    for role, (rank, admin) in MEMBERS.items():
        person_id = installation.handling.context(actor="", surface="cli").new_id("usr")
        installation.directory.add_person(person_id, role.title(), f"{role}@demo.example", "Europe/Berlin")
        await house.done("ana", AddMember(person_id=person_id, rank=rank, admin=admin), installation.workspace_id)
        members[role] = person_id
    await house.done("ana", ChangeMember(person_id=members["gone"], active=False), installation.workspace_id)
    return members


async def _endpoint(installation: Installation, by: str) -> None:
    """Add an endpoint at an address that nothing is ever sent to, which is told that it was verified."""
    context = installation.handling.context(actor=by, surface="web")
    endpoint_id, place = context.new_id("end"), installation.workspace_id
    adding = AddEndpoint(
        endpoint_id=endpoint_id, title="Warehouse", origin="https://10.0.0.1", address_fingerprint="a", secret_fingerprint="s"
    )
    for command in (adding, VerifyEndpoint(endpoint_id=endpoint_id, address_fingerprint="a")):
        assert isinstance(await installation.handling.handle(place, command, context), Receipt)
    installation.directory.endpoints.keep(endpoint_id, "https://10.0.0.1/in", new_signing_secret())


async def _source(installation: Installation, by: str) -> None:
    """Add a source of signals, and a mapping to a cycle of the workspace."""
    context = installation.handling.context(actor=by, surface="web")
    ((cycle_id,),) = await installation.ledger.query(
        "SELECT cycle_id FROM cycle_board WHERE workspace_id = ? LIMIT 1", (installation.workspace_id,)
    )
    made = await signal_sources.add(installation, context, title="Shop", cycle_id=cycle_id)
    assert isinstance(made, signal_sources.Made), made
    command = MapSignals(mapping_id=context.new_id("map"), name="Viewed", cycle_id=cycle_id)
    assert isinstance(await signal_sources.map_signals(installation, context, command), Receipt)


async def _guest(installation: Installation, by: str, review: str) -> str:
    (row,) = await installation.ledger.query("SELECT cycle_id FROM item WHERE item_id = ?", (review,))
    context = installation.handling.context(actor=by, surface="web")
    until = installation.clock() + timedelta(days=7)
    made = await invite_guest(installation, context, name="Gus", cycle_id=row[0], review_id=review, until=until)
    assert isinstance(made, Invited), made
    return made.person_id


async def _run(installation: Installation, by: str) -> None:
    played = built_in("parcel-delay")
    assert played is not None
    context = installation.handling.context(actor=by, surface="web")
    await installation.handling.handle(context.new_id("run"), played.start("recipient"), context, bodies=[played.body])
    until = context.now + timedelta(days=7)
    offered = await offer(installation, context, played, role="recipient", until=until, consent="You are watched.")
    assert not isinstance(offered, Refusal), offered


async def _branch(installation: Installation, by: str) -> None:
    """Begin a branch of every journey, so that the one that is named has one, whichever it is."""
    context = installation.handling.context(actor=by, surface="web")
    for (journey,) in await installation.ledger.query(
        "SELECT item_id FROM item WHERE kind = 'journey' AND workspace_id = ?", (installation.workspace_id,)
    ):
        command = await branch_of(installation, journey, 1, "Tried apart")
        begun = await installation.handling.handle(context.new_id("jrn"), command, context)
        assert not isinstance(begun, Refusal), begun


async def _ids(installation: Installation, *, but: str = "") -> dict[str, str]:
    """Return an id of each kind of item that a workspace has, as many as possible from one cycle. but: none from this cycle."""
    ask = "SELECT kind, item_id, cycle_id FROM item WHERE workspace_id = ? AND cycle_id != ? ORDER BY cycle_id, state DESC, item_id"
    found = dict[str, str]()
    rows = await installation.ledger.query(ask, (installation.workspace_id, but))
    cycles = list(dict.fromkeys(cycle_id for _, _, cycle_id in rows))
    main = max(cycles, key=lambda one: len({kind for kind, _, cycle_id in rows if cycle_id == one}))
    for kind, item_id, cycle_id in sorted(rows, key=lambda row: row[2] != main):
        found.setdefault(kind, item_id)
        found.setdefault("cycle", cycle_id)
    runs = await installation.ledger.query("SELECT run_id FROM run WHERE workspace_id = ?", (installation.workspace_id,))
    found |= {"run": runs[0][0]} if runs else {}
    related = "SELECT origin_id, journey_id FROM journey_lineage WHERE ? IN (origin_id, journey_id) AND origin_id != ''"
    found |= {"source": next(one for one in (await installation.ledger.query(related, (found["journey"],)))[0] if one != found["journey"])}
    async with installation.handling.reading(found["cycle"]) as cycle:
        found |= {"section": next(iter(cycle.sections)), "objective": next(iter(cycle.objectives)), "area": next(iter(cycle.owners))}
        found |= {"gate": next(gate.id for gate in cycle.plan.gates if gate.subject == "decision")}
    workspace = await installation.handling.workspace()
    link = next(iter(workspace.play_links))
    kept = next(iter(workspace.decision_templates.values()))
    found |= {"decision-template": kept.id, "decision_template": kept.id, "proposal": next(iter(kept.proposals))}
    endpoint = next(one.id for one in workspace.endpoints.values() if one.title == "Warehouse")
    (owed,) = await owed_to(installation.ledger, endpoint, limit=1)
    return found | {
        "link": link,
        "play-link": link,
        "endpoint": endpoint,
        **dict.fromkeys(("signal-source", "signal_source"), next(iter(workspace.signal_sources))),
        **dict.fromkeys(("signal-mapping", "signal_mapping"), next(iter(workspace.signal_mappings))),
        "entry": str(owed.position),
        "calendar": next(iter(workspace.newest)),
        "workspace": workspace.id,
        "template": "parcel-delay",
        "event": (await installation.ledger.read(found["cycle"]))[-1].id,
    }


def routes_of(app: Any) -> Iterator[Route]:
    """Yield every method of every path of an application, besides what it mounts."""
    for route in app.routes:
        path = re.sub(r":\w+\}", "}", route.path_format)
        for method, found in getattr(route, "route_handler_map", {}).items():
            if method not in ("OPTIONS", "HEAD"):
                yield Route(method, path, found[0] if isinstance(found, tuple) else found)


def address_of(route: Route, ids: Mapping[str, str], *, instead: Mapping[str, str] | None = None, act: str = "act") -> str:
    """Return the path of a route with an id in every slot. instead: for kinds that ids does not have."""

    def filled(slot: re.Match[str]) -> str:
        kind = kind_of(route.path, slot)
        return ids.get(kind) or (instead or {}).get(kind) or {"act": act, "position": "1", "number": "1"}.get(kind, ids["decision"])

    return re.sub(r"\{(\w+)\}", filled, route.path)


def kind_of(path: str, slot: re.Match[str]) -> str:
    """Return what a slot of a path names: by its own name, or for `item_id` by the noun before it."""
    name = slot[1].removesuffix("_id")
    if name != "item":
        return name
    noun = path[: slot.start()].rstrip("/").rpartition("/")[2]
    return {"evidence": "evidence", "scope": "scope", "items": "decision"}.get(noun) or (
        f"{noun.removesuffix('ies')}y" if noun.endswith("ies") else noun.removesuffix("s")
    )


def unknown(identifier: str) -> str:
    """Return an id of the same kind that nothing has, and that stands at the same place among others."""
    return f"{identifier[:-8]}{_NOBODYS_DIGITS}" if identifier[3:4] == "_" else "unknown"


def unknowns(ids: Mapping[str, str]) -> dict[str, str]:
    return {kind: unknown(identifier) for kind, identifier in ids.items()}


def is_identifying(name: str) -> bool:
    """Tell whether a field of a body or a query names something by its id."""
    return name.endswith(("_id", "_ids")) or name in ("after", "person", "item", "actor", "cycle", "digest", "readers", "owners")


def body_of(kind: Any, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return a body of the right shape for a request, with ids where it asks for ids and two members in every list."""
    return _value(msgspec.inspect.type_info(kind), "", ids)


def form_of(ids: Mapping[str, str], page: str = "") -> dict[str, Any]:
    """Return a form with every field that any page reads, as far as its name and how it is read say what is meant.

    A choice is left to its default. page: the file whose own way of reading a field counts before that of others.
    """
    fields = _fields() | (_fields(page) if page else {})
    return {name: _BY_READER.get(read) or _text(name, ids) for name, read in sorted(fields.items()) if read != "one_of"}


def identifying_fields() -> tuple[str, ...]:
    """Return the fields of forms that name something by its id, whichever page reads them."""
    return tuple(sorted(name for name in _fields() if is_identifying(name)))


@cache
def _fields(page: str = "") -> dict[str, str]:
    """Return the names of the fields that pages read, each with the reader of its kind."""
    sources = (path.read_text(encoding="utf-8") for path in sorted(_SOURCES.glob(f"{page or '*'}.py")))
    return {name: reader or whole for source in sources for reader, whole, name in _FIELDS.findall(source)}


def _value(kind: Any, name: str, ids: Mapping[str, str]) -> Any:
    info = msgspec.inspect
    match kind:
        case info.StructType():
            return {field.encode_name: _value(field.type, field.name, ids) for field in kind.fields}
        case info.Metadata():
            return _value(kind.type, name, ids)
        case info.UnionType():
            return _value(next(one for one in kind.types if not isinstance(one, info.NoneType)), name, ids)
        case info.VarTupleType() | info.ListType():
            return [_value(kind.item_type, name, ids), _value(kind.item_type, name, ids)]
        case info.DictType():
            return {ids["area"]: _value(kind.value_type, name, ids)}
        case info.LiteralType():
            return kind.values[0]
        case info.IntType():
            return 1
        case info.BoolType():
            return True
        case info.DateTimeType():
            return "2026-03-20T12:00:00Z"
        case info.DateType():
            return "2026-03-20"
        case info.TimeType():
            return "09:00:00"
        case info.BytesType():
            return "eA=="
        case _:
            return _text(name, ids)


def _text(name: str, ids: Mapping[str, str]) -> str:
    kind = name.removesuffix("_ids").removesuffix("_id")
    if name.startswith("owner_") or kind in _PEOPLE:
        return ids["person"]
    if kind in ids and (name.endswith(("_id", "_ids")) or name in ("area", "section", "objective")):
        return ids[kind]
    if name.endswith(("_id", "_ids")):
        return ids["decision"]
    if name.endswith(("_at", "_until", "until", "since")):
        return "2026-03-20T12:00"
    if name.endswith(("_on", "_from")):
        return "2026-03-20"
    return {
        "mail": "new@demo.example",
        "rank": "viewer",
        "zone": "Europe/Berlin",
        "active": "yes",
        "number": "1",
        "days": "7",
        "digest_hour": "8",
    }.get(name, "text")


def said(answer: Response, *identifiers: str) -> tuple[int, str]:
    """Return what an answer says to a person or a program, without the ids that were asked for."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+", "now", answer.text)
    if answer.headers.get("content-type", "").startswith("text/html"):
        text = re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", text)
    for identifier in sorted({one for one in identifiers if len(one) > 5}, key=len, reverse=True):
        text = text.replace(identifier, "?")
    location = answer.headers.get("location", "")
    for identifier in identifiers:
        location = location.replace(identifier, "?")
    return answer.status_code, " ".join(f"{location} {text}".split())


def without(ids: Mapping[str, str], *kinds: str) -> dict[str, str]:
    return {kind: identifier for kind, identifier in ids.items() if kind not in kinds}
