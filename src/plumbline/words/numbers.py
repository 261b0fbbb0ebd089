"""The numbers people call items by: a letter for the kind, and the item's number in its cycle."""

_LETTERS = {
    "decision": "D",
    "thread": "T",
    "blocker": "B",
    "risk": "K",
    "assumption": "A",
    "scope_item": "S",
    "scope_change": "C",
    "review": "R",
    "handoff": "H",
    "correction": "F",
    "journey": "J",
}


def numbered(kind: str, number: int, title: str) -> str:
    """Return what people call an item, such as `D-12 Retry after decline`; its title alone for kinds that have no numbers."""
    letter = _LETTERS.get(kind)
    return f"{letter}-{number} {title}" if letter and number else title
