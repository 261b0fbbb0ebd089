# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on decisions."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AddDependencyBody, ApproveDecisionBody, AskForEvidenceBody, AssignDecisionBody, CastVoteBody, DecisionBody, DecisionBodyList, DeferDecisionBody, DelegateDecisionBody, EditDecisionBody, HoldDecisionBody, MeetConditionBody, MoveDecisionBody, NamedJourney, RaiseConcernBody
from plumbline.client.shapes.part2 import ReceiptBody, RecordText, RejectDecisionBody, RemoveDependencyBody, ReopenDecisionBody, RequireApprovalBody, RuleStandings, ScheduleDecisionBody, SettleConcernBody, SubmitEvidenceBody, SupersedeDecisionBody, UnnamedJourney, WithdrawDecisionBody


class Decisions:
    """Operations on decisions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_dependency(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AddDependencyBody]) -> ReceiptBody:
        """Say that it depends on another decision."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/dependencies", body, sending)

    def approve_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ApproveDecisionBody]) -> ReceiptBody:
        """Approve it, with conditions where it needs them."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/approval", body, sending)

    def ask_for_evidence(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AskForEvidenceBody]) -> ReceiptBody:
        """Ask somebody for evidence."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/evidence-requests", body, sending)

    def assign_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssignDecisionBody]) -> ReceiptBody:
        """Hand it on to another owner."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/assignments", body, sending)

    def cast_vote(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CastVoteBody]) -> ReceiptBody:
        """Cast or change a vote."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/votes", body, sending)

    def defer_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeferDecisionBody]) -> ReceiptBody:
        """Defer it as a tradeoff."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/deferral", body, sending)

    def delegate_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DelegateDecisionBody]) -> ReceiptBody:
        """Let somebody act for the owner."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/delegations", body, sending)

    def edit_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[EditDecisionBody]) -> ReceiptBody:
        """Change what it says."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/edits", body, sending)

    def hold_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[HoldDecisionBody]) -> ReceiptBody:
        """Hold it until a date."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/holds", body, sending)

    def list_approval_rules(self, item_id: str, /, *, as_of: str | None = None) -> RuleStandings:
        """Show whose approval it needs and how votes stand."""
        return self._connection.get(f"/v1/decisions/{part(item_id)}/approval-rules", {"as_of": as_of})

    def list_decisions(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> DecisionBodyList:
        """List a cycle's decisions."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/decisions", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_decisions(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[DecisionBody]:
        """List a cycle's decisions, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/decisions", {"state": state, "as_of": as_of})

    def meet_condition(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[MeetConditionBody]) -> ReceiptBody:
        """Say that a condition of the approval is met."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/met-conditions", body, sending)

    def move_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[MoveDecisionBody]) -> ReceiptBody:
        """Move it to another review."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/moves", body, sending)

    def name_journey(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NamedJourney]) -> ReceiptBody:
        """Name a journey in an exact version."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/journeys", body, sending)

    def propose_decision(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Put a draft to its owner."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/proposal", None, sending)

    def raise_concern(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RaiseConcernBody]) -> ReceiptBody:
        """Raise a concern."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/concerns", body, sending)

    def reject_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RejectDecisionBody]) -> ReceiptBody:
        """Reject it."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/rejection", body, sending)

    def release_hold(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Release the hold."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/hold-releases", None, sending)

    def remove_dependency(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RemoveDependencyBody]) -> ReceiptBody:
        """Take a dependency back."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/dependency-removals", body, sending)

    def reopen_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReopenDecisionBody]) -> ReceiptBody:
        """Reopen it, with a reason code."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/reopening", body, sending)

    def require_approval(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RequireApprovalBody]) -> ReceiptBody:
        """Ask for more than its owner's act."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/approval-rules", body, sending)

    def schedule_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ScheduleDecisionBody]) -> ReceiptBody:
        """Set due time and fallback."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/schedule", body, sending)

    def settle_concern(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SettleConcernBody]) -> ReceiptBody:
        """Settle a concern."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/concern-settlements", body, sending)

    def show_decision(self, item_id: str, /, *, as_of: str | None = None) -> DecisionBody:
        """Show one of the decisions."""
        return self._connection.get(f"/v1/decisions/{part(item_id)}", {"as_of": as_of})

    def show_original(self, item_id: str, /) -> RecordText:
        """Show the record that a decision comes from."""
        return self._connection.get(f"/v1/decisions/{part(item_id)}/original", {})

    def submit_decision(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Put it into review."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/submission", None, sending)

    def submit_evidence(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SubmitEvidenceBody]) -> ReceiptBody:
        """Attach evidence."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/evidence", body, sending)

    def supersede_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SupersedeDecisionBody]) -> ReceiptBody:
        """Replace it by another decision."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/supersession", body, sending)

    def unname_journey(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[UnnamedJourney]) -> ReceiptBody:
        """Name a journey no more."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/journey-removals", body, sending)

    def wake_decision(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Bring it back from its deferral before the time."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/waking", None, sending)

    def withdraw_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WithdrawDecisionBody]) -> ReceiptBody:
        """Withdraw it."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/withdrawal", body, sending)
