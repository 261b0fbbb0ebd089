# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on handoffs."""

from collections.abc import Iterator
from typing import Any, Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AcceptHandoffBody, AgreeToWorkItemBody, DescribeLineBody, HandoffBody, HandoffBodyList, HoldCheckpointBody, LinkWorkItemBody, QuestionLineBody
from plumbline.client.shapes.part2 import ReceiptBody, ReturnHandoffBody, TakeNewVersionBody, UnlinkWorkItemBody, WithdrawHandoffBody


class Handoffs:
    """Operations on handoffs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_handoff(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AcceptHandoffBody]) -> ReceiptBody:
        """Accept it."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/acceptance", body, sending)

    def agree_to_work_item(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AgreeToWorkItemBody]) -> ReceiptBody:
        """Agree to the title and the due date that an issue was given outside."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/work-item-agreements", body, sending)

    def describe_line(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DescribeLineBody]) -> ReceiptBody:
        """Say what a line says besides its decision."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/line-descriptions", body, sending)

    def export_handoff(self, item_id: str, form: str, /) -> Any:
        """Take a handoff along: md, json, html or zip."""
        return self._connection.get(f"/v1/handoffs/{part(item_id)}/package/{part(form)}", {})

    def hold_checkpoint(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[HoldCheckpointBody]) -> ReceiptBody:
        """Record what a line's checkpoint showed."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/checkpoints", body, sending)

    def link_work_item(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[LinkWorkItemBody]) -> ReceiptBody:
        """Link the issue outside that carries a line out."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/work-items", body, sending)

    def list_handoffs(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> HandoffBodyList:
        """List a cycle's handoffs."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/handoffs", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_handoffs(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[HandoffBody]:
        """List a cycle's handoffs, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/handoffs", {"state": state, "as_of": as_of})

    def offer_handoff(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Offer it to its receiver."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/offering", None, sending)

    def question_line(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[QuestionLineBody]) -> ReceiptBody:
        """Ask about a line; opens a thread."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/questions", body, sending)

    def return_handoff(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReturnHandoffBody]) -> ReceiptBody:
        """Return it or some of its lines, with the reason."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/returns", body, sending)

    def show_handoff(self, item_id: str, /, *, as_of: str | None = None) -> HandoffBody:
        """Show one of the handoffs."""
        return self._connection.get(f"/v1/handoffs/{part(item_id)}", {"as_of": as_of})

    def take_new_version(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TakeNewVersionBody]) -> ReceiptBody:
        """Take the new version of a line."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/renewals", body, sending)

    def unlink_work_item(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[UnlinkWorkItemBody]) -> ReceiptBody:
        """Unlink an issue from a line."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/work-item-removals", body, sending)

    def withdraw_handoff(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WithdrawHandoffBody]) -> ReceiptBody:
        """Withdraw it."""
        return self._connection.post(f"/v1/handoffs/{part(item_id)}/withdrawal", body, sending)
