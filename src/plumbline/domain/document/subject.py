"""A document as a review sees it."""

from plumbline.domain.cycle.review import Part, Subject
from plumbline.domain.document.document import Document


def subject_of(document: Document) -> Subject:
    """Return what a review is told of a document's newest version. Raises IndexError for a document in which nothing has happened."""
    current = document.current
    parts = tuple(Part(section_id=one.id, title=one.title, digest=one.digest) for one in current.sections)
    return Subject(kind="document", id=document.id, number=current.number, content_hash=current.digest, parts=parts)
