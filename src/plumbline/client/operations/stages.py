# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on stages."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AnswerFollowUpBody, LeaveStageBody
from plumbline.client.shapes.part2 import ReceiptBody, StageBody, StageBodyList


class Stages:
    """Operations on stages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def answer_follow_up(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AnswerFollowUpBody]) -> ReceiptBody:
        """Answer the follow-up of a missing signal."""
        return self._connection.post(f"/v1/stages/{part(item_id)}/follow-up-answers", body, sending)

    def enter_stage(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Enter a stage."""
        return self._connection.post(f"/v1/stages/{part(item_id)}/entry", None, sending)

    def leave_stage(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[LeaveStageBody]) -> ReceiptBody:
        """Leave a stage through its gate, or say which signal is missing."""
        return self._connection.post(f"/v1/stages/{part(item_id)}/exit", body, sending)

    def list_stages(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> StageBodyList:
        """List a cycle's stages."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/stages", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_stages(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[StageBody]:
        """List a cycle's stages, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/stages", {"state": state, "as_of": as_of})

    def show_stage(self, item_id: str, /, *, as_of: str | None = None) -> StageBody:
        """Show one of the stages."""
        return self._connection.get(f"/v1/stages/{part(item_id)}", {"as_of": as_of})
