"""Acts on one item as verbs: a table says which verb sends what to which path of the API."""

import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, Cycle, asks, instant
from plumbline.cli.client import part
from plumbline.kernel.record import record

Reading = Callable[[Asking, Any, str], Any]


@record
class Given:
    """One field of an act's body. reads: makes what the API takes of what was typed; it gets the conversation, the text and the cycle.

    argument: it stands behind the item instead of being an option.
    """

    field: str
    help: str
    option: str = ""
    shape: Any = str
    reads: Reading = lambda _asking, typed, _cycle: typed
    argument: bool = False
    required: bool = False


@record
class Act:
    """A verb: its name, the noun that it makes under the item's path, what it does, and what it is told."""

    verb: str
    makes: str
    help: str
    given: tuple[Given, ...] = ()


def add_acts(app: typer.Typer, noun: str, acts: Sequence[Act], *, numbered: str = "", of_frame: bool = False) -> None:
    """Add the acts on a noun of the API to an app. numbered: an example of how an item of it is called in its cycle.

    of_frame: it is a part of the frame, which also goes by its id in the playbook or how its title begins.
    """
    for act in acts:
        app.command(act.verb, help=act.help)(asks(_verb(noun, act, numbered, of_frame)))


def as_person(asking: Asking, typed: str, _: str) -> str:
    """Read a person."""
    return asking.person(typed)


def as_item(asking: Asking, typed: str, cycle: str) -> str:
    """Read an item."""
    return asking.item(typed, cycle)


def as_items(asking: Asking, typed: list[str] | None, cycle: str) -> list[str]:
    """Read several items."""
    return [asking.item(one, cycle) for one in typed or ()]


def as_instant(_: Asking, typed: str | None, __: str) -> str | None:
    """Read a time."""
    return instant(typed) if typed else None


def item_of(noun: str, numbered: str) -> Any:
    """Return the argument that names an item."""
    words = f"Its id, or {numbered} with --cycle." if numbered else "Its id."
    return typer.Argument(metavar=noun.removesuffix("s").upper(), help=words)


def _verb(noun: str, act: Act, numbered: str, of_frame: bool) -> Callable[..., None]:
    def send(asking: Asking, **typed: Any) -> None:
        cycle = typed.get("cycle", "")
        read = {one.field: one.reads(asking, typed[one.field], cycle) for one in act.given}
        body = {name: value for name, value in read.items() if value is not None}  # what was not said is for the server to know
        item_id = asking.part(noun, typed["item"], cycle) if of_frame else asking.item(typed["item"], cycle)
        asking.act(f"/v1/{noun}/{part(item_id)}/{act.makes}", body if act.given else None)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("asking", inspect.Parameter.POSITIONAL_ONLY),
        inspect.Parameter("item", keyword, annotation=Annotated[str, item_of(noun, numbered)]),
        *(_parameter(one) for one in act.given),
        *([inspect.Parameter("cycle", keyword, default="", annotation=Cycle)] if numbered else ()),
    ]
    send.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return send


def _parameter(one: Given) -> inspect.Parameter:
    name = one.option or f"--{one.field.replace('_', '-')}"
    told = typer.Argument(metavar=one.field.upper(), help=one.help) if one.argument else typer.Option(name, help=one.help)
    default = {"default": "" if one.shape is str else None} if not one.required else {}
    shape = one.shape if one.required or one.shape is str else one.shape | None
    return inspect.Parameter(one.field, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[shape, told], **default)
