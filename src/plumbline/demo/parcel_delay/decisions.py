"""Parcel delay and redelivery: a first scope, two decisions that hang together, and a risk that came true."""

from plumbline.demo.story import Beat
from plumbline.domain.cycle.blocker import AcknowledgeBlocker, CancelBlocker, RaiseBlocker
from plumbline.domain.cycle.decision import (
    AddDependency,
    ApproveDecision,
    AssignDecision,
    DraftDecision,
    SubmitDecision,
)
from plumbline.domain.cycle.drill import StartDrill
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.gate import OverrideGate, PassGate
from plumbline.domain.cycle.risk import MaterialiseRisk, MitigateRisk
from plumbline.domain.cycle.step import RecordManualPart
from plumbline.domain.cycle.thread import OpenThread, ReplyToThread
from plumbline.domain.workspace.workspace import ChangeMember

BEATS = (
    Beat(
        day=1,
        time="09:20",
        who="ana",
        command=lambda s: SetOutcome(
            sentence="A recipient whose parcel is late chooses a new delivery without calling.",
            metric_id="support-escalation-frequency",
            baseline="9 escalations per 1,000 active weeks",
            threshold="6 per 1,000",
            signer_id=s.person("ana"),
        ),
    ),
    Beat(
        day=1,
        time="10:30",
        who="bo",
        name="promise",
        command=lambda s: DraftDecision(
            title="When a delay is announced",
            question="Do we tell the recipient at the first missed scan, or when the route is replanned?",
            section_id=s.stage(2),
            objective_id=s.objective(),
            owner_id=s.person("bo"),
            due_at=s.at(5),
            fallback="Announce when the route is replanned.",
            options=s.options(
                "promise",
                ("First missed scan", "Two hours earlier; one in five is a false alarm"),
                ("Replanned route", "Later, and right"),
            ),
            criteria=s.criteria("promise", ("Fewer than one in twenty announcements is withdrawn.", "priya")),
            propose=True,
        ),
    ),
    Beat(day=1, time="10:40", who="bo", command=lambda s: SubmitDecision(decision_id=s.id("promise"))),
    Beat(
        day=1,
        time="11:00",
        who="tom",
        name="photo",
        command=lambda s: DraftDecision(
            title="Photo at the door",
            question="Does the courier take a photo when a parcel is left with a neighbour?",
            section_id=s.stage(2),
            objective_id=s.objective(),
            owner_id=s.person("tom"),
            due_at=s.at(4),
            fallback="No photo in the first scope; the neighbour signs as today.",
            options=s.options("photo", ("Photo", "Fewer disputes, eight seconds more at the door"), ("Signature", "As today")),
            criteria=s.criteria("photo", ("A handover takes no more than ten seconds longer.", "priya")),
            propose=True,
        ),
    ),
    # Nobody answers it, nor the two people it goes up to: its window and the ladder run out, and the fallback holds.
    Beat(day=1, time="11:10", who="tom", command=lambda s: SubmitDecision(decision_id=s.id("photo"))),
    Beat(
        day=2,
        time="14:00",
        who="priya",
        name="promise-replay",
        command=lambda s: SubmitEvidence(
            decision_id=s.id("promise"),
            criterion_ids=s.criterion_ids("promise"),
            kind="run",
            title="Four weeks of scans, replayed",
            shows="Of 1,930 announcements by replanned route, 41 would have been withdrawn.",
            reference="https://ci.example/replay/29",
        ),
    ),
    Beat(day=3, time="09:30", who="bo", command=lambda s: AcceptEvidence(evidence_id=s.id("promise-replay"))),
    Beat(
        day=3,
        time="09:45",
        who="bo",
        command=lambda s: ApproveDecision(
            decision_id=s.id("promise"),
            option_id=s.option_id("promise", 2),
            because="41 of 1,930 is about one in fifty; the early alarm is one in five.",
        ),
    ),
    # The gate asks for the safeguards, which nobody had formalised yet.
    Beat(
        day=3,
        time="09:50",
        who="bo",
        refused=True,
        command=lambda s: PassGate(gate_id="implementation-entry", item_id=s.id("promise")),
    ),
    Beat(day=6, time="09:50", who="bo", command=lambda s: PassGate(gate_id="implementation-entry", item_id=s.id("promise"))),
    Beat(
        day=3,
        time="11:00",
        who="tom",
        name="copy",
        command=lambda s: DraftDecision(
            title="Copy for a delayed parcel",
            question="What does the first message say, and what does it not promise?",
            section_id=s.stage(3),
            objective_id=s.objective(),
            owner_id=s.person("tom"),
            due_at=s.at(11),
            fallback="The carrier's standard text.",
            options=s.options("copy", ("Name the new day", "Clear, and must be kept"), ("Name a range", "Safe, and vague")),
            criteria=s.criteria("copy", ("Nine of ten readers can say what happens next.", "tom")),
            propose=True,
        ),
    ),
    Beat(
        day=3,
        time="15:00",
        who="ana",
        command=lambda s: AssignDecision(
            decision_id=s.id("copy"), owner_id=s.person("ana"), reason="Tom runs the test and cannot judge his own copy."
        ),
    ),
    Beat(day=4, time="09:00", who="ana", command=lambda s: SubmitDecision(decision_id=s.id("copy"))),
    Beat(
        day=4,
        time="10:00",
        who="priya",
        name="slots",
        command=lambda s: DraftDecision(
            title="Redelivery slots come from the depot's plan",
            question="Do we offer fixed slots, or what the depot's plan of tomorrow allows?",
            section_id=s.stage(3),
            objective_id=s.objective(),
            owner_id=s.person("priya"),
            due_at=s.at(12),
            fallback="Two fixed slots per day.",
            options=s.options("slots", ("Depot's plan", "Real, needs the plan by 18:00"), ("Fixed", "Simple, and broken on peak days")),
            criteria=s.criteria("slots", ("A slot that was offered is kept in 95 of 100 test routes.", "priya")),
            propose=True,
        ),
    ),
    Beat(day=4, time="10:20", who="ana", command=lambda s: AddDependency(decision_id=s.id("copy"), on_id=s.id("slots"))),
    Beat(
        day=5,
        time="09:10",
        who="ida",
        name="wording",
        command=lambda s: OpenThread(
            section_id=s.stage(3),
            objective_id=s.objective(),
            anchor=s.on("copy"),
            quote="what does it not promise",
            text="A named day is a promise under the carrier's terms. Say 'planned for'.",
            blocking=True,
            asks_id=s.person("tom"),
        ),
    ),
    Beat(
        day=6,
        time="09:15",
        who="tom",
        command=lambda s: ReplyToThread(
            thread_id=s.id("wording"), text="Changed to 'planned for Thursday'. Please look again.", asks_id=s.person("ida")
        ),
    ),
    Beat(
        day=6,
        time="13:30",
        who="tom",
        name="copy-test",
        command=lambda s: SubmitEvidence(
            decision_id=s.id("copy"),
            criterion_ids=s.criterion_ids("copy"),
            kind="link",
            title="Reading test with 22 recipients",
            shows="20 of 22 could say what happens next.",
            reference="https://research.example/reading/7",
        ),
    ),
    Beat(
        day=2,
        time="11:10",
        who="ana",
        command=lambda s: MitigateRisk(risk_id=s.risk(6), note="The depot leads take the first two weeks, one name per depot."),
    ),
    Beat(day=2, time="11:00", who="ana", command=lambda s: MitigateRisk(risk_id=s.risk(2), note="Part of every review from now on.")),
    Beat(
        day=6,
        time="16:00",
        who="ana",
        name="peak",
        command=lambda s: MaterialiseRisk(
            risk_id=s.risk(3),
            due_at=s.at(8, "15:00"),
            fallback="Launch in two depots instead of five.",
            outside_message="Five depots are planned; two are certain.",
        ),
    ),
    Beat(
        day=5,
        time="11:00",
        who="tom",
        name="phone",
        command=lambda s: RaiseBlocker(
            title="The hotline's script still offers the old redelivery",
            owner_id=s.person("tom"),
            due_at=s.at(13, "12:00"),
            fallback="Calls about redelivery are handed to the pilot team.",
            blocks=(s.id("copy"),),
            outside_message="For two weeks, redelivery by phone goes to the pilot team.",
        ),
    ),
    Beat(day=5, time="11:30", who="tom", command=lambda s: AcknowledgeBlocker(blocker_id=s.id("phone"))),
    Beat(
        day=7,
        time="10:00",
        who="mara",
        command=lambda s: OverrideGate(
            gate_id="implementation-entry",
            item_id=s.id("slots"),
            reason="The depot's interface takes two weeks; its design may start on the draft.",
            expires_at=s.at(14),
            control="Priya shows the design to Bo every second day; no code is merged.",
        ),
    ),
    Beat(
        day=5,
        time="13:20",
        who="lars",
        name="phone-list",
        command=lambda s: DraftDecision(
            title="Which depot answers at night",
            question="Who is called when a tour fails after eight in the evening?",
            section_id=s.stage(3),
            objective_id=s.objective(),
            owner_id=s.person("lars"),
            due_at=s.at(12),
            fallback="The hotline answers, as today.",
            options=s.options("phone-list", ("The depot of the tour", "Knows the van"), ("One depot for all", "One number, one rota")),
            criteria=s.criteria("phone-list", ("A failed tour has a name within ten minutes.", "priya")),
            propose=True,
        ),
    ),
    # Lars leaves the company; what he owned waits for a new owner, and its gate is in error until then.
    Beat(
        day=8,
        time="15:30",
        who="ana",
        in_workspace=True,
        command=lambda s: ChangeMember(person_id=s.person("lars"), active=False),
    ),
    Beat(
        day=7,
        time="11:10",
        who="priya",
        name="scanners",
        command=lambda s: RaiseBlocker(
            title="The scanners of depot 7 are recalled",
            owner_id=s.person("priya"),
            due_at=s.at(11, "12:00"),
            fallback="Scan with the phones of the spring.",
            outside_message="",
        ),
    ),
    Beat(
        day=7,
        time="14:50",
        who="priya",
        command=lambda s: CancelBlocker(blocker_id=s.id("scanners"), reason="The recall is about another model."),
    ),
    Beat(day=8, time="16:20", who="ana", command=lambda s: StartDrill(pressure_id=s.pressure(2), wait_hours=24)),
    Beat(
        day=2,
        time="16:00",
        who="ana",
        command=lambda s: RecordManualPart(
            step_id="riskiest-journey", note="Second failed delivery: 17 of 31 people gave up in the walk-through of day 2."
        ),
    ),
)
