"""The keys of every page, as the help dialog and the palette list them. Scripts find what a key does by `data-key` on a visible control."""

from plumbline.kernel.record import record


@record
class Key:
    """caps: what to press, in order. does: what happens."""

    caps: tuple[str, ...]
    does: str


KEYS = (
    Key(caps=("Ctrl or Cmd", "K"), does="Open the command palette"),
    Key(caps=("/",), does="Search, where the page has a search field"),
    Key(caps=("c",), does="New: what you can start from here"),
    Key(caps=("?",), does="Show these keys"),
    Key(caps=("j",), does="Next row"),
    Key(caps=("k",), does="Previous row"),
    Key(caps=("Enter",), does="Open the row"),
    Key(caps=(".",), does="More about the row"),
    Key(caps=("1", "to 5"), does="Jump to a group of what needs you"),
    Key(caps=("n",), does="Go to the next step of the cycle"),
    Key(caps=("[", "]"), does="Previous and next cycle"),
    Key(caps=("g", "h"), does="Home"),
    Key(caps=("g", "o"), does="Overview of the cycle"),
    Key(caps=("g", "d"), does="Decisions"),
    Key(caps=("g", "p"), does="Playbooks"),
    Key(caps=("g", "l"), does="Ledger"),
    Key(caps=("Esc",), does="Close what is open"),
)
