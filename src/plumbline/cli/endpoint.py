"""`plumbline endpoint`: which programs are told of events, and whether what was received is what was sent."""

import asyncio
import sys
from datetime import UTC, datetime
from email.parser import Parser
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.asking import FOUND, MISUSE, Asking, asks, titled
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import moment, print_json, print_lines, print_table
from plumbline.outbox.address_guard import AddressRefused, Unresolved, allowed_networks, checked
from plumbline.outbox.signing import BadKey, NotVerified
from plumbline.outbox.signing import verify as verify_signature

app = typer.Typer(no_args_is_help=True, add_completion=False)


Endpoint = Annotated[str, typer.Argument(metavar="ENDPOINT", help="The endpoint: its id, or how its title begins.")]
Entry = Annotated[int, typer.Argument(metavar="ENTRY", help="The entry of the event in the ledger, as `deliveries` lists it.", min=1)]
_Types = Annotated[
    list[str] | None,
    typer.Option("--event", help="What it is told of: * for all, decision.* for a family, decision.approved for one; may be repeated."),
]


_Set = typer.Option("--set", help="A setting of the connector, such as channel=C0123456789; may be repeated.", show_default=False)
_TokenFile = typer.Option(help="The file with the token that lets us in there.", exists=True, dir_okay=False, show_default=False)
_SigningSecretFile = typer.Option(
    help="The file with the secret that the other side signs with.", exists=True, dir_okay=False, show_default=False
)
_Where = typer.Option("--where", help='A condition over where events came from, such as plsurface == "mcp".')
_Ordered = typer.Option("--ordered/--unordered", help="Of one subject the next event waits for the one before.")
_AtOnce = typer.Option(min=1, max=64, help="How many requests may be under way.")
_PerSecond = typer.Option(min=1, max=5000, help="How many requests a second may begin.")


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List the endpoints and how each does."""
    found = asking.client.get("/v1/endpoints")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (one["title"], one["connector"], one["origin"], one["state"], f"{one['taken']} of {one['tried']}", str(one["backlog"]), one["id"])
        for one in found["items"]
    ]
    print_table(("Title", "Connector", "Sends to", "State", "Taken in 24 h", "Waiting", "Id"), rows, "Nobody is told of events.")


@app.command()
@asks
def add(
    asking: Asking,
    address: Annotated[
        str, typer.Argument(help="Where it is, such as https://hooks.example.org/plumbline; may be left out with a connector.")
    ] = "",
    title: Annotated[str, typer.Option(help="What it is called; without it, what its connector is.")] = "",
    connector: Annotated[str, typer.Option(help="How it is told; `connectors` lists them.")] = "webhook",
    settings: Annotated[list[str] | None, _Set] = None,
    token_file: Annotated[Path | None, _TokenFile] = None,
    signing_secret_file: Annotated[Path | None, _SigningSecretFile] = None,
    event: _Types = None,
    owner: Annotated[str, typer.Option(help="Who looks after it: a name or an id; without it, you.")] = "",
    where: Annotated[str, _Where] = "",
    ordered: Annotated[bool, _Ordered] = False,
    at_once: Annotated[int, _AtOnce] = 4,
    per_second: Annotated[int, _PerSecond] = 100,
) -> None:
    """Add an endpoint; prints its secret, this once. It is told nothing before `plumbline endpoint connect`."""
    titled = title or (_called(asking, connector) if connector != "webhook" else "")
    if not titled:
        raise Misused("name the receiver with --title")
    body: dict[str, Any] = {
        "title": titled, "address": address, "types": event or ["*"], "owner_id": asking.person(owner), "condition": where,
        "connector": connector, "settings": _settings(settings), "credentials": _credentials(token_file, signing_secret_file),
    }  # fmt: skip
    body |= {"ordered": ordered, "at_once": at_once, "per_second": per_second}
    made = asking.client.post("/v1/endpoints", body)
    if asking.as_json:
        print_json(made)
        return
    if not made["secret"]:
        heard = [f"It sends what it says to {made['receives_at']}"] if made["receives_at"] else []
        print_lines(f"Added {made['id']}.", *heard, f"Then: plumbline endpoint connect {made['id']}")
        return
    print_lines(
        f"Added {made['id']}. Its secret, which is not shown again:",
        made["secret"],
        "Signatures can be checked without it, too, with the public key:",
        made["public_key"],
        f"Put one of them into the receiver, then: plumbline endpoint connect {made['id']}",
    )


@app.command()
@asks
def edit(
    asking: Asking,
    endpoint: Endpoint,
    title: Annotated[str | None, typer.Option(help="What it is called from now on.", show_default=False)] = None,
    address: Annotated[str | None, typer.Option(help="Where it is from now on; it has to be connected again.", show_default=False)] = None,
    event: _Types = None,
    owner: Annotated[str | None, typer.Option(help="Who looks after it from now on.", show_default=False)] = None,
    where: Annotated[str | None, _Where] = None,
    ordered: Annotated[bool | None, _Ordered] = None,
    at_once: Annotated[int | None, _AtOnce] = None,
    per_second: Annotated[int | None, _PerSecond] = None,
    settings: Annotated[list[str] | None, _Set] = None,
) -> None:
    """Change what you name; the rest stays."""
    body = {"title": title, "address": address, "types": event, "owner_id": None if owner is None else asking.person(owner)}
    body |= {"condition": where, "ordered": ordered, "at_once": at_once, "per_second": per_second}
    body |= {"settings": _settings(settings) if settings else None}
    asking.client.post(_path(asking, endpoint, "edits"), {name: value for name, value in body.items() if value is not None})
    print_lines("Changed.")


@app.command()
@asks
def connect(asking: Asking, endpoint: Endpoint) -> None:
    """Verify an endpoint: it is sent a signed challenge, and what waited once it has answered."""
    _print_answer(asking, asking.client.post(_path(asking, endpoint, "verification")), "Connected. What waited is sent now.")


@app.command()
@asks
def test(asking: Asking, endpoint: Endpoint) -> None:
    """Send a test event and print what came back; ends with 7 when it was not taken."""
    answered = asking.client.post(_path(asking, endpoint, "tests"))
    taken = 200 <= answered["status"] < 300 and not answered["fault"]
    _print_answer(asking, answered, "Taken." if taken else "Not taken.")
    if not taken:
        raise typer.Exit(FOUND)


@app.command()
@asks
def rotate(
    asking: Asking,
    endpoint: Endpoint,
    overlap_hours: Annotated[int, typer.Option(min=0, max=720, help="How long the secret before counts, too.")] = 24,
) -> None:
    """Give an endpoint a new secret; prints it, this once. Until the overlap ends, messages are signed with both."""
    made = asking.client.post(_path(asking, endpoint, "secrets"), {"overlap_hours": overlap_hours})
    if asking.as_json:
        print_json(made)
        return
    print_lines("The new secret, which is not shown again:", made["secret"])


@app.command("new-credentials")
@asks
def new_credentials(
    asking: Asking,
    endpoint: Endpoint,
    token_file: Annotated[Path | None, _TokenFile] = None,
    signing_secret_file: Annotated[Path | None, _SigningSecretFile] = None,
) -> None:
    """Let us in at a connected program with another token or signing secret; the one that you do not name stays."""
    given = _credentials(token_file, signing_secret_file)
    if not given:
        raise Misused("name a file with --token-file or --signing-secret-file")
    asking.client.post(_path(asking, endpoint, "credentials"), {"credentials": given})
    print_lines("Changed. If the endpoint is disabled: plumbline endpoint enable")


@app.command("connectors")
@asks
def list_connectors(asking: Asking) -> None:
    """List the programs that can be connected, and what each needs."""
    found = asking.client.get("/v1/connectors")
    if asking.as_json:
        print_json(found)
        return
    for one in found["items"]:
        print_lines(f"{one['name']}: {one['title']}")
        for need in one["needs"]:
            how = f"--{need['name'].replace('_', '-')}-file FILE" if need["secret"] else f"--set {need['name']}=…"
            print_lines(f"  {how}{' (may be left out)' if need['optional'] else ''}  {need['label']}: {need['help']}")


@app.command()
@asks
def disable(asking: Asking, endpoint: Endpoint) -> None:
    """Send it nothing any more; what it asked for waits."""
    asking.client.post(_path(asking, endpoint, "disabling"))
    print_lines("Disabled. What it asked for waits.")


@app.command()
@asks
def enable(asking: Asking, endpoint: Endpoint) -> None:
    """Send it what waited, and go on."""
    asking.client.post(_path(asking, endpoint, "enabling"))
    print_lines("Enabled. What waited is sent now.")


@app.command()
@asks
def remove(asking: Asking, endpoint: Endpoint) -> None:
    """Take it away with its address and secrets; what waited is cancelled."""
    asking.client.post(_path(asking, endpoint, "removal"))
    print_lines("Removed.")


@app.command()
@asks
def deliveries(
    asking: Asking,
    endpoint: Endpoint,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 50,
) -> None:
    """List what an endpoint was or is to be told of, the newest first."""
    found = asking.client.get(_path(asking, endpoint, "deliveries"), limit=limit)
    if asking.as_json:
        print_json(found)
        return
    rows = [(str(one["position"]), one["event"], moment(one["recorded_at"]), _state(one)) for one in found["items"]]
    print_table(("No", "Event", "When", "State"), rows, "It was told of nothing yet.")


@app.command()
@asks
def delivery(asking: Asking, endpoint: Endpoint, entry: Entry) -> None:
    """Show one delivery with every attempt and what came back."""
    found = asking.client.get(_path(asking, endpoint, f"deliveries/{entry}"))
    if asking.as_json:
        print_json(found)
        return
    told = found["delivery"]
    print_lines(f"{told['event']} {told['event_id']}: {_state(told)}")
    rows = [
        (str(one["number"]), moment(one["at"]), str(one["status"] or "none"), f"{one['ms']} ms", one["fault"] or one["body"])
        for one in found["attempts"]
    ]
    print_table(("No", "When", "Answer", "Took", "Said"), rows, "No attempt was made yet.")
    last = found["attempts"][-1]["sent"] if found["attempts"] else ""
    print_lines("", *(["The last request:", *last.splitlines(), ""] if last else ["The body of the request:"]), found["body"])


@app.command("send-again")
@asks
def send_again(asking: Asking, endpoint: Endpoint, entry: Entry) -> None:
    """Send an event again, under the same id."""
    begun = asking.client.post(_path(asking, endpoint, f"deliveries/{entry}/repetitions"))["begun"]
    print_lines("It is sent again." if begun else "It is on its way already.")


@app.command()
@asks
def replay(
    asking: Asking,
    endpoint: Endpoint,
    event: Annotated[list[str] | None, typer.Option("--event", help="Only these kinds; may be repeated.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only what was recorded from then on, in UTC.", show_default=False)] = None,
    until: Annotated[datetime | None, typer.Option(help="Only what was recorded before, in UTC.", show_default=False)] = None,
    subject: Annotated[str, typer.Option(help="Only what is about one thing, by its id.")] = "",
    state: Annotated[list[str] | None, typer.Option(help="Only deliveries in this state, such as exhausted; may be repeated.")] = None,
    after: Annotated[
        int | None,
        typer.Option(help="Only after this entry; also what happened before the endpoint was added.", min=0, show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
) -> None:
    """Send events again, chosen by a filter, under the same ids; `--dry-run` counts them first."""
    body: dict[str, Any] = {"types": event or [], "subject": subject, "states": state or [], "after": after, "dry_run": dry_run}
    body |= {name: at.replace(tzinfo=UTC).isoformat() for name, at in (("since", since), ("until", until)) if at}
    found = asking.client.post(_path(asking, endpoint, "replays"), body)
    if asking.as_json:
        print_json(found)
        return
    count = f"more than {found['count'] - 1}" if found["more"] else str(found["count"])
    print_lines(f"{count} events are sent again." if found["begun"] else f"{count} events would be sent again.")
    rows = [(str(one["position"]), one["event"], "yes" if one["told"] else "no") for one in found["first"]]
    if rows:
        print_table(("No", "Event", "Told before"), rows, "")


@app.command("try-filter")
@asks
def try_filter(
    asking: Asking,
    event: _Types = None,
    where: Annotated[str, _Where] = "",
) -> None:
    """Say what an endpoint with a filter would have been told of the newest events."""
    found = asking.client.post("/v1/endpoint-trials", {"types": event or ["*"], "condition": where})
    if asking.as_json:
        print_json(found)
        return
    print_lines(f"{found['count']} of the newest {found['looked_at']} events.")
    rows = [(str(one["position"]), one["event"], moment(one["recorded_at"])) for one in found["newest"]]
    if rows:
        print_table(("No", "Event", "When"), rows, "")


@app.command()
@asks
def hours(asking: Asking, endpoint: Endpoint) -> None:
    """Count the events of the last 24 hours by hour and state of their delivery."""
    found = asking.client.get(_path(asking, endpoint, "hours"))
    if asking.as_json:
        print_json(found)
        return
    told = [one for one in found["items"] if one["states"]]
    rows = [(moment(one["at"]), ", ".join(f"{count} {state}" for state, count in sorted(one["states"].items()))) for one in told]
    print_table(("Hour", "Deliveries"), rows, "It was told of nothing in the last 24 hours.")


@app.command()
def check(
    address: Annotated[str, typer.Argument(help="The address of a receiver, such as https://hooks.example.org/plumbline.")],
    networks: Annotated[
        str,
        typer.Option(envvar="PLUMBLINE_WEBHOOK_NETWORKS", help="Networks of your own that are allowed, with commas.", show_default=False),
    ] = "",
) -> None:
    """Say whether events could be sent to an address from this machine; nothing is sent."""
    try:
        found = asyncio.run(checked(address, allowed_networks(networks)))
    except ValueError as fault:
        raise _ended(f"{fault}.", MISUSE) from fault
    except AddressRefused as refused:
        more = "" if networks else " A server that was started with PLUMBLINE_WEBHOOK_NETWORKS allows more: set the same here."
        raise _ended(f"Nothing would be sent there: {refused}.{more}", FOUND) from refused
    except Unresolved as fault:
        raise _ended(f"Nothing could be sent there now: {fault}.", FOUND) from fault
    print_lines(f"Fine: {found.host} is {found.ip}, port {found.port}.")


@app.command()
def verify(
    body: Annotated[Path, typer.Argument(help="The file with the body, byte for byte as it was received.", exists=True, dir_okay=False)],
    headers: Annotated[Path, typer.Option(help="The file with the headers, a line each: `webhook-id: …`.", exists=True, dir_okay=False)],
    key: Annotated[list[str], typer.Option(help="The endpoint's secret (whsec_…) or the public key (whpk_…); may be repeated.")],
    at: Annotated[datetime | None, typer.Option(help="When it was received, in UTC; without it, now.", show_default=False)] = None,
) -> None:
    """Check the signature of a message that was received: who sent it, that no byte was changed, that it is fresh."""
    now = at.replace(tzinfo=UTC) if at else datetime.now(UTC)
    try:
        given = dict(Parser().parsestr(headers.read_text("utf-8", "replace"), headersonly=True).items())
        verify_signature(given, body.read_bytes(), key, now)
    except BadKey as fault:
        raise _ended(f"{fault}.", MISUSE) from fault
    except NotVerified as fault:
        raise _ended(f"Do not trust it: {fault}.", FOUND) from fault
    print_lines("Verified: these bytes were signed with a key you named, within five minutes.")


def _settings(given: list[str] | None) -> dict[str, str]:
    parts = [one.partition("=") for one in given or []]
    if wrong := next((name for name, sign, _ in parts if not name or not sign), None):
        raise Misused(f"write a setting as name=value, not {wrong!r}")
    return {name.strip(): value.strip() for name, _, value in parts}


def _credentials(token: Path | None, signing_secret: Path | None) -> dict[str, str]:
    named = {"token": token, "signing_secret": signing_secret}
    return {name: path.read_text("utf-8").strip() for name, path in named.items() if path is not None}


def _state(told: dict[str, Any]) -> str:
    return f"{told['state']}, waits for {told['waits_for']}" if told["waits_for"] else told["state"]


def _path(asking: Asking, endpoint: str, rest: str) -> str:
    return f"/v1/endpoints/{part(_id(asking, endpoint))}/{rest}"


def _id(asking: Asking, text: str) -> str:
    if text.startswith("end_"):
        return text
    return titled(text, asking.client.get("/v1/endpoints")["items"], "endpoints")


def _print_answer(asking: Asking, answered: dict[str, Any], words: str) -> None:
    if asking.as_json:
        print_json(answered)
        return
    said = f"Answered {answered['status']} in {answered['ms']} ms." if answered["status"] else ""
    said = f"{said} {answered['fault']}".strip() if answered["status"] else f"No answer: {answered['fault']}."
    print_lines(*filter(None, (words, said, answered["body"])))


def _ended(words: str, code: int) -> typer.Exit:
    sys.stderr.write(f"{words}\n")
    return typer.Exit(code)


def _called(asking: Asking, connector: str) -> str:
    """What a connector is called; one that there is not stays as it is, and is refused with those that there are."""
    return next((one["title"] for one in asking.client.get("/v1/connectors")["items"] if one["name"] == connector), connector)
