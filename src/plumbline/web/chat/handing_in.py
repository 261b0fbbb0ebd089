"""Somebody handed a dialogue in: it becomes the command that a form of a page would become, and what it is refused for comes back in it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.thread import ReplyToThread
from plumbline.edge.receiving import Hearing
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.connectors.slack.hearing import HandedIn
from plumbline.projections.items import find_item
from plumbline.web.chat import dialogues
from plumbline.web.chat.dialogues import ANSWER, APPROVAL, BLOCKER
from plumbline.web.chat.pressing import Known, known

_About = Mapping[str, str]
_Build = Callable[[_About, Mapping[str, str]], Any]
_LATEST = 253_402_300_799  # the end of the year 9999, in seconds since 1970


async def handed_in(hearing: Hearing, one: HandedIn) -> str:
    """Carry out what a dialogue asks for; return what Slack shows in its place, nothing to close it."""
    build = _FORMS.get(one.form)
    if build is None:
        return ""
    who = await known(hearing, one.by)
    if not isinstance(who, Known):
        view = dialogues.told_view("Not done", who or "Plumbline does not know who you are any more. Press a button to say so.")
        return json.dumps(dialogues.updated(view))
    if missing := [(name, words) for name, words in _NEEDED[one.form] if not one.values.get(name, "").strip()]:
        return json.dumps(dialogues.errors(missing))
    about = _about(one.about)
    answer = await _carried_out(hearing, about, build(about, one.values), who)
    return json.dumps(answer) if answer else ""


async def _carried_out(hearing: Hearing, about: _About, command: Any, who: Known) -> Any:
    handling, decision_id = hearing.installation.handling, about.get("decision", "")
    found = await find_item(hearing.installation.ledger, decision_id)
    if found is None or found.kind != "decision":
        return dialogues.updated(dialogues.told_view("Not here", "That decision is not here any more."))
    answer = await handling.handle(found.cycle_id, command, who.context)
    if not isinstance(answer, Refusal):
        return None
    async with handling.reading(found.cycle_id) as cycle:
        base_url = hearing.connection.base_url
        return dialogues.updated(dialogues.refused_view(answer, who.reader, cycle, base_url, f"/decisions/{decision_id}"))


def _approval(about: _About, values: Mapping[str, str]) -> ApproveDecision:
    return ApproveDecision(
        decision_id=about.get("decision", ""), because=values["because"].strip(), option_id=values.get("option", ""),
        read_hash=about.get("hash", ""),
    )  # fmt: skip


def _answer(about: _About, values: Mapping[str, str]) -> ReplyToThread:
    return ReplyToThread(thread_id=values["thread"], text=values["text"].strip())


def _blocker(about: _About, values: Mapping[str, str]) -> RaiseBlocker:
    return RaiseBlocker(
        title=values["title"].strip(), owner_id=values["owner"], due_at=_instant(values["due"]), fallback=values["fallback"].strip(),
        blocks=(about.get("decision", ""),),
    )  # fmt: skip


def _instant(seconds: str) -> datetime | None:
    """Slack counts seconds since 1970."""
    fits = seconds.isascii() and seconds.isdecimal() and len(seconds) < 13 and int(seconds) <= _LATEST
    return datetime.fromtimestamp(int(seconds), UTC) if fits else None


def _about(text: str) -> _About:
    """What we gave along with the dialogue; Slack hands it back as it was."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        return {}
    return {name: str(value) for name, value in cast(dict[str, Any], found).items()} if isinstance(found, dict) else {}


_FORMS: Mapping[str, _Build] = {APPROVAL: _approval, ANSWER: _answer, BLOCKER: _blocker}
_NEEDED: Mapping[str, tuple[tuple[str, str], ...]] = {
    APPROVAL: (("because", "Say why."),),
    ANSWER: (("thread", "Choose a thread."), ("text", "Write an answer.")),
    BLOCKER: (
        ("title", "Say what stops the work."),
        ("owner", "Say who solves it."),
        ("due", "Say by when."),
        ("fallback", "Say what happens otherwise."),
    ),
}
