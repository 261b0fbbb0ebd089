"""How a verb reaches the running server: the options every such verb takes, and what becomes of a no."""

import inspect
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property, wraps
from typing import Annotated, Any

import typer

from plumbline.cli.client import SERVER, Client, Misused, Refused, Rehearsed, Unreachable, part
from plumbline.cli.naming import Naming
from plumbline.cli.printing import NoSuchField, fields, print_json, print_lines, print_problem, print_table

FAULT, MISUSE, RULE, MISSING, FORBIDDEN, STALE, FOUND, AGAIN = 1, 2, 3, 4, 5, 6, 7, 8
_EXITS = {
    400: MISUSE,
    401: FORBIDDEN,
    403: FORBIDDEN,
    404: MISSING,
    405: MISUSE,
    409: RULE,
    412: STALE,
    413: MISUSE,
    415: MISUSE,
    422: MISUSE,
    428: MISUSE,
}
_TRY_AGAIN = frozenset({429, 502, 503, 504})
_NOUNS = {
    "D": "decisions",
    "T": "threads",
    "B": "blockers",
    "R": "reviews",
    "K": "risks",
    "A": "assumptions",
    "S": "scope",
    "C": "changes",
    "H": "handoffs",
}
_LISTED = {"changes": "scope changes"}
_NUMBER = re.compile(rf"([{''.join(_NOUNS)}])-(\d+)", re.IGNORECASE)
_ID = re.compile(r"[a-z]{3}_[0-9a-z]{26}")
_SPAN = re.compile(r"\+(\d{1,4})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

Server = Annotated[str, typer.Option(envvar="PLUMBLINE_SERVER", help="The server to talk to.", show_default=False)]
Token = Annotated[str, typer.Option(envvar="PLUMBLINE_TOKEN", help="Your token for it; the demo needs none.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print what the API says, for machines.")]
Fields = Annotated[
    str, typer.Option("--fields", metavar="NAMES", help="With --json only these, with commas; also --json=NAMES.", show_default=False)
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Send nothing that writes; print what would be sent.")]
Cycle = Annotated[str, typer.Option("--cycle", metavar="CYCLE", help="The cycle: its id, or how its title begins. Not needed for ids.")]
AsOf = Annotated[str, typer.Option("--as-of", metavar="WHEN", help="As it was: an entry's number, or a time such as 2026-12-01T16:00.")]


class Asking:
    """One verb's conversation with the server."""

    def __init__(self, client: Client, *, as_json: bool) -> None:
        self.client, self.as_json = client, as_json
        self.called = Naming(client).of

    def cycle(self, text: str) -> str:
        """Return a cycle's id: by id, by how its title begins, or the only running one."""
        if text.startswith("cyc_"):
            return text
        there = self.client.get("/v1/cycles")["items"]
        found = [one for one in there if one["title"].casefold().startswith(text.casefold())]
        if not text:
            found = [one for one in found if one["state"] == "running"]
        if len(found) != 1:
            if not there:
                raise Missing("there is no cycle yet; next: plumbline playbook start")
            if text and not found:
                raise Missing(f"no cycle begins with {text!r}; there are {', '.join(_titles(there))}")
            raise Misused(
                _which(f"{len(found)} cycles begin with {text!r}" if text else "say which cycle", "--cycle", _titles(found or there))
            )
        return found[0]["id"]

    def part(self, noun: str, text: str, cycle: str = "") -> str:
        """Return the id of a part of the frame: by id, by its number or its id in the playbook, or by how its title begins."""
        if _ID.fullmatch(text):
            return text
        found = self.client.get_all(f"/v1/cycles/{part(self.cycle(cycle))}/{noun}")
        known = [one["id"] for one in found if text in (str(one.get("number", "")), one.get("planned_id"))]
        return known[0] if known else chosen(text, {one["id"]: one["title"] for one in found}, noun)

    def item(self, text: str, cycle: str = "") -> str:
        """Return an item's id: by id, or by its number in a cycle, such as D-12."""
        numbered = _NUMBER.fullmatch(text)
        if numbered is None:
            return text
        letter, number = numbered[1].upper(), int(numbered[2])
        cycle_id = self.cycle(cycle)
        found = [one["id"] for one in self.client.get_all(f"/v1/cycles/{part(cycle_id)}/{_NOUNS[letter]}") if one["number"] == number]
        if not found:
            noun = _NOUNS[letter]
            verb = _LISTED.get(noun) or f"{noun.removesuffix('s')} list"
            raise Missing(f"this cycle has no {letter}-{number}; list what it has with: plumbline {verb}")
        return found[0]

    def person(self, text: str) -> str:
        """Return a person's id: by id, by name, or by one word of the name that nobody else has."""
        if not text or text.startswith(("usr_", "gst_")):
            return text
        named = {name: person_id for person_id, name in self.names.items() if name}
        found = [name for name in named if name.casefold() == text.casefold()]
        found = found or [name for name in named if text.casefold() in name.casefold().split()]
        if len(found) != 1:
            problem = f"{len(found)} people are called {text}" if found else f"nobody here is called {text}"
            raise Missing(f"{problem}; there are {', '.join(found or sorted(named))}")
        return named[found[0]]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What people are called, by id."""
        return {one["id"]: one["name"] for one in self.client.get("/v1/people")["items"]}

    def name(self, person_id: str) -> str:
        """Return what a person is called."""
        return "" if not person_id else self.names.get(person_id) or "somebody who left"

    def list_items(
        self,
        noun: str,
        cycle: str,
        head: Sequence[str],
        row: Callable[[Any], Sequence[str]],
        empty: str,
        *,
        order: Callable[[Any], Any] | None = None,
        state: str = "",
    ) -> None:
        """Print the items of a noun in a cycle as a table, or as the API lists them. row: the cells of one. order: by what they are sorted.

        empty: said when there is none. state: only those in that state.
        """
        found = self.client.get_all(f"/v1/cycles/{part(self.cycle(cycle))}/{noun}", state=state)
        if self.as_json:
            print_json({"items": found})
            return
        print_table(head, [row(one) for one in (found if order is None else sorted(found, key=order))], empty)

    def act(self, path: str, body: Any = None, *, called: str = "") -> None:
        """Send an act and print its receipt. called: what it is about, for an act on something that has no id of its own."""
        receipt = self.client.post(path, body)
        item = receipt["item"] or called or "it"
        if self.as_json:
            print_json(receipt)
        elif receipt["changed"]:
            print_lines(f"recorded: {item}, version {receipt['version']} of {receipt['stream']}")
        else:
            print_lines(f"nothing had to change: {item} stands as asked")


class Missing(Exception):
    """What was named is not there."""


def asks(verb: Callable[..., None]) -> Callable[..., None]:
    """Return a verb with the options that name the server; its first parameter, the conversation, is made from them."""

    @wraps(verb)
    def asked(*, server: str, token: str, as_json: bool, of_json: str, rehearses: bool = False, **given: Any) -> None:
        fields.set(tuple(name.strip() for name in of_json.split(",") if name.strip()))
        try:
            verb(Asking(Client(server, token, rehearses=rehearses), as_json=as_json or bool(of_json)), **given)
        except Rehearsed as rehearsed:
            _rehearse(rehearsed, as_json)
        except Refused as refused:
            _refuse(refused, as_json)
        except Missing as missing:
            _stop(MISSING, str(missing), as_json)
        except (Misused, NoSuchField) as misused:
            _stop(MISUSE, str(misused), as_json)
        except Unreachable as unreachable:
            _stop(AGAIN, str(unreachable), as_json)

    own = list(inspect.signature(verb).parameters.values())[1:]
    keyword = inspect.Parameter.KEYWORD_ONLY
    previews = any(one.name == "dry_run" for one in own)  # it says what would come of it, which is more
    shared = [
        inspect.Parameter("as_json", keyword, default=False, annotation=Json),
        inspect.Parameter("of_json", keyword, default="", annotation=Fields),
        *([] if previews else [inspect.Parameter("rehearses", keyword, default=False, annotation=DryRun)]),
        inspect.Parameter("server", keyword, default=SERVER, annotation=Server),
        inspect.Parameter("token", keyword, default="", annotation=Token),
    ]
    asked.__signature__ = inspect.Signature([*(one.replace(kind=keyword) for one in own), *shared])  # type: ignore[attr-defined]
    asked.__annotations__ = {one.name: one.annotation for one in (*own, *shared)}
    return asked


def instant(text: str) -> str:
    """Return a time as the API takes it: `2026-12-01T16:00` on this machine's clock, or from now on as `+3d`, `+8h`, `+2w`."""
    if span := _SPAN.fullmatch(text):
        return (datetime.now(UTC) + int(span[1]) * _UNITS[span[2]]).isoformat()
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except ValueError:
        raise Misused(f"{text} is no time; write 2026-12-01T16:00, or +3d, +8h, +2w from now") from None


def point(text: str) -> str:
    """Return a point of the ledger as the API takes it: an entry's number, or a time on this machine's clock; empty for now."""
    return text if text.isdecimal() or not text else instant(text)


def chosen(text: str, choices: Mapping[str, str], option: str) -> str:
    """Return the id of a thing by its id or how its title begins; the only one there is without a text. choices: titles by id."""
    if text in choices:
        return text
    found = [one for one, title in choices.items() if title.casefold().startswith(text.casefold())]
    if len(found) != 1:
        none = bool(text) and not found
        problem = f"{text!r} is not one of them" if none else "say which one"
        raise (Missing if none else Misused)(_which(problem, option, list(choices.values())))
    return found[0]


def titled(text: str, found: Sequence[Any], noun: str) -> str:
    """Return the id of the only one whose title begins with a text. noun: what they are called, several of them."""
    near = [one for one in found if one["title"].casefold().startswith(text.casefold())]
    if len(near) != 1:
        titles = ", ".join(one["title"] for one in near or found)
        problem = f"{len(near)} {noun} begin with {text!r}" if near else f"none of the {noun} begins with {text!r}"
        raise (Misused if near else Missing)(f"{problem}; there are {titles}" if titles else f"there are no {noun} yet")
    return near[0]["id"]


def _titles(cycles: list[Any]) -> list[str]:
    return [one["title"] for one in cycles]


def _which(problem: str, option: str, there: list[str]) -> str:
    return f"{problem}; {option} can be: {', '.join(there)}" if there else f"{problem}; {option} names nothing that is there"


def _rehearse(rehearsed: Rehearsed, as_json: bool) -> None:
    if as_json:
        print_json({"method": "POST", "path": rehearsed.path, "body": rehearsed.body})
        return
    print_lines(
        f"would send: POST {rehearsed.path}", *([] if rehearsed.body is None else json.dumps(rehearsed.body, indent=2).splitlines())
    )


def _refuse(refused: Refused, as_json: bool) -> None:
    if as_json:
        sys.stderr.write(json.dumps(refused.problem, indent=2, ensure_ascii=False) + "\n")
    else:
        print_problem(refused.problem)
        if refused.status == 401:
            sys.stderr.write("give it with --token, or in PLUMBLINE_TOKEN\n")
    if refused.problem.get("code") in ("stale", "journey.conflict"):
        raise typer.Exit(STALE)
    raise typer.Exit(AGAIN if refused.status in _TRY_AGAIN else _EXITS.get(refused.status, FAULT))


def _stop(code: int, problem: str, as_json: bool) -> None:
    sys.stderr.write((json.dumps({"problem": problem}) if as_json else problem) + "\n")
    raise typer.Exit(code)
