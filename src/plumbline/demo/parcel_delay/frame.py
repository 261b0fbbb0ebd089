"""What holds the parcel team up: the safeguards were forgotten until a gate asked for them, and a promise is broken."""

from plumbline.demo.framing import bound, entered, explicit, formalised, left, looked_after, read

BEATS = (
    formalised(6, "09:10", "ana", 1, "gate_condition", "post-launch-review", "tom"),
    formalised(6, "09:12", "ana", 2, "agenda_item", "risk-and-scope", "priya"),
    formalised(6, "09:14", "ana", 3, "gate_condition", "launch-readiness", "bo"),
    formalised(6, "09:16", "ana", 4, "agenda_item", "blockers", "bo"),
    looked_after(8, "13:10", "tom", 1, "kept", "Completion and time to recovery stand in the Monday reading of both depots."),
    looked_after(8, "13:20", "priya", 2, "lapsed", "Two route changes of Friday went out without a sign-off."),
    explicit(1, "15:30", "ana", 2, "tom", "Every review", "hotline calls, each with its decision"),
    bound(1, "16:10", "ana", 1, "tom", "at_most", 12, 8, "%", "Delayed parcels re-routed by hand"),
    bound(1, "16:15", "ana", 2, "priya", "at_least", 90, 95, "% of handoffs"),
    bound(6, "14:30", "ana", 3, "bo", "at_least", 80, 85, "%", "Second attempts that follow the written recovery"),
    read(2, "09:40", "tom", 1, 11, "Depot 4, last week."),
    read(3, "12:00", "priya", 2, 96, "Scans of both depots."),
    read(7, "09:40", "tom", 1, 17, "Saturday's peak: the hotline re-routed 41 of 240."),
    entered(1, "16:40", "ana", 1),
    left(2, "17:00", "ana", 1, 2, "The sentence speaks of what a recipient does, not of what we build."),
)  # fmt: skip
