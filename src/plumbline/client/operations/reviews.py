# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on reviews."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AssignSectionBody, CancelReviewBody, GuestList, InvitedBody, Leaving, NewGuest, NewReview
from plumbline.client.shapes.part2 import ReceiptBody, ReopenReviewBody, ReviewBody, ReviewBodyList, SignOffSectionBody, StandingBody, WithdrawSignOffBody


class Reviews:
    """Operations on reviews."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def assign_section(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssignSectionBody]) -> ReceiptBody:
        """Say who reads a section."""
        return self._connection.post(f"/v1/reviews/{part(item_id)}/readers", body, sending)

    def cancel_review(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CancelReviewBody]) -> ReceiptBody:
        """Cancel it."""
        return self._connection.post(f"/v1/reviews/{part(item_id)}/cancellation", body, sending)

    def close_round(self, item_id: str, review_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Close the round of a review."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/reviews/{part(review_id)}/closing", None, sending)

    def create_guest(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewGuest]) -> InvitedBody:
        """Invite a guest to the review."""
        return self._connection.post(f"/v1/reviews/{part(item_id)}/guests", body, sending)

    def create_review(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewReview]) -> ReceiptBody:
        """Open a review of a document or a journey."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/reviews", body, sending)

    def end_guest(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[Leaving]) -> ReceiptBody:
        """End a guest's link."""
        return self._connection.post(f"/v1/reviews/{part(item_id)}/guest-revocations", body, sending)

    def list_guests(self, item_id: str, /) -> GuestList:
        """List the guests of a review."""
        return self._connection.get(f"/v1/reviews/{part(item_id)}/guests", {})

    def list_reviews(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> ReviewBodyList:
        """List a cycle's reviews."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/reviews", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_reviews(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[ReviewBody]:
        """List a cycle's reviews, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/reviews", {"state": state, "as_of": as_of})

    def reopen_review(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReopenReviewBody]) -> ReceiptBody:
        """Reopen it."""
        return self._connection.post(f"/v1/reviews/{part(item_id)}/reopening", body, sending)

    def show_review(self, item_id: str, /, *, as_of: str | None = None) -> ReviewBody:
        """Show one of the reviews."""
        return self._connection.get(f"/v1/reviews/{part(item_id)}", {"as_of": as_of})

    def show_standing(self, item_id: str, /) -> StandingBody:
        """What stands in the way of closing the round."""
        return self._connection.get(f"/v1/reviews/{part(item_id)}/standing", {})

    def sign_off_section(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SignOffSectionBody]) -> ReceiptBody:
        """Sign a section off."""
        return self._connection.post(f"/v1/reviews/{part(item_id)}/sign-offs", body, sending)

    def withdraw_sign_off(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WithdrawSignOffBody]) -> ReceiptBody:
        """Withdraw a sign-off."""
        return self._connection.post(f"/v1/reviews/{part(item_id)}/sign-off-withdrawals", body, sending)
