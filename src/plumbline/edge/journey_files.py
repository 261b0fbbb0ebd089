"""Pictures that become part of a journey, and those that it lacks. Pages and API share it."""

from plumbline.blobs.kind import IMAGES, kind_of
from plumbline.blobs.within import WorkspaceBlobs
from plumbline.domain.journey.edit import adding, setting
from plumbline.domain.journey.journey import EditJourney, Journey
from plumbline.domain.journey.plain import Plain
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal


async def attach_image(installation: Installation, journey_id: str, name: str, body: bytes, context: Context) -> Answer:
    """Keep a picture as an image of a journey, or as the newer one of an image that has the name: an ordinary edit. Raises TooLarge."""
    kind = kind_of(body)
    if kind not in IMAGES:
        finding = Finding(rule="journey.image_kind", met=False, actual=kind, item=journey_id, act="journey.edit")
        return Refusal(code="journey.unusable", kind="invalid", findings=(finding,))
    digest = await installation.handling.keep(body, context)
    if isinstance(digest, Refusal):
        return digest
    async with installation.handling.reading(journey_id, texts=True) as state:
        journey: Journey = state
        images: list[Plain] = (journey.content or {}).get("images", [])
        known = any(one.get("id") == name for one in images)
    edit = setting("image", name, "digest", digest) if known else adding("image", {"id": name, "digest": digest})
    return await installation.handling.handle(journey_id, EditJourney(journey_id=journey_id, edits=(edit,)), context)


async def without_picture(blobs: WorkspaceBlobs, content: Plain) -> list[str]:
    """Return the names of the images whose picture is not kept here: one that was imported brings only its digest."""
    digests = {str(one.get("id")): str(one.get("digest", "")) for one in content.get("images", ())}
    kept = await blobs.known(digests.values())
    return [name for name, digest in digests.items() if digest not in kept]
