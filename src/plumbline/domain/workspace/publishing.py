"""The rules of a workspace's templates: what a journey has to be before others are made from it."""

import json
import re
from typing import Any

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.journey.body import body_of, digest_of, faults_of
from plumbline.domain.journey.plain import Plain
from plumbline.domain.journey.shape import shape_problems
from plumbline.domain.workspace.template import PublishTemplate, TemplatePublished, version_called
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID, _LONGEST_TITLE, _SHOWN = 60, 240, 20
_ACT = "template.publish"


def publish_template(command: PublishTemplate, workspace: Workspace, context: Context) -> Answer:
    """Return what publishing changes, or everything that the template still lacks."""
    me, title = (context.actor,), command.title.strip()
    content = content_of(command, workspace)
    usable = len(command.template_id) <= _LONGEST_ID and bool(_ID.fullmatch(command.template_id))
    findings = [
        check("template.id", usable, actual=command.template_id, who=me, act=_ACT),
        check("template.free", command.is_free, actual=command.template_id, who=me, act=_ACT),
        check("template.title", 0 < len(title) <= _LONGEST_TITLE, expected=_LONGEST_TITLE, who=me, act=_ACT),
        *(check("template.name", False, actual=one, who=me, act=_ACT) for one in command.open_names[:_SHOWN]),
        *_proven(command, content, context),
    ]
    published = TemplatePublished(
        template_id=command.template_id, number=_next(command, workspace), title=title, digest=digest_of(content) if content else "",
        journey_id=command.journey_id, journey_number=command.journey_number,
    )  # fmt: skip
    return decided("template.unfit", findings, lambda: [] if _is_the_same(command, workspace) else [published])


def bodies_of(command: PublishTemplate, workspace: Workspace) -> tuple[bytes, ...]:
    """Return the body that the event of an accepted command names by its digest."""
    content = content_of(command, workspace)
    return (body_of(content),) if content else ()


def content_of(command: PublishTemplate, workspace: Workspace) -> Plain | None:
    """Return the content of the template's next version; None for what is no journey."""
    return _as_version(command, _next(command, workspace))


def _as_version(command: PublishTemplate, number: int) -> Plain | None:
    try:
        content: Any = json.loads(command.content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    made: Plain = {**content, "id": command.template_id, "title": command.title.strip(), "version": version_called(number)}
    return None if any(shape_problems(made)) else made


def _proven(command: PublishTemplate, content: Plain | None, context: Context) -> list[Finding]:
    """What the template has to show: it holds up, something can go wrong in it, and everything that does is recovered."""
    me = (context.actor,)
    if content is None:
        return [check("template.sound", False, actual="it is no journey", who=me, act=_ACT)]
    faults = faults_of(content)
    goes_wrong = any(one.get("kind") == "exception" for one in content.get("screens", ()))
    return [
        *(check("template.sound", False, actual=one.problem, who=me, act=_ACT) for one in faults[:_SHOWN]),
        check("template.exception", goes_wrong, who=me, act=_ACT),
        check("template.complete", command.complete or bool(faults), who=me, act=_ACT),
        *(check("template.finding", False, actual=one, who=me, act=_ACT) for one in command.findings[:_SHOWN]),
    ]


def _next(command: PublishTemplate, workspace: Workspace) -> int:
    return len(workspace.templates.get(command.template_id, ())) + 1


def _is_the_same(command: PublishTemplate, workspace: Workspace) -> bool:
    """Whether the newest version of the template says this already."""
    known = workspace.templates.get(command.template_id)
    if not known:
        return False
    content = _as_version(command, len(known))
    return content is not None and digest_of(content) == known[-1].published.digest
