"""Templates of a workspace: journeys that others of it can be made from. Words and state; the rules are in publishing.py."""

from dataclasses import dataclass
from datetime import datetime

from plumbline.kernel.record import event, record


@record
class PublishTemplate:
    """Make a template of a version of a journey, or the next version of a template.

    content: of the journey as JSON, its names settled. open_names: those that nobody decided about. findings: what the analysis says of it,
    in words; complete: whether it looked at every state. is_free: whether no built-in template has the id. Whoever sends this has looked.
    """

    template_id: str
    title: str
    content: str
    journey_id: str
    journey_number: int
    open_names: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    complete: bool = False
    is_free: bool = True


@event("workspace.template_published")
class TemplatePublished:
    """number: of the template's version, from 1. digest: of its content. journey_id, journey_number: the version it was made of."""

    template_id: str
    number: int
    title: str
    digest: str
    journey_id: str
    journey_number: int


@dataclass(slots=True)
class PublishedTemplate:
    """One version of a template of the workspace."""

    published: TemplatePublished
    by_id: str
    at: datetime

    @property
    def version(self) -> str:
        """The version that its content says it is."""
        return version_called(self.published.number)


def version_called(number: int) -> str:
    """Return what the content of a workspace's template says about its version. number: from 1."""
    return f"{number}.0.0"
