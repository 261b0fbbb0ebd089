"""Contract review: an approval path, a decision that ran out of time, and an escalation."""

from plumbline.demo.story import Beat
from plumbline.domain.cycle.blocker import ExtendBlocker, RaiseBlocker
from plumbline.domain.cycle.decision import (
    ApproveDecision,
    AskForEvidence,
    CastVote,
    DraftDecision,
    HoldDecision,
    RaiseConcern,
    ReopenDecision,
    SubmitDecision,
)
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.risk import AcceptRisk, MitigateRisk
from plumbline.domain.cycle.step import RecordManualPart
from plumbline.domain.cycle.thread import OpenThread, ReplyToThread, ResolveThread

BEATS = (
    Beat(
        day=1,
        time="10:05",
        who="mara",
        command=lambda s: SetOutcome(
            sentence="A contract gets from upload to signature without a mail asking who is next.",
            metric_id="time-to-resolution-after-release",
            baseline="31 h median",
            threshold="20 h median",
            signer_id=s.person("ida"),
        ),
    ),
    Beat(
        day=1,
        time="11:00",
        who="ida",
        name="redline",
        command=lambda s: DraftDecision(
            title="Which clauses may be redlined in the product",
            question="Do we open all clauses to redlining, or the ten that are disputed most?",
            section_id=s.stage(2),
            objective_id=s.objective(),
            owner_id=s.person("ida"),
            due_at=s.at(4, "16:00"),
            fallback="Only comments, no redlining, in the first release.",
            options=s.options(
                "redline",
                ("Ten clauses", "Covers four fifths of last year's disputes"),
                ("All clauses", "No limit, no predictable review load"),
            ),
            criteria=s.criteria(
                "redline",
                ("Given a clause outside the list, the reviewer can comment and is told why it cannot be edited.", "ida"),
                ("The list can be changed by a legal lead without a release.", "priya"),
            ),
            propose=True,
        ),
    ),
    Beat(day=1, time="11:30", who="ida", command=lambda s: SubmitDecision(decision_id=s.id("redline"))),
    Beat(
        day=2,
        time="09:30",
        who="bo",
        command=lambda s: RaiseConcern(decision_id=s.id("redline"), reason="The list of ten comes from one customer's contracts."),
    ),
    Beat(
        day=2,
        time="10:00",
        who="mara",
        name="next",
        command=lambda s: DraftDecision(
            title="The page always names who is next",
            question="Do we show the next approver to everybody on the contract?",
            section_id=s.stage(3),
            objective_id=s.objective(),
            owner_id=s.person("mara"),
            due_at=s.at(5),
            fallback="Only the requester sees it.",
            options=s.options("next", ("Everybody", "No more 'who has it' mails"), ("Requester only", "Less to explain to clients")),
            criteria=s.criteria(
                "next", ("A person on the contract can say who is next without asking, in a test with five people.", "mara")
            ),
            propose=True,
        ),
    ),
    Beat(day=2, time="10:15", who="mara", command=lambda s: SubmitDecision(decision_id=s.id("next"))),
    Beat(
        day=3,
        time="13:45",
        who="tom",
        name="next-test",
        command=lambda s: SubmitEvidence(
            decision_id=s.id("next"),
            criterion_ids=s.criterion_ids("next"),
            kind="file",
            title="Five-person test of the status line",
            shows="Five of five named the next approver within ten seconds.",
            digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
    ),
    Beat(day=3, time="15:00", who="mara", command=lambda s: AcceptEvidence(evidence_id=s.id("next-test"))),
    Beat(
        day=3,
        time="15:20",
        who="mara",
        command=lambda s: ApproveDecision(
            decision_id=s.id("next"),
            option_id=s.option_id("next", 1),
            because="Five of five; and it is what clients ask support about.",
        ),
    ),
    Beat(day=3, time="15:30", who="mara", command=lambda s: PassGate(gate_id="implementation-entry", item_id=s.id("next"))),
    Beat(
        day=3,
        time="16:00",
        who="bo",
        name="reminders",
        command=lambda s: DraftDecision(
            title="Reminders stop when the clock is paused",
            question="Does a reminder go out while the contract waits for the client?",
            section_id=s.stage(4),
            objective_id=s.objective(),
            owner_id=s.person("bo"),
            due_at=s.at(7),
            fallback="Reminders go out as today.",
            options=s.options("reminders", ("Stop them", "Fewer wrong reminders"), ("Keep them", "Nobody is forgotten")),
            criteria=s.criteria("reminders", ("No reminder is sent while the state is 'waiting for client'.", "priya")),
            propose=True,
        ),
    ),
    Beat(day=3, time="16:10", who="bo", command=lambda s: SubmitDecision(decision_id=s.id("reminders"))),
    Beat(
        day=4,
        time="09:30",
        who="priya",
        name="reminder-run",
        command=lambda s: SubmitEvidence(
            decision_id=s.id("reminders"),
            criterion_ids=s.criterion_ids("reminders"),
            kind="run",
            title="A week of paused contracts, replayed",
            shows="212 paused contracts, no reminder.",
            reference="https://ci.example/runs/882",
        ),
    ),
    Beat(day=4, time="10:00", who="bo", command=lambda s: AcceptEvidence(evidence_id=s.id("reminder-run"))),
    Beat(
        day=4,
        time="10:10",
        who="bo",
        command=lambda s: ApproveDecision(
            decision_id=s.id("reminders"),
            option_id=s.option_id("reminders", 1),
            because="The replay shows none, and support asked for it.",
        ),
    ),
    Beat(
        day=6,
        time="14:30",
        who="bo",
        command=lambda s: ReopenDecision(
            decision_id=s.id("reminders"),
            reason="new_evidence",
            note="Two clients missed a signature date because nothing reminded them.",
        ),
    ),
    Beat(
        day=4,
        time="11:00",
        who="ana",
        name="signature",
        command=lambda s: DraftDecision(
            title="Signature order when two people approve",
            question="May both sign at the same time, or one after the other?",
            section_id=s.stage(3),
            objective_id=s.objective(),
            owner_id=s.person("ana"),
            due_at=s.at(13),
            fallback="One after the other.",
            options=s.options("signature", ("In parallel", "A day faster"), ("In order", "The second signer sees the first")),
            criteria=s.criteria(
                "signature",
                ("Both signatures carry the hash of the same document.", "priya"),
                ("The audit page shows the order in which they signed.", "ida"),
            ),
            propose=True,
        ),
    ),
    Beat(day=4, time="11:10", who="ana", command=lambda s: SubmitDecision(decision_id=s.id("signature"))),
    Beat(
        day=5,
        time="09:15",
        who="ida",
        command=lambda s: HoldDecision(
            decision_id=s.id("signature"),
            reason="Counsel answers on witness rules by the end of the window's third week.",
            until=s.at(11, "12:00"),
        ),
    ),
    Beat(
        day=5,
        time="10:00",
        who="ana",
        command=lambda s: AskForEvidence(
            decision_id=s.id("signature"),
            person_id=s.person("priya"),
            criterion_id=s.criterion_ids("signature", 1)[0],
            note="A run that signs the same document twice is enough.",
        ),
    ),
    Beat(day=5, time="11:00", who="bo", command=lambda s: CastVote(decision_id=s.id("signature"), vote="approve", reason="In parallel.")),
    Beat(
        day=6,
        time="09:50",
        who="tom",
        name="decliners",
        command=lambda s: OpenThread(
            section_id=s.stage(3),
            objective_id=s.objective(),
            anchor=s.on("signature"),
            quote="May both sign at the same time",
            text="What does the first signer see when the second one declines?",
            asks_id=s.person("ana"),
        ),
    ),
    Beat(
        day=5,
        time="14:00",
        who="priya",
        name="export",
        command=lambda s: RaiseBlocker(
            title="The archive does not accept signed PDFs over 25 MB",
            owner_id=s.person("priya"),
            due_at=s.at(7, "12:00"),
            fallback="Archive the unsigned copy and link to the signed one.",
            blocks=(s.id("signature"),),
            outside_message="Contracts over 25 MB are archived a day later.",
        ),
    ),
    Beat(
        day=7,
        time="10:00",
        who="priya",
        command=lambda s: ExtendBlocker(
            blocker_id=s.id("export"), due_at=s.at(11, "12:00"), tradeoff="The import of old archives starts two days later."
        ),
    ),
    Beat(
        day=4,
        time="15:00",
        who="ida",
        name="retention",
        command=lambda s: RaiseBlocker(
            title="Retention period for declined contracts is not agreed",
            owner_id=s.person("ida"),
            due_at=s.at(6, "17:00"),
            fallback="Keep declined contracts for 30 days, then delete them.",
            outside_message="Declined contracts are kept for 30 days until further notice.",
        ),
    ),
    Beat(
        day=2,
        time="15:40",
        who="tom",
        name="status-words",
        command=lambda s: OpenThread(
            section_id=s.stage(1),
            objective_id=s.objective(),
            anchor=s.on("next"),
            quote="who is next",
            text="Clients read 'pending' as 'lost'. Can the status say the name?",
        ),
    ),
    Beat(
        day=3,
        time="09:10",
        who="mara",
        command=lambda s: ReplyToThread(
            thread_id=s.id("status-words"), text="Yes: 'With Ida Berg since Tuesday'. It goes into the criterion."
        ),
    ),
    Beat(
        day=3,
        time="09:30",
        who="tom",
        command=lambda s: ResolveThread(thread_id=s.id("status-words"), outcome="accepted", note="Wording agreed.", linked_id=s.id("next")),
    ),
    Beat(
        day=2,
        time="09:05",
        who="mara",
        command=lambda s: MitigateRisk(risk_id=s.risk(6), note="Tom owns the two weeks after launch; his rota is in the plan."),
    ),
    Beat(day=4, time="09:00", who="mara", command=lambda s: MitigateRisk(risk_id=s.risk(1), note="Asked at every approval.")),
    Beat(
        day=4,
        time="09:05",
        who="mara",
        command=lambda s: AcceptRisk(risk_id=s.risk(4), until=s.at(18), reason="Small pilot group; looked at again before launch."),
    ),
    Beat(
        day=2,
        time="16:30",
        who="mara",
        command=lambda s: RecordManualPart(
            step_id="single-source", note="Mail threads are closed; reviewers were told to write here only. Announced on day 2."
        ),
    ),
    Beat(
        day=7,
        time="13:00",
        who="tom",
        name="archive-words",
        command=lambda s: DraftDecision(
            title="What the archive page promises",
            section_id=s.stage(5),
            objective_id=s.objective(),
        ),
    ),
)
