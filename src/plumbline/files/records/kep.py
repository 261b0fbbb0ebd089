"""Enhancement proposals with their facts in YAML (`kep.yaml`), and the text that lies beside it."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from plumbline.domain.cycle.decision import State
from plumbline.domain.cycle.decision.imported import PastStatus
from plumbline.files.records.record import DecisionRecord, RecordFile, changes_in, day_of, fields_of, state_of, title_of, understood

STATES: Mapping[str, State] = {
    "provisional": "proposed", "proposed": "proposed", "draft": "draft", "implementable": "approved", "implemented": "approved",
    "deferred": "deferred", "rejected": "rejected", "withdrawn": "withdrawn", "replaced": "superseded", "superseded": "superseded",
}  # fmt: skip
_SUMMARY = re.compile(r"(?ms)^## Summary\s*$(.*?)(?=^## |\Z)")
_COMMENT = re.compile(r"(?s)<!--.*?-->")


def read_kep(file: RecordFile) -> DecisionRecord:
    """Return what one `kep.yaml` tells. Milestones, stages and whatever else has no place in a decision stay in the original."""
    fields, unread = fields_of(file.text)
    notes = [f"It could not be read as YAML ({unread}), so only its name and text are here."] if unread else []
    state, note = state_of(fields.get("status", ""), STATES)
    notes += [note] if note and not unread else []
    told = fields.get("creation-date", "")
    begun = day_of(told)
    if told and begun is None:
        notes.append(f"The creation date “{told[:40]}” is not one that is understood.")
    path = PurePosixPath(file.name)
    called = path.parent.name if path.stem == "kep" and path.parent.name else path.stem
    number = fields.get("kep-number", "")
    history = _history(file)
    summary = _SUMMARY.search(_COMMENT.sub("", file.beside))
    return DecisionRecord(
        name=file.name,
        key=number or called,
        title=title_of(fields.get("title", "")) or title_of(called.replace("-", " ")),
        state=state,
        said=fields.get("status", ""),
        question=summary[1].strip() if summary else "",
        begun_on=begun or (history[0].on if history else None),
        ended_on=next((one.on for one in reversed(history) if one.state == state), None),
        history=history,
        follows=re.sub(r"\D", "", PurePosixPath(fields.get("superseded-by", "").partition(",")[0]).name.partition("-")[0]),
        people=tuple(one for name in ("authors", "reviewers", "approvers", "editor") for one in _handles(fields.get(name, ""))),
        original="\n\n".join(filter(None, (file.text, file.beside))),
        notes=tuple(notes),
    )


def _handles(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip() and one.strip().lower() != "tbd"]


def _history(file: RecordFile) -> tuple[PastStatus, ...]:
    told = ((on, fields_of(text)[0].get("status", "")) for on, text in file.history)
    return changes_in((on, said, state) for on, said in told if (state := understood(said, STATES)))
