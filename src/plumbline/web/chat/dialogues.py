"""The dialogues of a decision in Slack: what stands in the way of an approval, and the forms that approve, answer and raise a blocker."""

import json
from collections.abc import Iterable

from plumbline.domain.cycle.decision import ApproveDecision, Decision
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.connectors.slack.parts import Part, asks, bullets, chosen, cut, link, modal, rich, section, spaced, words, written
from plumbline.web.findings import ConditionLine, condition_lines
from plumbline.web.labels import decision_label, label_of, name_of
from plumbline.web.people import choices
from plumbline.web.reader import Reader
from plumbline.words import catalog

APPROVAL, ANSWER, BLOCKER = "plumbline_approval", "plumbline_answer_given", "plumbline_blocker_raised"
_MOST_LINES, _MOST_QUOTED = 40, 40


def trial_of(decision: Decision) -> ApproveDecision:
    """Return the approval that is tried before somebody is asked for a reason: what stands in its way stands in the way of any."""
    option = decision.options[0].id if decision.options else ""
    return ApproveDecision(decision_id=decision.id, because="As the dialogue will say.", option_id=option, read_hash=decision.content_hash)


def refused_view(refusal: Refusal, reader: Reader, cycle: Cycle | None, base_url: str, page: str) -> Part:
    """Return a refusal with everything that is missing: what, who can mend it, and the way to the form that does. page: of the item."""
    told = catalog.refusal_words(refusal)
    blocks = [rich(section(words(told.title, bold=True)), section(words(told.text or "Nothing was recorded.")))]
    lines = condition_lines(refusal.unmet, reader, cycle, page)[:_MOST_LINES] if cycle is not None else ()
    if lines:
        blocks.append(rich(bullets(_line(one, base_url, page) for one in lines)))
    blocks.append(rich(section(link(f"{base_url}{page}", "Open its page"))))
    return modal("plumbline_refused", "Not yet", blocks)


def told_view(title: str, text: str, url: str = "", called: str = "") -> Part:
    """Return a dialogue that only says something."""
    more = [section(link(url, called))] if url else []
    return modal("plumbline_told", title, [rich(section(words(text)), *more)])


def approval_view(decision: Decision, base_url: str) -> Part:
    """Return the form that approves: why, and which option where there are some."""
    options = [(one.id, one.title) for one in decision.options]
    blocks = [
        _about(decision, base_url),
        asks("because", "Why", written(long=True), hint="A sentence that somebody who was not there understands."),
        *([asks("option", "What was chosen", chosen(options, decision.option_id))] if options else []),
    ]
    about = json.dumps({"decision": decision.id, "hash": decision.content_hash})
    return modal(APPROVAL, "Approve", blocks, about=about, submit="Approve")


def answer_view(decision: Decision, cycle: Cycle, reader: Reader, base_url: str) -> Part:
    """Return the form that answers in an open thread on a decision; those that wait for its reader come first."""
    threads = [one for one in cycle.threads.values() if one.anchor.id == decision.id and one.state == "open"]
    threads.sort(key=lambda one: (one.asks_id != reader.person_id, one.number))
    if not threads:
        page = f"{base_url}/decisions/{decision.id}#open-thread"
        return told_view("Nothing to answer", "No thread is open on this decision.", page, "Open a thread")
    options = [(one.id, _asked(one, cycle, reader)) for one in threads]
    blocks = [
        _about(decision, base_url),
        asks("thread", "Thread", chosen(options, threads[0].id)),
        asks("text", "Your answer", written(long=True)),
    ]
    return modal(ANSWER, "Answer", blocks, about=json.dumps({"decision": decision.id}), submit="Answer")


def blocker_view(decision: Decision, workspace: Workspace, reader: Reader, base_url: str) -> Part:
    """Return the form that raises a blocker against a decision."""
    blocks = [
        _about(decision, base_url),
        asks("title", "What stops the work", written(most=200)),
        asks("owner", "Who solves it", chosen(choices(workspace, reader), reader.person_id)),
        asks("due", "By when", {"type": "datetimepicker"}),
        asks("fallback", "What happens if it is not solved by then", written(long=True)),
    ]
    return modal(BLOCKER, "Raise a blocker", blocks, about=json.dumps({"decision": decision.id}), submit="Raise it")


def errors(found: Iterable[tuple[str, str]]) -> Part:
    """Return an answer that shows what is wrong beside each question."""
    return {"response_action": "errors", "errors": {name: cut(text, 150) for name, text in found}}


def updated(view: Part) -> Part:
    """Return an answer that puts another dialogue in the place of the one that was handed in."""
    return {"response_action": "update", "view": view}


def _about(decision: Decision, base_url: str) -> Part:
    return rich(section(link(f"{base_url}/decisions/{decision.id}", decision_label(decision), bold=True)))


def _asked(thread: Thread, cycle: Cycle, reader: Reader) -> str:
    label = label_of(cycle, thread.id)
    asked = (
        " asks you" if thread.asks_id == reader.person_id else f" asks {name_of(reader.names, thread.asks_id)}" if thread.asks_id else ""
    )
    last = thread.comments[-1].text if thread.comments else ""
    return f"{label}{asked}: {cut(' '.join(last.split()), _MOST_QUOTED)}" if last else f"{label}{asked}"


def _line(one: ConditionLine, base_url: str, page: str) -> list[Part]:
    said = [words(one.sentence)]
    if one.who:
        said += [spaced(" "), words(f"{one.who} can mend it.")]
    if one.href:
        url = one.href if one.href.startswith("/") else f"{page}{one.href}"
        said += [spaced(" "), link(f"{base_url}{url}", one.link or "Open it")]
    return said
