"""`plumbline mail`: what messages you get, and what became of the last ones."""

import sys
from typing import Annotated, Any, NoReturn, get_args

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused, Refused, Unreachable
from plumbline.cli.printing import moment, print_json, print_lines, print_table
from plumbline.files.mail.message import LARGEST
from plumbline.outbox.notice import Reason

app = typer.Typer(no_args_is_help=True, add_completion=False)
DATAERR, NOUSER, TEMPFAIL = 65, 67, 75
"""What mail servers understand (sysexits.h): return it to its sender, there is nobody, try again later."""
_CODES = {"unreadable": DATAERR, "too_large": DATAERR, "unaddressed": NOUSER, "unknown": NOUSER, "expired": NOUSER}
_PORTION = 1024 * 1024
_MESSAGE = "message/rfc822"
_REASONS = ", ".join(get_args(Reason))
_Reasons = Annotated[list[str] | None, typer.Option(help=f"A reason for messages: {_REASONS}; may be repeated.", show_default=False)]


@app.command()
@asks
def show(asking: Asking) -> None:
    """Show where messages to you go, what you get, and the last of them."""
    _print(asking, asking.client.get("/v1/mail"))


@app.command("set")
@asks
def choose(
    asking: Asking,
    digest_hour: Annotated[
        int | None, typer.Option(min=0, max=23, help="From which hour on the daily message comes, on your clock.")
    ] = None,
    stop: _Reasons = None,
    resume: _Reasons = None,
) -> None:
    """Choose what messages you get; what needs you stays among your needs either way."""
    now = asking.client.get("/v1/mail")
    if unknown := sorted({*(stop or ()), *(resume or ())} - set(now["reasons"])):
        raise Misused(f"no message is sent for {', '.join(unknown)}; the reasons are {_REASONS}")
    stopped = (set(now["stopped"]) | set(stop or ())) - set(resume or ())
    wanted = {"digest_hour": now["digest_hour"] if digest_hour is None else digest_hour, "stopped": sorted(stopped)}
    _print(asking, asking.client.post("/v1/mail", wanted))


@app.command()
@asks
def receive(
    asking: Asking,
    recipient: Annotated[str, typer.Option(help="The address of the envelope, where the mail server gives it.", show_default=False)] = "",
) -> None:
    """Take a message from standard input, for a mail server that pipes replies here; its exit codes are those of sysexits.h."""
    raw = sys.stdin.buffer.read(LARGEST + 1)  # what is larger is refused by its size, and whoever wrote it told of that
    while sys.stdin.buffer.read(_PORTION):
        pass  # a mail server may take a closed pipe for a fault
    try:
        became = asking.client.hand_in("/v1/mail/replies", raw, _MESSAGE, recipient=recipient)
    except Unreachable as fault:
        _end(TEMPFAIL, str(fault))
    except Refused as refused:
        # What an operator mends, such as a token that has expired, must not lose what people wrote.
        said = refused.problem.get("detail") or refused.problem.get("title") or f"the server answers {refused.status}"
        _end(DATAERR if refused.status == 413 else TEMPFAIL, str(said))
    else:
        if asking.as_json:
            print_json(became)
        else:
            again = " before" if became["again"] else ""
            print_lines(f"{became['outcome']}{again}: {became['why'] or became['comment_id']}")
        if code := _CODES.get(became["outcome"]):
            raise typer.Exit(code)


@app.command()
@asks
def replies(asking: Asking) -> None:
    """List what came in by mail, and what became of each message; for leads and administrators."""
    found = asking.client.get("/v1/mail/replies")
    if asking.as_json:
        print_json(found)
        return
    print_lines(f"replies go to {found['goes_to']}" if found["goes_to"] else "nobody can reply: PLUMBLINE_MAIL_REPLIES is not set")
    rows = [(moment(one["at"]), one["outcome"], one["sender"], one["subject"], one["why"] or one["thread_id"]) for one in found["items"]]
    print_table(("When", "Became", "From", "Subject", "Why"), rows, "nothing came in yet")


def _end(code: int, said: str) -> NoReturn:
    sys.stderr.write(said + "\n")
    raise typer.Exit(code)


def _print(asking: Asking, found: dict[str, Any]) -> None:
    if asking.as_json:
        print_json(found)
        return
    got = [reason for reason in found["reasons"] if reason not in found["stopped"]]
    print_lines(
        f"Messages to {found['goes_to'] or 'nobody: no address is kept for you'}, by way of {found['by_way_of']}.",
        f"The daily one from {found['digest_hour']:02d}:00 on. You get: {', '.join(got) or 'none'}.",
    )
    rows = [(moment(one["made_at"]), one["reason"], one["state"], one["answer"]) for one in found["letters"]]
    print_table(("When", "Why", "State", "Answer"), rows, "No message was written to you yet.")
