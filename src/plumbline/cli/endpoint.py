"""`plumbline endpoint`: who is told of events by webhook, and whether what was received is what was sent."""

import asyncio
import sys
from datetime import UTC, datetime
from email.parser import Parser
from pathlib import Path
from typing import Annotated

import typer

from plumbline.cli.asking import FOUND, MISUSE
from plumbline.cli.printing import print_lines
from plumbline.outbox.address_guard import AddressRefused, Unresolved, allowed_networks, checked
from plumbline.outbox.signing import BadKey, NotVerified
from plumbline.outbox.signing import verify as verify_signature

app = typer.Typer(no_args_is_help=True, add_completion=False)


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
        raise _ended(f"Nothing would be sent there: {refused}.", FOUND) from refused
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


def _ended(words: str, code: int) -> typer.Exit:
    sys.stderr.write(f"{words}\n")
    return typer.Exit(code)
