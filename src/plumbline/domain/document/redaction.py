"""Taking the text of a version away: who may, what stays provable. The digest stays in the ledger, the body goes."""

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.document.document import Document, Redaction, RedactVersion, VersionRedacted
from plumbline.domain.document.writers import may_redact, may_write
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal


def redact(command: RedactVersion, document: Document, workspace: Workspace, context: Context) -> Answer:
    """The newest text is what everybody reads, so it is written anew first; earlier versions with the same text go together."""
    version = document.written(command.number)
    if version is None:
        finding = Finding(rule="common.known", met=False, expected="version", actual=command.number, item=document.id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    if version.redaction is not None:
        return []
    people, act = may_redact(document, version.number, workspace), "document.redact"
    writers = may_write(document, workspace)
    older = version.digest != document.current.digest
    findings = [
        check("document.redacter", context.actor in people, actual=context.actor, who=people, act=act, item=document.id),
        check("document.redact_older", older, actual=version.number, who=writers, act="document.write", item=document.id),
        check("document.redact_reason", bool(command.reason.strip()), who=(context.actor,), act=act, item=document.id),
    ]
    same = [one for one in document.versions if one.digest == version.digest and one.redaction is None]

    def events() -> list[VersionRedacted]:
        return [
            VersionRedacted(
                document_id=document.id, number=one.number, digest=one.digest, reason=command.reason.strip(),
                suggestion_id=one.suggestion_id,
            )
            for one in same
        ]  # fmt: skip

    return decided("document.redaction", findings, events)


def redacted(document: Document, recorded: Recorded) -> None:
    """Take over into the state that a text is gone; its note goes with it."""
    event: VersionRedacted = recorded.event
    version = document.versions[event.number - 1]
    version.redaction, version.note = Redaction(by_id=recorded.actor, at=recorded.at, reason=event.reason), ""
    if suggestion := document.suggestions.get(event.suggestion_id):
        suggestion.redacted, suggestion.note = True, ""
