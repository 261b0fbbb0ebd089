"""The pictures of a journey as pages show them: where they are, and how large, so that nothing moves when they come."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from plumbline.blobs.picture import Size, size_of
from plumbline.domain.journey.model import Image
from plumbline.domain.journey.plain import Plain
from plumbline.installation import Installation
from plumbline.kernel.record import record

_KEPT = 1_000
_sizes: OrderedDict[str, Size | None] = OrderedDict()
"""By digest: what a digest names never changes."""


@record
class Picture:
    """A picture that is kept. width, height: in pixels; 0 where its bytes do not say."""

    address: str
    width: int = 0
    height: int = 0


async def pictures_of(installation: Installation, images: Iterable[Image], base: str) -> Mapping[str, Picture]:
    """Return the pictures that are kept in the workspace, by the names of images. base: the address that their names follow.

    An image whose picture is not kept, as after an import, is missing: what shows it shows its description.
    """
    digests = {one.id: one.digest for one in images}
    known = await installation.blobs.known(digests.values()) if digests else frozenset[str]()
    return {name: await _picture(installation, digest, f"{base}/{name}") for name, digest in digests.items() if digest in known}


async def pictures_in(installation: Installation, content: Plain, base: str) -> Mapping[str, Picture]:
    """Return the same for a journey in its plain form, whatever is wrong with it."""
    images: list[Plain] = [one for one in content.get("images", ()) if isinstance(one, dict)]
    named = (Image(id=str(one.get("id", "")), digest=str(one.get("digest", ""))) for one in images)
    return await pictures_of(installation, named, base)


async def _picture(installation: Installation, digest: str, address: str) -> Picture:
    if digest not in _sizes:
        blob = await installation.blobs.get(digest)
        _sizes[digest] = size_of(blob.body) if blob is not None else None
        if len(_sizes) > _KEPT:
            _sizes.popitem(last=False)
    width, height = _sizes[digest] or (0, 0)
    return Picture(address=address, width=width, height=height)
