"""A journey or template as a file that plays by itself, with its pictures and the workspace's theme. Pages and API share it."""

from plumbline.artifacts.offline_journey import offline_page
from plumbline.blobs.kind import IMAGES, kind_of
from plumbline.edge.playable import Playable
from plumbline.installation import Installation
from plumbline.kernel.record import record


@record
class OfflineFile:
    """The file. name: what it is called when it is saved."""

    name: str
    text: str


async def offline_file(installation: Installation, played: Playable) -> OfflineFile:
    """Return the file of what can be played. Pictures that are not kept here are missing from it: it shows their descriptions."""
    blobs, theme = installation.blobs, (await installation.handling.workspace()).theme
    found = {one.id: await blobs.get(one.digest) for one in played.model.images}
    images = {name: blob for name, blob in found.items() if blob is not None and kind_of(blob.body) in IMAGES}
    logo = await blobs.get(theme.logo) if theme and theme.logo else None
    return OfflineFile(
        name=f"{played.model.id}-{played.number or played.template_version}.html",
        text=offline_page(played.model, played.digest, images, theme, logo),
    )
