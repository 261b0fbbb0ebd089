"""Python enhancement proposals: headers like those of a letter, then text."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from plumbline.domain.cycle.decision import ENDED, State
from plumbline.domain.cycle.decision.imported import PastStatus
from plumbline.files.records.record import DecisionRecord, RecordFile, changes_in, day_of, state_of, title_of, understood

STATES: Mapping[str, State] = {
    "draft": "proposed", "accepted": "approved", "provisional": "approved", "active": "approved", "final": "approved",
    "rejected": "rejected", "withdrawn": "withdrawn", "deferred": "deferred", "superseded": "superseded", "replaced": "superseded",
    "april fool": "withdrawn",
}  # fmt: skip
_HEADER = re.compile(r"^([A-Z][A-Za-z-]*):[ \t]*(.*)$")
_UNDER = re.compile(r"^[=\-~^\"']{3,}\s*$")
_LINKED = re.compile(r"`([^`<]+?)\s*<[^>]+>`__?")
_ANSWERS = ("rejection notice", "pep withdrawal", "withdrawal", "pep acceptance", "acceptance", "resolution", "deferral")


def read_pep(file: RecordFile) -> DecisionRecord:
    """Return what one proposal tells. A draft is proposed here: it is written to be decided."""
    headers, body = _headers(file.text)
    notes = [] if headers else ["It begins with no headers, so only its name and text are here."]
    said = headers.get("status", "")
    state, note = state_of(said, STATES)
    notes += [note] if note and headers else []
    if said.lower() == "provisional":
        notes.append("Provisional acceptance is an approval here; what was left open stands in the original.")
    begun, resolved = day_of(headers.get("created", "")), day_of(_LINKED.sub(r"\1", headers.get("resolution", "")))
    if headers.get("created") and begun is None:
        notes.append(f"The date “{headers['created'][:40]}” is not one that is understood.")
    sections = _sections(body)
    history = _history(file)
    stem = PurePosixPath(file.name).stem
    return DecisionRecord(
        name=file.name,
        key=(headers.get("pep") or re.sub(r"\D", "", stem)).lstrip("0") or stem,
        title=title_of(headers.get("title", "")) or stem,
        state=state,
        said=said,
        question=sections.get("abstract", ""),
        because=next((sections[name] for name in _ANSWERS if sections.get(name)), ""),
        begun_on=begun,
        ended_on=resolved or (next((one.on for one in reversed(history) if one.state == state), None) if state in ENDED else None),
        history=history,
        follows=re.sub(r"\D", "", headers.get("superseded-by", "").partition(",")[0]),
        people=tuple(one for name in ("author", "sponsor", "bdfl-delegate", "pep-delegate") for one in _people(headers.get(name, ""))),
        original=file.text,
        notes=tuple(notes),
    )


def _headers(text: str) -> tuple[dict[str, str], str]:
    """Return the headers by lower-case name, continued lines joined, and the text below them."""
    found: dict[str, str] = {}
    name, lines = "", text.lstrip("\ufeff").splitlines()
    for place, line in enumerate(lines):
        if not line.strip():
            return found, "\n".join(lines[place:])
        if line[0] in " \t" and name:
            found[name] = f"{found[name]} {line.strip()}".strip()
        elif header := _HEADER.match(line):
            name = header[1].lower()
            found[name] = header[2].strip()
        else:
            return found, "\n".join(lines[place:])
    return found, ""


def _sections(body: str) -> dict[str, str]:
    lines = body.splitlines()
    heads = [at for at in range(len(lines) - 1) if lines[at].strip() and lines[at][0] not in " \t" and _UNDER.match(lines[at + 1])]
    ends = [*heads[1:], len(lines)]
    return {
        lines[at].strip().lower(): "\n".join(lines[at + 2 : end]).strip().rstrip("=-~ \n")
        for at, end in zip(heads, ends, strict=False)
    }  # fmt: skip


def _people(text: str) -> list[str]:
    return [one.strip() for one in re.split(r",(?![^<]*>)", text) if one.strip()]


def _history(file: RecordFile) -> tuple[PastStatus, ...]:
    told = ((on, _headers(text)[0].get("status", "")) for on, text in file.history)
    return changes_in((on, said, state) for on, said in told if (state := understood(said, STATES)))
