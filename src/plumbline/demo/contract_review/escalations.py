"""What goes up the contract review's ladder, and where more than one yes is asked for."""

from plumbline.demo.story import Beat, beat
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.clock import PauseClock
from plumbline.domain.cycle.decision import ApprovalRule, CastVote, DraftDecision, RequireApproval, SubmitDecision
from plumbline.domain.cycle.drill import AcknowledgeDrill, CloseDrillGap, StartDrill
from plumbline.domain.cycle.escalation import AcknowledgeEscalation, ResolveEscalation, StartEscalation
from plumbline.domain.cycle.risk import AssessRisk, AvoidRisk, CloseRisk, IdentifyRisk, TransferRisk


def _asked(day: int, name: str, title: str, question: str, fallback: str) -> tuple[Beat, ...]:
    """A decision of Bo's goes into review."""
    return (
        beat(
            day, "09:05", "bo",
            lambda s: DraftDecision(
                title=title, question=question, section_id=s.stage(4), objective_id=s.objective(), owner_id=s.person("bo"),
                due_at=s.at(14), fallback=fallback, options=s.options(name, ("Yes", "From the next release on"), ("No", "As today")),
                criteria=s.criteria(name, ("Five clients of five understand it without a call.", "tom")), propose=True,
            ),
            name,
        ),
        beat(day, "09:10", "bo", lambda s: SubmitDecision(decision_id=s.id(name))),
    )  # fmt: skip


_APPROVAL: tuple[Beat, ...] = (
    *_asked(8, "logo", "A firm's logo on the signature page", "May a firm put its logo above the signature?", "No logo."),
    beat(
        8, "09:12", "mara",
        lambda s: RequireApproval(
            decision_id=s.id("logo"), rule=ApprovalRule(mode="majority", roster=(s.person("ida"), s.person("tom"), s.person("priya")))
        ),
    ),
    beat(8, "11:05", "tom", lambda s: CastVote(decision_id=s.id("logo"), vote="reject", reason="Support then answers for forty logos.")),
    beat(8, "11:40", "priya", lambda s: CastVote(decision_id=s.id("logo"), vote="reject", reason="Each logo is a file to check.")),
    *_asked(7, "phone", "Signing on a phone", "Can the first signature be given on a phone?", "Phones can read, not sign."),
    beat(
        7, "09:20", "mara",
        lambda s: RequireApproval(
            decision_id=s.id("phone"),
            rule=ApprovalRule(mode="k_of_n", roster=(s.person("ida"), s.person("tom")), needed=1, veto=("outcome",)),
        ),
    ),
    beat(7, "13:50", "ida", lambda s: CastVote(decision_id=s.id("phone"), vote="object", reason="Counsel wants the whole page in view.")),
    *_asked(8, "copies", "Copies go to everybody", "Does each signer get the copy at once?", "Copies when all have signed."),
    beat(
        8, "09:14", "mara",
        lambda s: RequireApproval(decision_id=s.id("copies"), rule=ApprovalRule(mode="all", roster=(s.person("ida"), s.person("priya")))),
    ),
    beat(8, "12:10", "ida", lambda s: CastVote(decision_id=s.id("copies"), vote="approve", reason="It is what the paper did.")),
    beat(
        5, "09:30", "mara",
        lambda s: PauseClock(
            clock_id=s.clock("signature"), reason="legal_hold", until=s.at(11, "12:00"), note="Counsel's answer on witness rules."
        ),
    ),
)  # fmt: skip

_UPWARDS: tuple[Beat, ...] = (
    beat(
        7, "11:00", "tom",
        lambda s: RaiseBlocker(
            title="Two firms refuse the new terms", owner_id=s.person("tom"), due_at=s.at(12, "12:00"),
            fallback="The two firms stay on the old contract form.", outside_message="Your present form stays valid.",
        ),
        "terms",
    ),
    beat(7, "11:10", "tom", lambda s: StartEscalation(item_id=s.id("terms"), reason="Their partners want to hear it from ours.")),
    beat(7, "14:40", "ida", lambda s: AcknowledgeEscalation(escalation_id=s.escalation("terms"))),
    beat(
        8, "10:45", "ida",
        lambda s: ResolveEscalation(
            escalation_id=s.escalation("terms"), cause="external",
            outcome="The partners met; one firm agrees, the other stays on the old form until spring.",
        ),
    ),
    beat(8, "14:30", "bo", lambda s: StartEscalation(item_id=s.id("phone"), reason="Counsel and product get no further by themselves.")),
    beat(8, "15:20", "ida", lambda s: AcknowledgeEscalation(escalation_id=s.escalation("phone"))),
    beat(6, "13:00", "mara", lambda s: StartDrill(pressure_id=s.pressure(1), wait_hours=4), "drill"),
    beat(6, "13:40", "ida", lambda s: AcknowledgeDrill(drill_id=s.id("drill"))),
    # Nobody above her answers within four hours: a gap, which is closed the day after.
    beat(8, "09:30", "mara", lambda s: CloseDrillGap(drill_id=s.id("drill"), level=2, how="Mara's deputy is on the ladder from today.")),
)  # fmt: skip


def _named(time: str, name: str, title: str) -> tuple[Beat, ...]:
    """Tom names a risk of his own and says how near it is."""
    return (
        beat(
            3, f"{time}:30", "tom",
            lambda s: IdentifyRisk(
                title=title, owner_id=s.person("tom"), strategy="criteria-in-cadence", argument="risk-mapped-approval-criteria"
            ),
            name,
        ),
        beat(3, f"{time}:35", "tom", lambda s: AssessRisk(risk_id=s.id(name), closeness=2, impact=3, likelihood=2)),
    )  # fmt: skip


_RISKS: tuple[Beat, ...] = (
    *_named("10", "insurer", "An insurer does not accept electronic witnesses"),
    *_named("11", "reader", "A screen reader loses its place on the signature page"),
    *_named("12", "move", "Old contracts are lost when the archive moves"),
    beat(6, "10:20", "tom", lambda s: TransferRisk(risk_id=s.id("insurer"), reason="The insurer's own form carries it since Monday.")),
    beat(6, "10:25", "tom", lambda s: AvoidRisk(risk_id=s.id("reader"), reason="The pad is gone; the name is typed.")),
    beat(7, "10:30", "tom", lambda s: CloseRisk(risk_id=s.id("move"), reason="Moved; 41,208 of 41,208 opened by their digest.")),
)

BEATS = (*_APPROVAL, *_UPWARDS, *_RISKS)
