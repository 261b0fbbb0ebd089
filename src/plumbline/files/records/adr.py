"""Architecture decision records in Markdown: Nygard's form, MADR with or without front matter, and what people make of them."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from plumbline.domain.cycle.decision import ENDED, State
from plumbline.domain.cycle.decision.imported import PastStatus
from plumbline.files.records.record import DecisionRecord, RecordFile, beside, changes_in, day_of, fields_of, state_of, title_of

STATES: Mapping[str, State] = {
    "accepted": "approved", "approved": "approved", "adopted": "approved", "implemented": "approved", "active": "approved",
    "decided": "approved", "done": "approved", "rejected": "rejected", "declined": "rejected", "refused": "rejected",
    "proposed": "proposed", "pending": "proposed", "open": "proposed", "in review": "proposed", "rfc": "proposed",
    "draft": "draft", "idea": "draft", "wip": "draft", "in progress": "draft", "superseded": "superseded", "superceded": "superseded",
    "replaced": "superseded", "obsolete": "superseded", "deprecated": "lapsed", "withdrawn": "withdrawn", "cancelled": "withdrawn",
    "abandoned": "withdrawn", "deferred": "deferred", "postponed": "deferred", "on hold": "deferred",
}  # fmt: skip
_TAKES = re.compile(r"^\W*(supersedes|supercedes|replaces|amends|amended by|clarifies|extends|relates to)\b", re.IGNORECASE)
_TAKEN = re.compile(r"\b(?:superseded|superceded|replaced|obsoleted)\b(?:\s+by)?\s*:?\s*(.*)", re.IGNORECASE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_NUMBER = re.compile(r"\b(?:adr[- ]?)?(\d{1,5})\b", re.IGNORECASE)
_FIELD = re.compile(r"^\s*(?:[*+-]\s+)?(?:\*\*|__)?([A-Z][A-Za-z -]{2,24}?)(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(.*)$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINED = re.compile(r"^(=+|-+)\s*$")
_NUMBERED = re.compile(r"^(?:adr[- ]?)?\d{1,5}\s*[.:)–-]\s+|^adr[- ]?\d{1,5}\s*[:–-]?\s+", re.IGNORECASE)
_BULLET = re.compile(r"^\s{0,3}(?:[*+-]|\d+[.)])\s+(.*)$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_QUESTIONS = ("context and problem statement", "context", "problem statement", "problem", "background", "issue")
_ANSWERS = ("decision outcome", "decision", "resolution", "outcome")
_RESULTS = ("consequences", "implications", "positive consequences", "negative consequences")
_OPTIONS = ("considered options", "options considered", "options", "alternatives", "considered alternatives")
_DECIDERS = ("deciders", "decision-makers", "decision makers", "authors", "author", "owner", "consulted", "informed")
_MOST_OPTIONS = 20


def read_adr(file: RecordFile) -> DecisionRecord:
    """Return what one file tells. What has no place in a decision stays in the original, which is kept whole."""
    front, body = _front_matter(file.text)
    heading, sections = _sections(body)
    fields = {**_fields(sections.get("", "")), **front}
    notes = list[str]()
    written = fields.get("status", "") or sections.get("status", "")
    state, said, follows, note = status_in(written)
    notes += [note] if note else []
    stem = PurePosixPath(file.name).name.removesuffix(".md").removesuffix(".markdown")
    title = title_of(_NUMBERED.sub("", _plain(heading))) or title_of(stem.replace("-", " "))
    if not heading:
        notes.append("It has no heading, so its title is the name of the file.")
    told = fields.get("date", "") or sections.get("date", "")
    day = day_of(told.splitlines()[0]) if told.strip() else None
    if told.strip() and day is None:
        notes.append(f"The date “{told.strip()[:40]}” is not one that is understood.")
    history = _history(file)
    begun, ended = day, day if state in ENDED and state != "superseded" else None
    if history:
        begun = min(one for one in (day, history[0].on) if one is not None)
        ended = history[-1].on if state in ENDED and history[-1].state == state else ended
    options, left = _options(_first(sections, _OPTIONS))
    if left:
        notes.append(f"It names more than {_MOST_OPTIONS} options; the others stand in the original only.")
    results = [f"## {name.title()}\n\n{sections[name]}" for name in _RESULTS if sections.get(name)]
    return DecisionRecord(
        name=file.name,
        key=beside(file.name, stem),
        title=title,
        state=state,
        said=said,
        question=_first(sections, _QUESTIONS),
        because="\n\n".join(filter(None, (_first(sections, _ANSWERS), *results))),
        options=options,
        begun_on=begun,
        ended_on=ended,
        history=history,
        follows=beside(file.name, follows) if follows else "",
        people=tuple(one for name in _DECIDERS for one in _people(fields.get(name, "") or sections.get(name, ""))),
        original=file.text,
        notes=tuple(notes),
    )


def status_in(written: str) -> tuple[State, str, str, str]:
    """Return the state of a status section, the line that says it, what took the record's place, and a note on what was guessed.

    A line that says what this record takes the place of is no status of its own. The last line that is one holds.
    """
    state, said, follows, note = state_of("", STATES)[0], "", "", "It says no status, so it is a draft here."
    for line in filter(None, (one.strip() for one in written.splitlines())):
        if _TAKES.search(line) or (said and not _is_status(line)):
            continue
        if taken := _TAKEN.search(_LINK.sub(lambda found: found[0], line)):
            return "superseded", line, _named(taken[1]), ""
        state, note = state_of(_BULLET.sub(r"\1", line), STATES)
        said = line
    return state, said, follows, note


def _is_status(line: str) -> bool:
    return not state_of(_BULLET.sub(r"\1", line), STATES)[1]


def _named(text: str) -> str:
    """What a record is said to be superseded by: the file that is linked, else a number."""
    if link := _LINK.search(text):
        return PurePosixPath(link[1].partition("#")[0]).name.removesuffix(".md")
    number = _NUMBER.search(text)
    return number[1] if number else ""


def _history(file: RecordFile) -> tuple[PastStatus, ...]:
    """How the status changed over the versions of the file."""
    told = ((on, *_status(text)) for on, text in file.history)
    return changes_in((on, said, state) for on, said, state in told if said)


def _status(text: str) -> tuple[str, State]:
    front, body = _front_matter(text)
    _, sections = _sections(body)
    fields = {**_fields(sections.get("", "")), **front}
    state, said, _, _ = status_in(fields.get("status", "") or sections.get("status", ""))
    return said, state


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the fields above the text, however they are written, and the rest; a block that is no YAML stays text."""
    if not text.startswith("---\n") or (end := text.find("\n---", 4)) < 0:
        return {}, text
    fields, unread = fields_of(text[4 : end + 1])
    return (fields, text[end + 4 :].lstrip("-\n")) if not unread else ({}, text)


