"""What a text and an instant in a request may be. The OpenAPI document says the same, so patterns are ones of ECMA 262 too."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

TITLE_LENGTH, ADDRESS_LENGTH, TEXT_LENGTH, LONG_TEXT_LENGTH = 300, 2_000, 20_000, 400_000

# The end is said by what may not follow: `$` would let a newline pass.
_ONE_LINE = r"^[^\u0000-\u001f\u007f-\u009f]*(?![\s\S])"
_LINES = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*(?![\s\S])"

Title = Annotated[str, Meta(max_length=TITLE_LENGTH, pattern=_ONE_LINE)]
Address = Annotated[str, Meta(max_length=ADDRESS_LENGTH, pattern=_ONE_LINE)]
Text = Annotated[str, Meta(max_length=TEXT_LENGTH, pattern=_LINES)]
LongText = Annotated[str, Meta(max_length=LONG_TEXT_LENGTH)]  # what may stand in it is said by the rules of documents
Instant = Annotated[datetime, Meta(tz=True)]


def plainly(complaint: str) -> str:
    """Return the reader's complaint about a value in words for whoever sent it."""
    for pattern, words in ((_ONE_LINE, "newlines and other control characters"), (_LINES, "control characters besides newline and tab")):
        if repr(pattern) in complaint:
            return f"The text holds {words}, which are not recorded"
    if complaint.startswith("Expected `datetime` with a timezone"):
        return "The instant has no zone: write it like 2026-11-24T16:00:00Z or 2026-11-24T17:00:00+01:00"
    return complaint
