"""What a form holds, read field by field; everything that is wrong with it is collected, never only the first thing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from litestar import Request

from plumbline.kernel.record import record
from plumbline.web.instants import from_field

_LONGEST = 20_000


@record
class Problem:
    """A field that cannot be used. sentence says what is wrong and what to do."""

    field: str
    sentence: str


class Fields:
    """A sent form. Each reader returns a value of its kind; what cannot be read is noted in `problems`."""

    def __init__(self, form: Mapping[str, Any], lists: Mapping[str, list[str]], zone: str = "UTC") -> None:
        self._form = form
        self._lists = lists
        self.zone = zone
        self.problems: list[Problem] = []

    def has(self, name: str) -> bool:
        """Tell whether the form has a field, be it empty."""
        return name in self._form

    def text(self, name: str) -> str:
        """Return a text without space around it; empty when the form has none."""
        value = self._form.get(name, "")
        text = value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""
        if len(text) > _LONGEST:
            self.complain(name, f"The text has {len(text)} characters; {_LONGEST} is the most that is kept.")
        return text

    def written(self, name: str) -> str:
        """Return a text as it was written, however long: a document, or a part of one. Its own rules say what it may be."""
        value = self._form.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    def required(self, name: str, what: str) -> str:
        """Return a text that must be there. what names it in the sentence that asks for it."""
        text = self.text(name)
        if not text:
            self.complain(name, f"Say {what}.")
        return text

    def several(self, name: str) -> tuple[str, ...]:
        """Return all values of a field, such as ticked boxes."""
        return tuple(value.strip() for value in self._lists.get(name, ()) if value.strip())

    def one_of(self, name: str, choices: Iterable[str], default: str) -> Any:
        """Return a choice; the default when the form names none, a problem when it names one that does not exist."""
        text = self.text(name)
        if text and text not in set(choices):
            self.complain(name, f"{text!r} is not one of the choices.")
            return default
        return text or default

    def whole(self, name: str, default: int = 0) -> int:
        """Return a whole number of at most nine digits; the default when the field is empty, a problem for anything else."""
        text = self.text(name)
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            self.complain(name, f"{text!r} is not a whole number.")
            return default
        return int(text) if text else default

    def checked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return bool(self.text(name))

    def instant(self, name: str) -> datetime | None:
        """Return an instant given on the reader's wall clock, in UTC; None when the field is empty."""
        try:
            return from_field(self.text(name), self.zone)
        except ValueError:
            self.complain(name, f"{self.text(name)!r} is not a date and time; write it like 2026-11-24 16:00.")
            return None

    def required_instant(self, name: str, what: str) -> datetime | None:
        """Return an instant that must be there; a problem asks for it otherwise."""
        at = self.instant(name)
        if at is None and not self.text(name):
            self.complain(name, f"Say {what}.")
        return at

    def kept(self) -> dict[str, Any]:
        """Return what the person wrote, to be shown again: lists for fields that came more than once."""
        single = {name: value for name, value in self._form.items() if isinstance(value, str) and name != "csrf"}
        return single | {name: values for name, values in self._lists.items() if len(values) > 1}

    def complain(self, name: str, sentence: str) -> None:
        """Note that a field cannot be used, and what to do."""
        self.problems.append(Problem(field=name, sentence=sentence))


async def fields_of(request: Request[Any, Any, Any], zone: str = "UTC") -> Fields:
    """Read the form of a request."""
    form = await request.form()
    lists = {name: [value for value in form.getall(name) if isinstance(value, str)] for name in form}
    return Fields(dict(form), lists, zone)
