"""Parts of Slack's messages and forms. People's words go out as rich text, which Slack takes letter by letter: no marks, no mentions, no
links that nobody meant. Where it takes none of that they go out as plain text, cut to what fits.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Part = dict[str, Any]
MOST_LABEL, MOST_OPTION, MOST_TITLE, MOST_OPTIONS, MOST_INPUT = 75, 75, 24, 100, 3000
_MOST_LINE = 1000


def cut(text: str, most: int) -> str:
    """Return a text in one piece of at most so many letters; what is cut off is shown to be."""
    tidy = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text).strip()
    return tidy if len(tidy) <= most else f"{tidy[: most - 1].rstrip()}…"


def plain(text: str, most: int = MOST_LABEL) -> Part:
    """Return words that Slack shows as they are; never empty, for Slack refuses that."""
    return {"type": "plain_text", "text": escaped(cut(text, most), most) or "…", "emoji": False}


def escaped(text: str, most: int = 3000) -> str:
    """Return a text in which Slack finds no mention and no link, also where it is shown as a notification."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    while len(safe) > most:  # a mark must not be cut in two
        text = text[: len(text) - max(1, len(safe) - most)]
        safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe


def words(text: str, *, bold: bool = False) -> Part:
    """Return a run of words."""
    element: Part = {"type": "text", "text": cut(text, _MOST_LINE) or "…"}
    return {**element, "style": {"bold": True}} if bold else element


def spaced(text: str) -> Part:
    """Return words between others, with their spaces."""
    return {"type": "text", "text": text}


def link(url: str, text: str, *, bold: bool = False) -> Part:
    """Return a link."""
    element: Part = {"type": "link", "url": url, "text": cut(text, 300) or url}
    return {**element, "style": {"bold": True}} if bold else element


def rich(*elements: Part) -> Part:
    """Return a block of rich text out of sections and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def section(*elements: Part) -> Part:
    """Return a paragraph."""
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(lines: Iterable[Sequence[Part]]) -> Part:
    """Return a list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(*line) for line in lines]}


def button(action: str, text: str, value: str, *, primary: bool = False) -> Part:
    """Return a button. value: what it is about."""
    made: Part = {"type": "button", "action_id": action, "text": plain(text), "value": value}
    return {**made, "style": "primary"} if primary else made


def asks(name: str, label: str, element: Mapping[str, Any], *, optional: bool = False, hint: str = "") -> Part:
    """Return one question of a form. name: by which its answer is found."""
    made: Part = {
        "type": "input", "block_id": name, "label": plain(label, 2000), "optional": optional, "element": {"action_id": name, **element},
    }  # fmt: skip
    return {**made, "hint": plain(hint, 2000)} if hint else made


def written(*, long: bool = False, most: int = MOST_INPUT) -> Part:
    """Return a field for words."""
    return {"type": "plain_text_input", "multiline": long, "max_length": most}


def chosen(options: Iterable[tuple[str, str]], first: str = "") -> Part:
    """Return a choice out of options, value and words each; at most a hundred. first: the value that is chosen already."""
    made = [{"text": plain(text, MOST_OPTION), "value": value} for value, text in options][:MOST_OPTIONS]
    initial = next((one for one in made if one["value"] == first), None)
    return {"type": "static_select", "options": made, **({"initial_option": initial} if initial else {})}


def modal(form: str, title: str, blocks: Sequence[Part], *, about: str = "", submit: str = "") -> Part:
    """Return a dialogue. form: what it is, for whoever reads its answer; about: what is handed back with it."""
    view: Part = {
        "type": "modal", "callback_id": form, "title": plain(title, MOST_TITLE), "close": plain("Close", MOST_TITLE),
        "blocks": list(blocks), "private_metadata": about,
    }  # fmt: skip
    return {**view, "submit": plain(submit, MOST_TITLE)} if submit else view
