"""The bodies that what is written names by digest: those that are kept with it, and those that were handed in before."""

from collections.abc import Iterable
from typing import Any

from plumbline.domain.cycle.evidence import EvidenceSubmitted
from plumbline.domain.document import rules as document_rules
from plumbline.domain.document.document import Document, ImageAttached
from plumbline.domain.journey import rules as journey_rules
from plumbline.domain.journey.edit import images_in
from plumbline.domain.journey.joining import JourneyMerged
from plumbline.domain.journey.journey import Journey, JourneyEdited
from plumbline.domain.streams import State
from plumbline.domain.workspace import publishing
from plumbline.domain.workspace.template import PublishTemplate
from plumbline.domain.workspace.theme import ThemeDefined
from plumbline.domain.workspace.workspace import Workspace


def bodies_of(command: Any, state: State) -> Iterable[bytes]:
    """Return the texts and contents that a command's events name by digest."""
    match state:
        case Document():
            return (text.encode() for text in document_rules.texts_of(command, state))
        case Journey():
            return journey_rules.bodies_of(command, state)
        case Workspace() if isinstance(command, PublishTemplate):
            return publishing.bodies_of(command, state)
        case _:
            return ()


def handed_in(event: Any) -> Iterable[str]:
    """Return the digests of files that an event names and that were kept before it."""
    match event:
        case EvidenceSubmitted() | ImageAttached():
            return (event.digest,)
        case JourneyEdited():
            return event.images
        case JourneyMerged():
            return images_in(event.edits)
        case ThemeDefined():
            return (event.digest,) if event.digest else ()
        case _:
            return ()
