# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on cycles."""

from typing import Any, Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AddGateConditionBody, AddObjectiveBody, AddSectionBody, AfterLaunchBody, ApplyLensBody, AssembleHandoffBody, AssignAreaBody, ChooseEscalationPolicyBody, CloseCycleBody, CloseSupportReviewBody, ConcludeObjectiveBody, ConcludeOutcomeBody, CycleBody, CycleList, DraftDecisionBody, DraftMessageBody, HoldRetrospectiveBody, IdentifyRiskBody, ImportReport, LeavePatternOffBody, MoveDecisionsBody, NameDependencyBody, NewCycle, NewImport, OpenThreadBody, OverrideGateBody, PassGateBody, PauseClockBody, PlanReleaseBody, ProposalList, RaiseBlockerBody, ReassignDecisionsBody, RebaseClockBody
from plumbline.client.shapes.part2 import ReceiptBody, RecordManualPartBody, RecordSignalBody, RecordStabilisationWeekBody, RequestChangeBody, RequestScopeBody, ResumeClockBody, SetOutcomeBody, SignList, SkipStepBody, StartDrillBody, StartEscalationBody, StateAssumptionBody, SwitchPatternBody, WriteWrapUpBody


class Cycles:
    """Operations on cycles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_gate_condition(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AddGateConditionBody]) -> ReceiptBody:
        """Add to what a gate asks."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/gate-conditions", body, sending)

    def add_objective(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AddObjectiveBody]) -> ReceiptBody:
        """Add an objective."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/objectives", body, sending)

    def add_section(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AddSectionBody]) -> ReceiptBody:
        """Add a section."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/sections", body, sending)

    def apply_lens(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ApplyLensBody]) -> ReceiptBody:
        """Judge a decision, a risk or an assumption through the lens."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/lens-verdicts", body, sending)

    def assemble_handoff(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssembleHandoffBody]) -> ReceiptBody:
        """Assemble a handoff of gate-passed decisions."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/handoffs", body, sending)

    def assign_area(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AssignAreaBody]) -> ReceiptBody:
        """Assign an area to a person."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/area-owners", body, sending)

    def choose_escalation_policy(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ChooseEscalationPolicyBody]) -> ReceiptBody:
        """Choose by which policy items go up."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/escalation-policy", body, sending)

    def close_cycle(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CloseCycleBody]) -> ReceiptBody:
        """Close the cycle."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/closing", body, sending)

    def close_support_review(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[CloseSupportReviewBody]) -> ReceiptBody:
        """Close the support-signal review: every promise judged."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/support-review", body, sending)

    def conclude_objective(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ConcludeObjectiveBody]) -> ReceiptBody:
        """Say whether an objective was shown."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/objective-conclusions", body, sending)

    def conclude_outcome(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ConcludeOutcomeBody]) -> ReceiptBody:
        """Say whether the outcome was shown."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/outcome-conclusion", body, sending)

    def create_cycle(self, *, sending: Sending = PLAIN, **body: Unpack[NewCycle]) -> ReceiptBody:
        """Start a cycle from a playbook."""
        return self._connection.post("/v1/cycles", body, sending)

    def create_import(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewImport]) -> ImportReport:
        """Bring decision records in."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/imports", body, sending)

    def draft_decision(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DraftDecisionBody]) -> ReceiptBody:
        """Draft a decision, or propose it at once."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/decisions", body, sending)

    def draft_message(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DraftMessageBody]) -> ReceiptBody:
        """Draft a message to the outside."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/messages", body, sending)

    def hold_retrospective(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[HoldRetrospectiveBody]) -> ReceiptBody:
        """Record the retrospective."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/retrospective", body, sending)

    def identify_risk(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[IdentifyRiskBody]) -> ReceiptBody:
        """Name a risk."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/risks", body, sending)

    def leave_pattern_off(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[LeavePatternOffBody]) -> ReceiptBody:
        """Say why a pattern stays off that the record proposes."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/patterns-left-off", body, sending)

    def list_cycles(self) -> CycleList:
        """List cycles."""
        return self._connection.get("/v1/cycles", {})

    def list_proposals(self, item_id: str, /) -> ProposalList:
        """List what the retrospective proposes to the packs."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/pack-proposals", {})

    def move_decisions(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[MoveDecisionsBody]) -> ReceiptBody:
        """Move several decisions to another review, all or none."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/decision-moves", body, sending)

    def name_dependency(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NameDependencyBody]) -> ReceiptBody:
        """Name a dependency between functions."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/dependencies", body, sending)

    def open_thread(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[OpenThreadBody]) -> ReceiptBody:
        """Open a thread."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/threads", body, sending)

    def override_gate(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[OverrideGateBody]) -> ReceiptBody:
        """Override a gate for a time."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/gate-overrides", body, sending)

    def pass_gate(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[PassGateBody]) -> ReceiptBody:
        """Pass a gate."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/gate-passages", body, sending)

    def pause_clock(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[PauseClockBody]) -> ReceiptBody:
        """Pause a clock, with a reason."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/clock-pauses", body, sending)

    def plan_release(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[PlanReleaseBody]) -> ReceiptBody:
        """Plan a release or a pilot."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/releases", body, sending)

    def raise_blocker(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RaiseBlockerBody]) -> ReceiptBody:
        """Raise a blocker."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/blockers", body, sending)

    def reassign_decisions(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReassignDecisionsBody]) -> ReceiptBody:
        """Hand several decisions on to another owner, all or none."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/decision-reassignments", body, sending)

    def rebase_clock(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RebaseClockBody]) -> ReceiptBody:
        """Judge a clock by the newest version of its holder's calendar."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/clock-rebasings", body, sending)

    def record_manual_part(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RecordManualPartBody]) -> ReceiptBody:
        """Record the manual part of a step."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/manual-parts", body, sending)

    def record_signal(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RecordSignalBody]) -> ReceiptBody:
        """Record what support hears."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/support-signals", body, sending)

    def record_stabilisation_week(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RecordStabilisationWeekBody]) -> ReceiptBody:
        """Record a stabilisation week."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/stabilisation-weeks", body, sending)

    def request_change(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RequestChangeBody]) -> ReceiptBody:
        """Ask for a scope change, with its price or without."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/changes", body, sending)

    def request_scope(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RequestScopeBody]) -> ReceiptBody:
        """Ask for something to be in scope."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/scope", body, sending)

    def resume_clock(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ResumeClockBody]) -> ReceiptBody:
        """Let a clock run again."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/clock-resumptions", body, sending)

    def set_outcome(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SetOutcomeBody]) -> ReceiptBody:
        """Set the outcome."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/outcome", body, sending)

    def show_after_launch(self, item_id: str, /) -> AfterLaunchBody:
        """Show how a cycle stands after its launch."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/after-launch", {})

    def show_cycle(self, item_id: str, /, *, as_of: str | None = None) -> CycleBody:
        """Show a cycle."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}", {"as_of": as_of})

    def show_signs(self, item_id: str, /, *, as_of: str | None = None) -> SignList:
        """Show which warning signs a cycle shows."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/warning-signs", {"as_of": as_of})

    def show_wrap_up(self, item_id: str, /) -> Any:
        """Read the wrap-up as Markdown."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/wrap-up", {})

    def skip_step(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SkipStepBody]) -> ReceiptBody:
        """Skip a step, with the reason."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/skipped-steps", body, sending)

    def start_drill(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[StartDrillBody]) -> ReceiptBody:
        """Rehearse the escalation on a pressure."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/drills", body, sending)

    def start_escalation(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[StartEscalationBody]) -> ReceiptBody:
        """Take an item up a level."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/escalations", body, sending)

    def state_assumption(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[StateAssumptionBody]) -> ReceiptBody:
        """Write down what is taken for granted."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/assumptions", body, sending)

    def switch_pattern(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[SwitchPatternBody]) -> ReceiptBody:
        """Switch a pattern on or off."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/pattern-switches", body, sending)

    def write_wrap_up(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[WriteWrapUpBody]) -> ReceiptBody:
        """Write the wrap-up."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/wrap-up", body, sending)
