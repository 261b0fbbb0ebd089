"""A page of a cycle with many forms on it: how each is carried out, and where a person comes back to."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from litestar import Response
from litestar.response import Redirect

from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words
from plumbline.web.forms import Fields
from plumbline.web.render import see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

Build = Callable[[str, Fields], Any]
SOMEDAY = datetime.max.replace(tzinfo=UTC)  # stands in where a field is missing: the form is refused before it is used


class Show(Protocol):
    """Shows the page. kept: what the person wrote, by form."""

    async def __call__(
        self,
        request: AnyRequest,
        cycle_id: str,
        *,
        status: int = 200,
        refusal: Refusal | None = None,
        said: RefusalWords | None = None,
        kept: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Response[str]: ...


class Sheet:
    """One such page."""

    def __init__(self, name: str, show: Show) -> None:
        """name: the last part of its address below the cycle."""
        self._name, self._show = name, show

    async def act_on(
        self, request: AnyRequest, fields: Fields, item_id: str, kind: str, act: str, acts: Mapping[str, Build], *, called: str = ""
    ) -> Response[str] | Redirect:
        """Carry out one act of a table on an item, and come back to its card. called: the kind, as people say it."""
        item = await find_item(installation_of(request).ledger, item_id)
        if item is None or item.kind != kind or act not in acts:
            raise PageMissing(called or kind)
        return await self.carried_out(request, item.cycle_id, f"{item_id}-{act}", acts[act](item_id, fields), fields, f"#{item_id}")

    async def carried_out(
        self, request: AnyRequest, cycle_id: str, form: str, command: Any, fields: Fields, place: str = ""
    ) -> Response[str] | Redirect:
        """Send a command and come back to what it made; a refusal shows the page again, with what was written kept."""
        kept = {form: fields.kept()}
        if fields.problems:
            return await self._show(request, cycle_id, status=422, said=problem_words(fields.problems), kept=kept)
        answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
        if isinstance(answer, Refusal):
            return await self._show(request, cycle_id, status=status_of(answer), refusal=answer, kept=kept)
        return see_other(f"/cycles/{cycle_id}/{self._name}{place or f'#{answer.item}'}")
