"""The checkout pilot: a declined card, one retry, and a decision that is not ready yet."""

from plumbline.demo import framing, handing_over
from plumbline.demo.ecommerce_risk import RISK_AND_SCOPE
from plumbline.demo.ecommerce_scope import OUT_OF_SCOPE
from plumbline.demo.reviews import ECOMMERCE
from plumbline.demo.story import Beat, Script
from plumbline.domain.cycle.blocker import AcknowledgeBlocker, RaiseBlocker, ResolveBlocker
from plumbline.domain.cycle.decision import (
    ApproveDecision,
    CastVote,
    DraftDecision,
    Obligation,
    SubmitDecision,
)
from plumbline.domain.cycle.evidence import AcceptEvidence, RejectEvidence, SubmitEvidence
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.risk import MitigateRisk
from plumbline.domain.cycle.step import RecordManualPart
from plumbline.domain.cycle.thread import OpenThread, ReplyToThread, ResolveThread

SCRIPT = Script(
    playbook=("ecommerce", "innovation", "stakeholder-alignment"),
    title="Checkout pilot",
    owners={
        "outcome": "ana",
        "scope": "ana",
        "review": "bo",
        "journey": "bo",
        "delivery": "priya",
        "go-to-market": "mara",
        "support": "tom",
        "leadership": "mara",
    },
    beats=(
        Beat(
            day=1,
            time="09:40",
            who="ana",
            command=lambda s: SetOutcome(
                sentence="Buyers whose card is declined finish the order without contacting support.",
                metric_id="post-pilot-stability",
                baseline="61 % finish after a decline",
                threshold="75 % finish after a decline",
                signer_id=s.person("mara"),
            ),
        ),
        Beat(
            day=1,
            time="10:00",
            who="ana",
            name="guest",
            command=lambda s: DraftDecision(
                title="Guest checkout stays",
                question="Do we keep buying without an account while the new checkout is piloted?",
                section_id=s.stage(1),
                objective_id=s.objective(),
                owner_id=s.person("ana"),
                due_at=s.at(3),
                fallback="Guest checkout stays as it is today.",
                options=s.options("guest", ("Keep it", "No change for buyers"), ("Ask for an account", "One more form before paying")),
                criteria=s.criteria("guest", ("A buyer without an account reaches the receipt in at most four screens.", "ana")),
                propose=True,
            ),
        ),
        Beat(day=1, time="10:20", who="ana", command=lambda s: SubmitDecision(decision_id=s.id("guest"))),
        Beat(day=1, time="14:00", who="bo", command=lambda s: CastVote(decision_id=s.id("guest"), vote="approve")),
        Beat(
            day=2,
            time="09:30",
            who="priya",
            name="guest-run",
            command=lambda s: SubmitEvidence(
                decision_id=s.id("guest"),
                criterion_ids=s.criterion_ids("guest"),
                kind="link",
                title="Walk-through of the pilot build, 12 people",
                shows="All twelve reached the receipt in four screens or fewer; the slowest took 2 min 10 s.",
                reference="https://research.example/walkthroughs/118",
            ),
        ),
        Beat(day=2, time="11:00", who="ana", command=lambda s: AcceptEvidence(evidence_id=s.id("guest-run"))),
        Beat(
            day=2,
            time="11:10",
            who="ana",
            command=lambda s: ApproveDecision(
                decision_id=s.id("guest"),
                option_id=s.option_id("guest", 1),
                because="Twelve of twelve got through; an account adds a screen.",
            ),
        ),
        Beat(day=2, time="11:20", who="ana", command=lambda s: PassGate(gate_id="implementation-entry", item_id=s.id("guest"))),
        Beat(
            day=3,
            time="09:20",
            who="bo",
            name="one-form",
            command=lambda s: DraftDecision(
                title="One address page with postcode look-up",
                question="Do we replace the two address pages by one that fills in the town?",
                section_id=s.stage(3),
                objective_id=s.objective(),
                owner_id=s.person("bo"),
                due_at=s.at(11),
                fallback="The two pages stay for the pilot.",
                options=s.options("one-form", ("One page", "Two screens fewer"), ("Two pages", "Known, slower")),
                criteria=s.criteria("one-form", ("Given a postcode of the pilot region, the town is filled in within a second.", "priya")),
                propose=True,
            ),
        ),
        Beat(
            day=1,
            time="16:00",
            who="ana",
            name="retry",
            command=lambda s: DraftDecision(
                title="Retry payment after a decline",
                question="How often may a buyer try again when the card is declined, and what does the screen say?",
                section_id=s.stage(4),
                objective_id=s.objective(),
                owner_id=s.person("ana"),
                due_at=s.at(10, "14:00"),
                fallback="One retry, then a link to support.",
                options=s.options(
                    "retry",
                    ("No retry", "Failure page; support load up by an estimated 4 %"),
                    ("One retry, then explain", "Buyers see why it failed; two days of work"),
                    ("Three retries", "Three waits before the answer; four days of work"),
                ),
                criteria=s.criteria(
                    "retry",
                    ("Given a declined card, when the buyer retries once, then a result is shown within 5 s.", "priya"),
                    ("Given a second decline, the order is kept for 24 hours and the page says so.", "bo"),
                ),
                propose=True,
            ),
        ),
        Beat(day=2, time="09:00", who="ana", command=lambda s: SubmitDecision(decision_id=s.id("retry"))),
        Beat(
            day=5,
            time="10:15",
            who="bo",
            name="which-message",
            command=lambda s: OpenThread(
                section_id=s.stage(4),
                objective_id=s.objective(),
                anchor=s.on("retry"),
                quote="the order is kept for 24 hours and the page says so",
                text="Which message does the buyer see after the second decline? The mail template says something else.",
                blocking=True,
            ),
        ),
        Beat(
            day=5,
            time="11:40",
            who="ida",
            name="is-it-legal",
            command=lambda s: OpenThread(
                section_id=s.stage(4),
                objective_id=s.objective(),
                anchor=s.on("retry"),
                quote="kept for 24 hours",
                text="May we hold the order for 24 hours without a new consent? I will check the terms.",
            ),
        ),
        Beat(
            day=6,
            time="09:45",
            who="ana",
            command=lambda s: ReplyToThread(
                thread_id=s.id("which-message"), text="The page wins: 'We kept your order until tomorrow.' The mail is changed to match."
            ),
        ),
        Beat(
            day=6,
            time="14:00",
            who="priya",
            name="retry-run",
            command=lambda s: SubmitEvidence(
                decision_id=s.id("retry"),
                criterion_ids=s.criterion_ids("retry", 1),
                kind="run",
                title="Declined-card run on the pilot build",
                shows="Forty declines against the provider's sandbox: the result came after 1.9 s at the median, 4.1 s at worst.",
                reference="https://ci.example/runs/4471",
            ),
        ),
        Beat(day=6, time="16:10", who="ana", command=lambda s: AcceptEvidence(evidence_id=s.id("retry-run"))),
        Beat(
            day=6,
            time="16:30",
            who="tom",
            name="old-log",
            command=lambda s: SubmitEvidence(
                decision_id=s.id("retry"),
                criterion_ids=s.criterion_ids("retry", 2),
                kind="file",
                title="Support log of last quarter",
                shows="Orders lost after a second decline, counted by hand.",
                digest="5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
            ),
        ),
        Beat(
            day=7,
            time="09:10",
            who="bo",
            command=lambda s: RejectEvidence(
                evidence_id=s.id("old-log"), reason="It shows the old checkout; the criterion is about the new page."
            ),
        ),
        Beat(day=7, time="10:00", who="bo", command=lambda s: CastVote(decision_id=s.id("retry"), vote="approve", reason="Option two.")),
        Beat(
            day=7,
            time="11:00",
            who="ana",
            refused=True,
            command=lambda s: ApproveDecision(
                decision_id=s.id("retry"), option_id=s.option_id("retry", 2), because="One retry is enough and can be explained."
            ),
        ),
        Beat(
            day=7, time="11:05", who="ana", refused=True, command=lambda s: PassGate(gate_id="implementation-entry", item_id=s.id("retry"))
        ),
        Beat(
            day=4,
            time="10:30",
            who="ida",
            name="consent",
            command=lambda s: DraftDecision(
                title="One consent screen",
                question="Can the two consents be asked on one screen?",
                section_id=s.stage(3),
                objective_id=s.objective(),
                owner_id=s.person("ida"),
                due_at=s.at(8),
                fallback="Two screens, as today.",
                options=s.options("consent", ("One screen", "One screen fewer"), ("Two screens", "Known to be lawful")),
                criteria=s.criteria("consent", ("Each consent can be given and refused on its own.", "ida")),
                propose=True,
            ),
        ),
        Beat(day=4, time="10:45", who="ida", command=lambda s: SubmitDecision(decision_id=s.id("consent"))),
        Beat(
            day=5,
            time="13:00",
            who="priya",
            name="consent-proof",
            command=lambda s: SubmitEvidence(
                decision_id=s.id("consent"),
                criterion_ids=s.criterion_ids("consent"),
                kind="link",
                title="Screens of the consent step, both refused",
                shows="Both boxes can be left empty and the order goes through.",
                reference="https://design.example/consent/v3",
            ),
        ),
        Beat(day=5, time="15:00", who="ida", command=lambda s: AcceptEvidence(evidence_id=s.id("consent-proof"))),
        Beat(
            day=6,
            time="10:00",
            who="ida",
            command=lambda s: ApproveDecision(
                decision_id=s.id("consent"),
                option_id=s.option_id("consent", 1),
                because="Each consent stands on its own; counsel has agreed to the wording.",
                conditions=(
                    Obligation(
                        id=s.new_id("cnd"), text="The French wording is read by local counsel.", owner_id=s.person("ida"), due_at=s.at(12)
                    ),
                ),
            ),
        ),
        Beat(
            day=7,
            time="13:20",
            who="tom",
            name="mail",
            command=lambda s: DraftDecision(
                title="What the mail after a kept order says",
                question="One mail at once, or one reminder the next morning?",
                section_id=s.stage(5),
                objective_id=s.objective(),
            ),
        ),
        Beat(
            day=6,
            time="09:05",
            who="priya",
            name="sandbox",
            command=lambda s: RaiseBlocker(
                title="Provider's sandbox refuses 3-D Secure test cards",
                owner_id=s.person("priya"),
                due_at=s.at(8, "12:00"),
                fallback="Test against the recorded answers of March.",
                blocks=(s.id("retry"),),
                outside_message="Test of the second decline is delayed by two days.",
            ),
        ),
        Beat(day=6, time="09:20", who="priya", command=lambda s: AcknowledgeBlocker(blocker_id=s.id("sandbox"))),
        Beat(
            day=7,
            time="16:40",
            who="priya",
            command=lambda s: ResolveBlocker(blocker_id=s.id("sandbox"), how="The provider issued new test cards; run 4471 used them."),
        ),
        Beat(
            day=8,
            time="10:10",
            who="tom",
            name="refunds",
            command=lambda s: RaiseBlocker(
                title="Refund report has no column for retried payments",
                owner_id=s.person("tom"),
                due_at=s.at(12, "12:00"),
                fallback="Count retried refunds by hand in the first week.",
                outside_message="",
            ),
        ),
        Beat(
            day=6,
            time="15:15",
            who="tom",
            name="receipt",
            command=lambda s: OpenThread(
                section_id=s.stage(3),
                objective_id=s.objective(),
                anchor=s.on("one-form"),
                quote="the town is filled in within a second",
                text="What happens when the look-up is down? Support gets the calls.",
                asks_id=s.person("bo"),
            ),
        ),
        Beat(
            day=7,
            time="10:50",
            who="bo",
            command=lambda s: ReplyToThread(thread_id=s.id("receipt"), text="Then the field is free text, as today."),
        ),
        Beat(
            day=7,
            time="11:30",
            who="tom",
            command=lambda s: ResolveThread(thread_id=s.id("receipt"), outcome="answered", note="Free text is fine for support."),
        ),
        Beat(
            day=3,
            time="16:00",
            who="ana",
            command=lambda s: MitigateRisk(risk_id=s.risk(1), note="The owner reads the trend every Friday."),
        ),
        Beat(
            day=3,
            time="16:30",
            who="ana",
            command=lambda s: RecordManualPart(step_id="map-states", note="Baseline, declined and kept states drawn with Priya; board 7."),
        ),
        *OUT_OF_SCOPE,
        *RISK_AND_SCOPE,
        *ECOMMERCE,
        *framing.ECOMMERCE,
        *handing_over.ECOMMERCE,
    ),
)
