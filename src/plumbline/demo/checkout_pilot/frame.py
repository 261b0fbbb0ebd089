"""What holds the checkout pilot up: safeguards, practices, promises with their readings, and the first stages."""

from plumbline.demo.framing import bound, entered, explicit, formalised, left, looked_after, read

BEATS = (
    formalised(1, "10:30", "ana", 1, "agenda_item", "risk-and-scope", "ana"),
    formalised(1, "10:32", "ana", 2, "gate_condition", "launch-readiness", "bo"),
    formalised(1, "10:34", "ana", 3, "gate_condition", "post-launch-review", "tom"),
    formalised(1, "10:36", "ana", 4, "agenda_item", "risk-and-scope", "bo"),
    looked_after(5, "14:30", "ana", 1, "kept", "The week's three campaign requests stand in the log, with what each does."),
    looked_after(5, "14:40", "bo", 2, "kept", "The criteria for card payments are read out before each build."),
    looked_after(5, "14:50", "tom", 3, "kept", "Refunds and conversion are read on Mondays; the sheet is linked in the step."),
    looked_after(8, "09:20", "ana", 1, "lapsed", "The spring banner went to the shop's team by phone and was never logged."),
    looked_after(8, "09:25", "bo", 2, "kept", "Asked again for the wallet button; it has two criteria now."),
    explicit(1, "13:05", "ana", 1, "priya", "Each morning while the pilot runs", "the pilot's page, line 'today'"),
    explicit(1, "13:10", "ana", 2, "ana", "With every scope change", "the change's own text: what leaves and why"),
    explicit(3, "13:20", "ana", 3, "bo", "Before a share grows", "the walk-through of the build, with its date"),
    bound(1, "14:10", "ana", 1, "priya", "at_least", 90, 95, "%", "Adjustments that name an owner"),
    bound(1, "14:15", "ana", 2, "mara", "at_most", 3, 1, "a week", "Promotions taken back once shown"),
    bound(1, "14:20", "ana", 3, "bo", "at_most", 150, 130, "seconds", "Median time from the basket to the receipt"),
    bound(1, "14:25", "ana", 4, "tom", "at_least", 40, 50, "% answered at first contact"),
    read(2, "09:15", "priya", 1, 97, "33 of 34 adjustments."),
    read(2, "09:20", "bo", 3, 126, "Baseline, week before the pilot."),
    read(7, "09:10", "priya", 1, 96, "48 of 50; the two of Thursday had none."),
    read(7, "09:30", "bo", 3, 141, "Slower since the wallet button loads first."),
    read(7, "09:50", "mara", 2, 4, "Four since Monday; three of them on the spring banner."),
    entered(1, "15:00", "ana", 1),
    left(1, "17:00", "ana", 1, 3, "One sentence, one signer; every area has a name since this morning."),
    left(3, "16:30", "ana", 2, 1, "The sandbox trouble was on the list before it cost a day."),
    left(8, "14:00", "ana", 3, 3, "Two of the campaign's requests came without a name.", "missing"),
)  # fmt: skip
