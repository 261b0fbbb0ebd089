"""The form that proposes a decision, or keeps it as a draft."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.cycle.decision import DraftDecision
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.workspace.decision_template import DecisionTemplate
from plumbline.kernel.outcome import Refusal
from plumbline.web.decision_forms import criteria_of, options_of
from plumbline.web.decision_listing import check_composed
from plumbline.web.errors import check_cycle_id
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.labels import href_of, label_of
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.template_form import approval_words, counts_of, values_of

_SENTENCE_END = re.compile(r"(?<=[.?!])\s")
_LONGEST_TITLE = 120


@get("/cycles/{cycle_id:str}/decisions/new")
async def show_new_decision(
    request: Request[Any, Any, Any], cycle_id: FromPath[str], thread: FromQuery[str] = "", template: FromQuery[str] = ""
) -> Response[str]:
    """Show the form that proposes a decision. thread: the one that becomes it; template: what it begins with, beside the thread's words."""
    return await _form(request, cycle_id, {name: value for name, value in (("thread_id", thread), ("template_id", template)) if value})


@post("/cycles/{cycle_id:str}/decisions")
async def propose_decision(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Write down a question and put it to its owner, or keep it as a draft."""
    reader, context = reader_of(request), context_of(request)
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader.zone)
    command = DraftDecision(
        title=fields.required("title", "what is to be decided, in a few words"),
        section_id=fields.text("section_id"),
        objective_id=fields.text("objective_id"),
        question=fields.text("question"),
        owner_id=fields.text("owner_id"),
        due_at=fields.instant("due_at"),
        fallback=fields.text("fallback"),
        options=options_of(fields, context.new_id),
        criteria=criteria_of(fields, context.new_id),
        scope=tuple(line for line in fields.text("scope").splitlines() if line.strip()),
        propose=fields.text("act") != "draft",
        thread_id=fields.text("thread_id") if fields.checked("closes_thread") else "",
        template_id=fields.text("template_id"),
        template_version=fields.whole("template_version"),
        with_approval=fields.checked("with_approval"),
    )
    if fields.problems:
        return await _form(request, cycle_id, fields.kept(), status=422, said=problem_words(fields.problems))
    answer = await installation_of(request).handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        return await _form(request, cycle_id, fields.kept(), status=status_of(answer), refusal=answer)
    return see_other(f"/decisions/{answer.item}")


async def _form(
    request: AnyRequest,
    cycle_id: str,
    kept: Mapping[str, Any],
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
) -> Response[str]:
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        title: str = cycle.title
        sections = [(section.id, section.title) for section in cycle.sections.values()]
        objectives = [(objective.id, objective.title) for objective in cycle.objectives.values()]
        thread = cycle.threads.get(str(kept.get("thread_id", "")))
        origin = (label_of(cycle, thread.id), href_of(cycle, thread.id)) if thread is not None else None
        template = workspace.decision_templates.get(str(kept.get("template_id", "")))
        begun = {**(_begun_with(template, kept, reader) if template else {}), **(_begun(cycle, thread) if thread is not None else {})}
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle)
    rows = {kind: max(3, count) for kind, count in counts_of({**begun, **kept}).items()}
    names = (
        "title", "question", "section_id", "objective_id", "due_at", "fallback", "scope", "thread_id", "template_id", "template_version",
        "with_approval",
        *(f"option_{n}{part}" for n in range(rows["option"]) for part in ("", "_consequence")),
        *(f"criterion_{n}{part}" for n in range(rows["criterion"]) for part in ("", "_method", "_owner", "_check")),
    )  # fmt: skip
    values = {**dict.fromkeys(names, ""), "owner_id": reader.person_id, "closes_thread": "" if "title" in kept else "yes", **begun, **kept}
    return page(
        request,
        "decisions/new.html",
        status=status,
        title="Propose a decision",
        cycle_id=cycle_id,
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Decisions", "href": f"/cycles/{cycle_id}/decisions"},
            {"title": "Propose", "href": ""},
        ),
        values=values,
        rows=rows,
        templates=[(one.id, one.current.content.title) for one in workspace.decision_templates.values() if not one.retired],
        began_with=(template.id, template.current.content.title) if template else None,
        template_approval=_approval(template, values["template_version"]) if template else "",
        sections=sections,
        objectives=objectives,
        people=choices(workspace, reader),
        refusal=said,
        origin=origin,
        action=f"/cycles/{cycle_id}/decisions",
    )


def _begun(cycle: Cycle, thread: Thread) -> dict[str, str]:
    """Return what a thread says, as the form begins with it: its first sentence as the title, its words and its passage as the question."""
    words = "" if thread.comments[0].redacted else thread.comments[0].text.strip()
    quote = thread.quote.strip()
    return {
        "title": _first_sentence(words or quote),
        "question": f"{words}\n\n“{quote}”" if words and quote else words or quote,
        "section_id": thread.section_id if thread.section_id in cycle.sections else "",
        "objective_id": thread.objective_id,
    }


def _begun_with(template: DecisionTemplate, kept: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Return what a template says, as the form begins with it: whoever fills it in answers for each criterion at first."""
    if "title" in kept:
        return {}  # the form came back, with what somebody wrote
    version = template.current
    owners = {f"criterion_{n}_owner": reader.person_id for n in range(len(version.content.criteria))}
    return {**values_of(version.content), **owners, "template_version": str(version.number), "with_approval": "yes"}


def _approval(template: DecisionTemplate, number: str) -> str:
    version = template.version(int(number)) if number.isdecimal() else None
    return approval_words(version.content.approval) if version else ""


def _first_sentence(text: str) -> str:
    sentence = _SENTENCE_END.split(text.partition("\n")[0], maxsplit=1)[0].strip()
    return sentence if len(sentence) <= _LONGEST_TITLE else f"{sentence[:_LONGEST_TITLE].rsplit(' ', 1)[0]}…"


routes = [show_new_decision, propose_decision]
