"""Sections and subjects across a cycle: its own, and those of what is under review in it."""

from collections.abc import Iterator

from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.state import Cycle


def section_title(cycle: Cycle, section_id: str) -> str:
    """Return what a section is called: of the cycle, of something reviewed in it, of its journeys; empty for one that nobody knows."""
    if section := cycle.sections.get(section_id):
        return section.title
    for review in reversed(cycle.reviews.values()):
        if part := review.part(section_id):
            return part.title
        if section_id in review.past_titles:
            return review.past_titles[section_id]
    known = (section for journey in cycle.journeys.values() for section in journey.sections)
    return next((section.title for section in known if section.id == section_id), "")


def reviews_about(cycle: Cycle, subject_id: str) -> Iterator[Review]:
    """Yield the reviews of one thing, the newest first."""
    return (review for review in reversed(cycle.reviews.values()) if review.subject.id == subject_id)


def review_about(cycle: Cycle, subject_id: str) -> Review | None:
    """Return the review of a thing that matters now: the open one, else the newest."""
    found = list(reviews_about(cycle, subject_id))
    return next((review for review in found if review.state == "open"), found[0] if found else None)
