"""Letting go of bodies: texts and messages that were redacted, at once; uploads that nothing ever named, once they are older than a day."""

import logging
from datetime import timedelta

from plumbline.blobs.store import Released
from plumbline.directory.directory import Directory
from plumbline.domain.document.document import Document
from plumbline.handling import Handling
from plumbline.projections.bodies import named

_log = logging.getLogger(__name__)
KEPT_UNNAMED = timedelta(days=1)
"""How long an upload is kept that nothing names: a form may be open, or a program between two requests."""
MOST_AT_ONCE = 1000
"""How many bodies are let go of in one pass; the rest waits for the next one."""


async def forget(handling: Handling, document_id: str) -> Released:
    """Let go of the texts of a document that were redacted, unless something else in the workspace has the same.

    It may be called at any time and any number of times. Raises UnwritableBlobs.
    """
    async with handling.reading(document_id) as state:
        document: Document = state
        gone = document.redacted
    if not gone:
        return Released()
    released = await handling.blobs.release(gone - await named(handling.ledger, gone))
    if released.bodies:
        _log.info("%s: %d redacted texts are gone", document_id, released.bodies)
    return released


def holder_of_mail(workspace_id: str) -> str:
    """Return for whom the bytes of a workspace's messages are kept: for nobody who asks for a file by its digest."""
    return f"{workspace_id} mail"


async def forget_message(handling: Handling, directory: Directory, comment_id: str, workspace_id: str) -> None:
    """Let go of the message that became a comment, because the comment was redacted. Raises UnwritableBlobs."""
    message = directory.incoming.behind(comment_id, (workspace_id,))
    if message is not None and message.original:
        await handling.blobs.whole.release((message.original,), holders=(holder_of_mail(workspace_id),))
        directory.incoming.let_go(message.key)


async def tidy(handling: Handling) -> Released:
    """Let go of uploads of a workspace that nothing names and that are older than a day; return what they were. Raises UnwritableBlobs.

    The age is asked once more in the step that takes a body away, so one that is being named meanwhile stays.
    """
    before, after = handling.clock() - KEPT_UNNAMED, ""
    count = size = 0
    while count < MOST_AT_ONCE and (old := await handling.blobs.held(before=before, after=after)):
        released = await handling.blobs.release(frozenset(old) - await named(handling.ledger, old), before=before)
        count, size, after = count + released.bodies, size + released.size, old[-1]
    if count:
        _log.info("removed %d uploads of %s that nothing named (%d bytes)", count, handling.workspace_id, size)
    return Released(count, size)