def _sections(body: str) -> tuple[str, dict[str, str]]:
    """Return the first heading of the first level, and the text below each heading of the second, by its lower-case name."""
    heading, name, fenced = "", "", False
    parts: dict[str, list[str]] = {"": []}
    lines = body.splitlines()
    for place, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _HEADING.match(line)
        level, words = (len(found[1]), found[2]) if found else (0, "")
        if not found and not fenced and place + 1 < len(lines) and line.strip() and _UNDERLINED.match(lines[place + 1]):
            level, words = (1 if lines[place + 1].startswith("=") else 2), line.strip()
        if level == 1 and not heading:
            heading = words
        elif level in (1, 2):
            name = _plain(words).lower().strip(" :")
            parts.setdefault(name, [])
        elif not (_UNDERLINED.match(line) and place and not fenced and lines[place - 1].strip()):
            parts[name].append(line)
    return heading, {name: "\n".join(kept).strip() for name, kept in parts.items()}


def _fields(text: str) -> dict[str, str]:
    found = (_FIELD.match(line) for line in text.splitlines())
    return {one[1].strip().lower(): one[2].strip() for one in found if one}


def _first(sections: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((sections[name] for name in names if sections.get(name)), "")


def _options(text: str) -> tuple[tuple[str, ...], bool]:
    """The options of a list or of headings below the section; what stands below each is left in the original."""
    lines = text.splitlines()
    found = [one[2] for line in lines if (one := _HEADING.match(line))] or [one[1] for line in lines if (one := _BULLET.match(line))]
    titles = tuple(dict.fromkeys(title_of(_plain(one)) for one in found if _plain(one).strip()))
    return titles[:_MOST_OPTIONS], len(titles) > _MOST_OPTIONS


def _people(text: str) -> list[str]:
    return [one.strip(" *[]") for one in re.split(r"[,;\n]", text) if one.strip(" *[]")]


def _plain(text: str) -> str:
    return re.sub(r"[`*_]", "", _LINK.sub(lambda found: found[0][1:].partition("]")[0], text))
