"""The keys of every page, as the help dialog and the palette list them. Scripts find what a key does by `data-key` on a visible control."""

from collections.abc import Iterable

from plumbline.kernel.record import record


@record
class Key:
    """caps: what to press, in order. does: what happens."""

    caps: tuple[str, ...]
    does: str


_EVERYWHERE = (
    Key(caps=("Ctrl or Cmd", "K"), does="Go to any page or row by a part of its name"),
    Key(caps=("/",), does="Search"),
    Key(caps=("c",), does="New: what you can start from here"),
    Key(caps=("?",), does="Show these keys"),
    Key(caps=("Esc",), does="Close what is open"),
)
_ROWS = (
    Key(caps=("j",), does="Next row; on one entry of the ledger, the next entry"),
    Key(caps=("k",), does="Previous row; on one entry of the ledger, the previous entry"),
    Key(caps=("Enter",), does="Open the row"),
    Key(caps=("x",), does="Choose the row, or not"),
    Key(caps=(".",), does="More about the row: what else can be done about it"),
    Key(caps=("a",), does="Go to the decision form, of the row or of the page; it never approves"),
    Key(caps=("e",), does="Attach evidence, to the row or to the page"),
    Key(caps=("r",), does="Reply, in the row's thread or in the first open one"),
    Key(caps=("t",), does="Decision: go to its threads"),
    Key(caps=("h",), does="Decision: go to its history"),
    Key(caps=("m",), does="Review: comment on the passage, or on the words that are marked"),
    Key(caps=("s",), does="Review: go to the section you have to sign off"),
    Key(caps=("u",), does="Review: show only what is open, or everything"),
    Key(caps=("1", "to 6"), does="Home: jump to a group of what needs you"),
    Key(caps=("n",), does="Overview: go to the next step of the cycle; review: to the first open thread, then the next"),
    Key(caps=("p",), does="Review: to the open thread before"),
    Key(caps=("[", "]"), does="Previous and next cycle"),
)


def keys_of(places: Iterable[tuple[str, str]]) -> tuple[Key, ...]:
    """Return the keys that do something. places: the pages there are, each with its key such as `g h`, and its title."""
    return (*_EVERYWHERE, *_ROWS, *(Key(caps=tuple(key.split()), does=title) for key, title in places if key))
