"""Ids and names for what other tools call by any text at all."""

import re
import unicodedata

from plumbline.domain.journey.model import Model

_NO_ID = re.compile(r"[^a-z0-9]+")
_BINDING = re.compile(r"\{([^{}]*)\}")
_LONGEST = 60


def slug(text: str, otherwise: str = "part") -> str:
    """Return a text as an id: lower-case words joined by hyphens; the other word where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NO_ID.sub("-", plain)[:_LONGEST].strip("-") or otherwise


def variable(text: str, otherwise: str = "value") -> str:
    """Return a text as a name that conditions can read."""
    name = slug(text, otherwise).replace("-", "_")
    return name if name[0].isalpha() else f"v_{name}"


def title(text: str, otherwise: str) -> str:
    """Return a text as a title: one line, not too long, never empty."""
    words = " ".join(text.split())
    return (words if len(words) <= 200 else words[:199] + "…") or otherwise


def without_braces(text: str) -> str:
    """Return a text of another tool as it is shown: its braces stand for no variable."""
    return text.replace("{", "(").replace("}", ")")


def spoken(model: Model, text: str) -> str:
    """Return a text as another tool shows it: with what a template's parameters stand for, and the names of variables."""
    known = {one.id: one.default for one in model.parameters} | {one.id: one.title or one.id for one in model.variables}
    return _BINDING.sub(lambda found: known.get(found[1], found[1]), text)


class Names:
    """Ids that are given once; the second of the same name gets a number."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)

    def one(self, wanted: str) -> str:
        """Return an id that nobody has yet, the wanted one if possible."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}{'_' if '_' in wanted else '-'}{number}", number + 1
        self._taken.add(name)
        return name
