# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on assumptions."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AssignAssumptionBody, AssumptionBody, AssumptionBodyList, DropAssumptionBody, RankAssumptionBody
from plumbline.client.shapes.part2 import ReceiptBody, RefuteAssumptionBody, RegisterTestBody, ShowReadingBody, ValidateAssumptionBody


class Assumptions:
    """Operations on assumptions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def assign_assumption(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssignAssumptionBody]) -> ReceiptBody:
        """Hand it on to another owner."""
        return self._connection.post(f"/v1/assumptions/{part(item_id)}/assignments", body, sending)

    def drop_assumption(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DropAssumptionBody]) -> ReceiptBody:
        """Drop it: nothing rests on it any more."""
        return self._connection.post(f"/v1/assumptions/{part(item_id)}/dropping", body, sending)

    def list_assumptions(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> AssumptionBodyList:
        """List a cycle's assumptions."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/assumptions", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_assumptions(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[AssumptionBody]:
        """List a cycle's assumptions, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/assumptions", {"state": state, "as_of": as_of})

    def rank_assumption(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RankAssumptionBody]) -> ReceiptBody:
        """Rank it by impact and by the cost of finding out."""
        return self._connection.post(f"/v1/assumptions/{part(item_id)}/ranks", body, sending)

    def refute_assumption(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RefuteAssumptionBody]) -> ReceiptBody:
        """Say that it does not hold; a costly one becomes a risk."""
        return self._connection.post(f"/v1/assumptions/{part(item_id)}/refutation", body, sending)

    def register_test(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RegisterTestBody]) -> ReceiptBody:
        """Register criterion and threshold, before anybody looks."""
        return self._connection.post(f"/v1/assumptions/{part(item_id)}/test", body, sending)

    def show_assumption(self, item_id: str, /, *, as_of: str | None = None) -> AssumptionBody:
        """Show one of the assumptions."""
        return self._connection.get(f"/v1/assumptions/{part(item_id)}", {"as_of": as_of})

    def show_reading(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ShowReadingBody]) -> ReceiptBody:
        """Show what was seen since."""
        return self._connection.post(f"/v1/assumptions/{part(item_id)}/readings", body, sending)

    def validate_assumption(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ValidateAssumptionBody]) -> ReceiptBody:
        """Say that it holds."""
        return self._connection.post(f"/v1/assumptions/{part(item_id)}/validation", body, sending)
