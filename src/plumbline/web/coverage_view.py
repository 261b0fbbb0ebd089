"""What recorded runs covered of a journey, as its results show it."""

from plumbline.domain.journey.analysis.coverage import Coverage, Part
from plumbline.domain.journey.model import Model
from plumbline.kernel.record import record
from plumbline.words.journey_finding import finding_words


@record
class Missed:
    """Something that no run went through. href: where the way to it is played, in so many steps."""

    title: str
    steps: int
    href: str


@record
class CoverageView:
    """lines: the kinds of parts with how many of them were covered. said: of what content, by how many runs."""

    said: str
    lines: tuple[tuple[str, Part], ...]
    missed: tuple[Missed, ...]
    complete: bool


def coverage_view(found: Coverage, model: Model, base: str) -> CoverageView:
    """Return it in words. base: the address of the journey or template."""
    lines = (("Exceptions", found.exceptions), ("Transitions", found.transitions), ("Tasks done", found.tasks))
    runs = f"{found.runs} {'run' if found.runs == 1 else 'runs'}"
    return CoverageView(
        said=f"What {runs} of exactly this content went through, of what can be reached."
        if found.runs
        else "No run of exactly this content.",
        lines=tuple((words, part) for words, part in lines if part.of),
        missed=tuple(
            Missed(title=finding_words(one, model).title, steps=len(one.trace), href=f"{base}/uncovered/{one.id}") for one in found.findings
        ),
        complete=found.complete,
    )
