# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on risks."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AcceptRiskBody, AnswerCommitmentBody, ApplyCriterionBody, AssessRiskBody, AssignRiskBody, AvoidRiskBody, CloseRiskBody, IsolateDecisionBody, MaterialiseRiskBody, MitigateRiskBody
from plumbline.client.shapes.part2 import ReceiptBody, RecordRiskReadingBody, ReviewCriterionBody, RiskBody, RiskBodyList, TransferRiskBody, WriteFallbackBody


class Risks:
    """Operations on risks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AcceptRiskBody]) -> ReceiptBody:
        """Accept it until a date."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/acceptance", body, sending)

    def answer_commitment(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AnswerCommitmentBody]) -> ReceiptBody:
        """Answer whether the target signal can still be reached."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/commitment-answers", body, sending)

    def apply_criterion(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ApplyCriterionBody]) -> ReceiptBody:
        """Apply the safeguard's criterion to a decision."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/checkpoints", body, sending)

    def assess_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssessRiskBody]) -> ReceiptBody:
        """Judge closeness, impact and likelihood."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/assessment", body, sending)

    def assign_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssignRiskBody]) -> ReceiptBody:
        """Hand it on to another owner."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/assignments", body, sending)

    def avoid_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AvoidRiskBody]) -> ReceiptBody:
        """Avoid it."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/avoidance", body, sending)

    def close_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CloseRiskBody]) -> ReceiptBody:
        """Close it."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/closing", body, sending)

    def isolate_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[IsolateDecisionBody]) -> ReceiptBody:
        """Isolate the decision at the heart of it for 48 hours."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/isolation", body, sending)

    def list_risks(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> RiskBodyList:
        """List a cycle's risks."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/risks", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_risks(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[RiskBody]:
        """List a cycle's risks, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/risks", {"state": state, "as_of": as_of})

    def materialise_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[MaterialiseRiskBody]) -> ReceiptBody:
        """It happened: make it a blocker."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/materialisation", body, sending)

    def mitigate_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[MitigateRiskBody]) -> ReceiptBody:
        """Start the strategy it is bound to."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/mitigation", body, sending)

    def record_risk_reading(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RecordRiskReadingBody]) -> ReceiptBody:
        """Record what the metric shows."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/readings", body, sending)

    def review_criterion(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReviewCriterionBody]) -> ReceiptBody:
        """Say in a review whether the criterion was kept."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/criterion-reviews", body, sending)

    def show_risk(self, item_id: str, /, *, as_of: str | None = None) -> RiskBody:
        """Show one of the risks."""
        return self._connection.get(f"/v1/risks/{part(item_id)}", {"as_of": as_of})

    def transfer_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TransferRiskBody]) -> ReceiptBody:
        """Transfer it."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/transfer", body, sending)

    def write_fallback(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WriteFallbackBody]) -> ReceiptBody:
        """Write the fallback that takes over when it comes true."""
        return self._connection.post(f"/v1/risks/{part(item_id)}/fallback", body, sending)
