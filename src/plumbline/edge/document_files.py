"""Files that become a document's text or an image in it. Pages and API share it."""

from plumbline.blobs.kind import IMAGES, kind_of, text_of
from plumbline.domain.document.document import AttachImage
from plumbline.domain.document.outline import Format
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.items import find_item


def text_in(body: bytes, name: str) -> str | Refusal:
    """Return the text of a file, or why it holds none. name: what people call the file."""
    text = text_of(body)
    if text is not None:
        return text
    finding = Finding(rule="document.encoding", met=False, expected="UTF-8", actual=name, act="document.create")
    return Refusal(code="document.unusable", kind="invalid", findings=(finding,))


def format_of(name: str) -> Format:
    """Return how a file's text is read, by how its name ends: Markdown, or plain text as it stands."""
    return "markdown" if name.lower().endswith((".md", ".markdown")) or "." not in name else "text"


async def attach_image(installation: Installation, document_id: str, name: str, body: bytes, context: Context) -> Answer:
    """Keep an image and make it available to a document's text. Raises TooLarge."""
    kind = kind_of(body)
    if kind not in IMAGES:
        finding = Finding(rule="document.image_kind", met=False, actual=kind, item=document_id, act="document.attach")
        return Refusal(code="document.unusable", kind="invalid", findings=(finding,))
    digest = await installation.handling.keep(body, context)
    if isinstance(digest, Refusal):
        return digest
    return await installation.handling.handle(document_id, AttachImage(document_id=document_id, name=name, digest=digest), context)


async def is_document(ledger: WorkspaceLedger, document_id: str) -> bool:
    """Tell whether there is a document with an id."""
    row = await find_item(ledger, document_id)
    return row is not None and row.kind == "document"
