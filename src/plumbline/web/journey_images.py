"""The pictures of a journey: uploaded here, shown by its screens and components."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.edge.journey_files import attach_image
from plumbline.kernel.outcome import Refusal
from plumbline.web.errors import PageMissing
from plumbline.web.files import image
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.journey_edits import free_id, part_in
from plumbline.web.journey_found import content_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.uploads import upload_of


@get("/journeys/{journey_id:str}/images/{name:str}")
async def show_image(request: Request[Any, Any, Any], journey_id: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Give an image of a journey as it is now, as an image and nothing else."""
    content, _, _ = await content_of(request, journey_id)
    found = part_in(content, "image", name)
    return await kept_image(request, str(found.get("digest", "")) if found else "")


@get("/journeys/{journey_id:str}/new-image")
async def show_upload(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str]:
    """Show the form that uploads an image."""
    return await upload_page(request, journey_id)


@post("/journeys/{journey_id:str}/images")
async def add_image(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Upload an image; with the name of one that is there, the newer picture takes its place."""
    content, _, _ = await content_of(request, journey_id)
    fields = await fields_of(request)
    upload = await upload_of(request, fields)
    if upload is None:
        fields.complain("file", "Choose an image.")
    if fields.problems or upload is None:
        return await upload_page(request, journey_id, status=422, said=problem_words(fields.problems))
    wished = fields.text("name")
    taken = {str(one.get("id")) for one in content.get("images", ())}
    name = wished if wished in taken else free_id(wished or upload.name.rpartition(".")[0] or upload.name, taken)
    answer = await attach_image(installation_of(request), journey_id, name, upload.body, context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None, f"/journeys/{journey_id}")
        return await upload_page(request, journey_id, status=status_of(answer), said=said)
    return see_other(f"/journeys/{journey_id}/parts/image/{name}")


async def upload_page(request: AnyRequest, journey_id: str, *, status: int = 200, said: RefusalWords | None = None) -> Response[str]:
    """Return the form that uploads an image."""
    content, title, cycle_id = await content_of(request, journey_id)
    home = f"/journeys/{journey_id}"
    return page(
        request,
        "journey/new_image.html",
        status=status,
        title="New image",
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/journeys",
        crumbs=({"title": title, "href": home}, {"title": "New image", "href": ""}),
        refusal=said,
        home=home,
        wished=request.query_params.get("name", ""),
        known=[str(one.get("id")) for one in content.get("images", ())],
    )


async def kept_image(request: AnyRequest, digest: str) -> Response[bytes]:
    """Return a picture that is kept under a digest. Raises PageMissing where there is none, or it is no picture."""
    blob = await installation_of(request).blobs.get(digest) if digest else None
    answer = image(blob) if blob is not None else None
    if answer is None:
        raise PageMissing("image")
    answer.headers["Cache-Control"] = "private, no-cache"  # the address names the image, whose picture may be another one tomorrow
    return answer


routes = (show_image, show_upload, add_image)
