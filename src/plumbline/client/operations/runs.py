# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on runs."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AdvanceBody, AnswerQuestionBody, CoverageBody, EnterBody, GiveUpBody, GoBackBody, LetHappenBody, NewPlayLink, NewRemarkThread, NewRun, PlayLinkList, PlayLinkMade
from plumbline.client.shapes.part2 import ReceiptBody, RedactRunBody, RestartBody, RunBody, RunLine, RunList, TakeRoleBody, WaitBody, bodies_RemarkBody


class Runs:
    """Operations on runs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def advance(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AdvanceBody]) -> ReceiptBody:
        """Do something on a screen, with what its controls are given."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/steps", body, sending)

    def answer_question(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AnswerQuestionBody]) -> ReceiptBody:
        """Answer the question afterwards."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/answers", body, sending)

    def end_link(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """End a link for participants."""
        return self._connection.post(f"/v1/play-links/{part(item_id)}/ending", None, sending)

    def enter(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[EnterBody]) -> ReceiptBody:
        """Give controls their values; the screen stays."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/entries", body, sending)

    def give_up(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[GiveUpBody]) -> ReceiptBody:
        """Give up."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/endings", body, sending)

    def go_back(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[GoBackBody]) -> ReceiptBody:
        """Go back to before the last act."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/returns", body, sending)

    def let_happen(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[LetHappenBody]) -> ReceiptBody:
        """Let a fault, a system's answer or the end of a wait happen."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/happenings", body, sending)

    def list_links(self, *, of: str | None = None) -> PlayLinkList:
        """List the links for participants."""
        return self._connection.get("/v1/play-links", {"of": of})

    def list_runs(self, *, of: str | None = None, after: str | None = None, limit: int | None = None) -> RunList:
        """List the runs of a journey or template."""
        return self._connection.get("/v1/runs", {"of": of, "after": after, "limit": limit})

    def all_runs(self, *, of: str | None = None) -> Iterator[RunLine]:
        """List the runs of a journey or template, page after page."""
        return self._connection.pages("/v1/runs", {"of": of})

    def offer_journey(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewPlayLink]) -> PlayLinkMade:
        """Make a link for participants to a journey."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/play-links", body, sending)

    def offer_template(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewPlayLink]) -> PlayLinkMade:
        """Make a link for participants to a template."""
        return self._connection.post(f"/v1/templates/{part(item_id)}/play-links", body, sending)

    def open_thread_from_remark(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewRemarkThread]) -> ReceiptBody:
        """Make a remark into a thread."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/threads", body, sending)

    def play_journey(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewRun]) -> ReceiptBody:
        """Play a journey."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/runs", body, sending)

    def play_template(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewRun]) -> ReceiptBody:
        """Play a built-in template."""
        return self._connection.post(f"/v1/templates/{part(item_id)}/runs", body, sending)

    def redact_run(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RedactRunBody]) -> ReceiptBody:
        """Take away for good what participants wrote by hand."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/redactions", body, sending)

    def remark(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[bodies_RemarkBody]) -> ReceiptBody:
        """Say what is wrong in the exact state."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/remarks", body, sending)

    def restart(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RestartBody]) -> ReceiptBody:
        """Begin again within the run."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/restarts", body, sending)

    def show_coverage(self, *, of: str | None = None) -> CoverageBody:
        """Say what runs covered of a journey or template."""
        return self._connection.get("/v1/coverage", {"of": of})

    def show_run(self, item_id: str, /) -> RunBody:
        """Show a run."""
        return self._connection.get(f"/v1/runs/{part(item_id)}", {})

    def take_role(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TakeRoleBody]) -> ReceiptBody:
        """Play one more role."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/roles", body, sending)

    def wait(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WaitBody]) -> ReceiptBody:
        """Let the player move those whom nobody plays."""
        return self._connection.post(f"/v1/runs/{part(item_id)}/waits", body, sending)
