"""A file that comes with a form: read up to what is kept, and no further."""

from hashlib import sha256
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile

from plumbline.blobs.store import LARGEST
from plumbline.kernel.record import record
from plumbline.web.forms import Fields

_MEGABYTE = 1024 * 1024
_LONGEST_NAME = 200


@record
class Upload:
    """An uploaded file. name: the last part of what the browser calls it. digest: SHA-256 of its body."""

    name: str
    body: bytes

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()


async def upload_of(request: Request[Any, Any, Any], fields: Fields, name: str = "file") -> Upload | None:
    """Return the file of a form, or None when there is none; one that is empty or too large is a problem of the form."""
    sent = (await request.form()).get(name)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    body = await sent.read(LARGEST + 1)
    if not body:
        fields.complain(name, "The file is empty. Choose the one that you mean.")
    if len(body) > LARGEST:
        fields.complain(name, f"The file has more than {LARGEST // _MEGABYTE} MB. Attach a link to where it is, or a smaller part of it.")
    return Upload(name=_last_part(sent.filename), body=body)


def _last_part(path: str) -> str:
    """A browser names the file only; whatever else sends one may name a path."""
    shown = "".join(letter for letter in path.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    return shown[-_LONGEST_NAME:] or "file"
