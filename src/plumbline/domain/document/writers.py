"""Who may change a document, and who may take a text of it away."""

from plumbline.domain.document.document import Document
from plumbline.domain.workspace.workspace import Workspace


def may_write(document: Document, workspace: Workspace) -> tuple[str, ...]:
    """Return who writes the document: its owner, and the leads."""
    leads = [person for person in workspace.members if workspace.has_rank(person, "lead")]
    return tuple(dict.fromkeys(one for one in (document.owner_id, *leads) if workspace.is_active(one)))


def may_redact(document: Document, number: int, workspace: Workspace) -> tuple[str, ...]:
    """Return who takes a version's text away: whoever writes the document, and whoever wrote that version."""
    version = document.written(number)
    people = (*may_write(document, workspace), version.author_id if version else "")
    return tuple(dict.fromkeys(one for one in people if workspace.is_active(one)))
