"""People as a form offers them."""

from plumbline.domain.workspace.workspace import Workspace
from plumbline.web.labels import name_of
from plumbline.web.reader import Reader

Choice = tuple[str, str]


def choices(workspace: Workspace, reader: Reader) -> tuple[Choice, ...]:
    """Return the active members as (id, name and rank), the reader first, then by name."""
    active = [member for member in workspace.members.values() if member.active]
    ordered = sorted(active, key=lambda member: (member.id != reader.person_id, name_of(reader.names, member.id).casefold()))
    return tuple((member.id, f"{name_of(reader.names, member.id)}{_aside(member.id, member.rank, reader)}") for member in ordered)


def _aside(person_id: str, rank: str, reader: Reader) -> str:
    return f" (you, {rank})" if person_id == reader.person_id else f" ({rank})"
