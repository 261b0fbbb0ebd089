"""How the address check came into the build: its outcome, its risks, two decisions and what was handed over."""

from plumbline.demo.handing_over import Settled, settled, terms
from plumbline.demo.story import beat
from plumbline.demo.tracker import moved
from plumbline.domain.cycle.drill import AcknowledgeDrill, StartDrill
from plumbline.domain.cycle.frame import AddObjective, SetOutcome
from plumbline.domain.cycle.handoff import AcceptHandoff, AssembleHandoff, HoldCheckpoint, OfferHandoff
from plumbline.domain.cycle.risk import AcceptRisk, AvoidRisk, MitigateRisk, TransferRisk
from plumbline.domain.cycle.strategy import RecordRiskReading, WriteFallback
from plumbline.domain.cycle.work_item import UnlinkWorkItem

BEATS = (
    beat(
        1, "09:30", "ana",
        lambda s: SetOutcome(
            sentence="A buyer writes the address once, and the parcel arrives there.", metric_id="exception-completion-quality",
            baseline="1 address in 11 is corrected later", threshold="1 in 30", signer_id=s.person("mara"),
        ),
    ),
    beat(1, "09:40", "ana", lambda s: AddObjective(title="Fewer calls about addresses")),
    beat(2, "09:30", "mara", lambda s: MitigateRisk(risk_id=s.risk(1), note="Thirty minutes, one question, one name.")),
    beat(2, "09:32", "mara", lambda s: TransferRisk(risk_id=s.risk(2), reason="The carrier answers for its own address rules.")),
    beat(2, "09:34", "mara", lambda s: AvoidRisk(risk_id=s.risk(3), reason="Growth and product work from one list since Monday.")),
    beat(2, "09:36", "mara", lambda s: AcceptRisk(risk_id=s.risk(4), until=s.at(38), reason="Two weeks late is still before the sale.")),
    beat(2, "09:38", "mara", lambda s: MitigateRisk(risk_id=s.risk(5), note="Written before the build.")),
    beat(2, "09:40", "mara", lambda s: WriteFallback(risk_id=s.risk(5), fallback="The field is free text again, by a switch.")),
    beat(2, "09:42", "mara", lambda s: AcceptRisk(risk_id=s.risk(6), until=s.at(38), reason="The pilot ends on a date in any case.")),
    *settled(
        Settled(
            name="look-up", day=3, owner="bo", shower="priya", title="Which look-up checks an address",
            question="The carrier's, or the post's?", option="The carrier's", consequence="It knows what its vans can find",
            criterion="Given an address of the region, the answer comes within a second.",
            shown="5,000 addresses of last month: the slowest took 0.8 s",
            because="It is the one whose mistake would cost us.",
        ),
        stage=3,
    ),
    *settled(
        Settled(
            name="free-text", day=4, owner="bo", shower="tom", title="What happens when the look-up is down",
            question="Wait, or let the buyer write what they want?", option="Free text, and a mark for support",
            consequence="Nobody is stopped from paying", criterion="Given no answer in 2 s, the field takes any text.",
            shown="The look-up switched off for an hour: 212 orders went through", because="An order is worth more than a neat address.",
        ),
        stage=4,
    ),
    beat(
        5, "10:00", "bo",
        lambda s: AssembleHandoff(
            title="The address check",
            lines=(
                terms(
                    s, "look-up", "The address is checked while it is written.", (("Two towns share a postcode", "Both are offered"),),
                    criterion="1 in 30 corrected", checkpoint_day=24,
                ),
                terms(
                    s, "free-text", "Nobody waits for the look-up.", (("It answers late", "The text stays, and is marked"),),
                    criterion="No order lost to the look-up", checkpoint_day=24,
                ),
            ),
        ),
        "handoff",
    ),
    beat(5, "10:10", "bo", lambda s: OfferHandoff(handoff_id=s.id("handoff"))),
    beat(5, "11:30", "priya", lambda s: AcceptHandoff(handoff_id=s.id("handoff"))),
    moved(6, "09:20", "priya", "handoff", 1, "started"),
    moved(9, "16:10", "priya", "handoff", 2, "gone"),  # it was moved to the team of support, which keeps no tracker here
    beat(
        10, "09:15", "priya",
        lambda s: UnlinkWorkItem(
            handoff_id=s.id("handoff"), commitment_id=s.line("handoff", 2), endpoint_id=s.id("tracker"),
            reason="Support carries it out, and keeps its work elsewhere.",
        ),
    ),
    moved(11, "15:00", "priya", "handoff", 1, "done"),
    beat(6, "13:00", "ana", lambda s: StartDrill(pressure_id=s.pressure(2), wait_hours=8), "drill"),
    beat(6, "13:10", "ana", lambda s: AcknowledgeDrill(drill_id=s.id("drill"))),
    beat(6, "14:00", "mara", lambda s: AcknowledgeDrill(drill_id=s.id("drill"))),
    beat(21, "09:10", "mara", lambda s: RecordRiskReading(risk_id=s.risk(1), reading="Support calls about addresses: 31 a week, from 88")),
    *(
        beat(
            24, time, "tom",
            lambda s, line=line, reading=reading: HoldCheckpoint(
                handoff_id=s.id("handoff"), commitment_id=s.line("handoff", line), reading=reading, met=True
            ),
        )
        for line, time, reading in ((1, "13:00", "1 in 34 of 9,120"), (2, "13:05", "None in 9,120; 61 went through as free text"))
    ),
)  # fmt: skip
