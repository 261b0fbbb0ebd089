"""The checkout pilot's other half: what was asked for and kept out, each time by a decision."""

from plumbline.demo.story import Beat
from plumbline.domain.cycle.decision import (
    DeferDecision,
    DraftDecision,
    RejectDecision,
    SubmitDecision,
    SupersedeDecision,
    WithdrawDecision,
)

BEATS = (
    Beat(
        day=2,
        time="13:00",
        who="ana",
        name="form",
        command=lambda s: DraftDecision(
            title="Keep the two-page address form",
            question="Is the address form worth touching in this pilot?",
            section_id=s.stage(3),
            objective_id=s.objective(),
            owner_id=s.person("bo"),
            due_at=s.at(6),
            fallback="The form stays.",
            options=s.options("form", ("Keep two pages", "Nothing changes")),
            criteria=s.criteria("form", ("No more than one in fifty addresses is corrected by support.", "tom")),
            propose=True,
        ),
    ),
    Beat(
        day=3,
        time="09:25",
        who="bo",
        command=lambda s: SupersedeDecision(
            decision_id=s.id("form"), by_id=s.id("one-form"), because="The look-up answers the support question too."
        ),
    ),
    Beat(
        day=3,
        time="10:00",
        who="mara",
        name="gift",
        command=lambda s: DraftDecision(
            title="Gift cards in the pilot",
            question="Can a gift card pay for an order in the pilot?",
            section_id=s.stage(2),
            objective_id=s.objective(),
            owner_id=s.person("mara"),
            due_at=s.at(7),
            fallback="Gift cards stay out.",
            options=s.options(
                "gift", ("In", "Eight working days of payment work"), ("Out", "Three percent of buyers are sent to the old checkout")
            ),
            criteria=s.criteria("gift", ("A gift card and a card can pay for one order together.", "priya")),
            propose=True,
        ),
    ),
    Beat(day=3, time="10:30", who="mara", command=lambda s: SubmitDecision(decision_id=s.id("gift"))),
    Beat(
        day=4,
        time="15:00",
        who="mara",
        command=lambda s: DeferDecision(
            decision_id=s.id("gift"), because="Given up in return for the retry after a decline.", wake_at=s.at(19, "09:00")
        ),
    ),
    Beat(
        day=5,
        time="16:00",
        who="mara",
        name="three",
        command=lambda s: DraftDecision(
            title="Show the promotion banner inside checkout",
            question="Does the campaign banner follow the buyer into checkout?",
            section_id=s.stage(2),
            objective_id=s.objective(),
            owner_id=s.person("mara"),
            due_at=s.at(8),
            fallback="No banner inside checkout.",
            options=s.options("three", ("Banner", "Campaign asked for it"), ("No banner", "Checkout stays calm")),
            criteria=s.criteria("three", ("Completion does not fall in the banner's cohort.", "ana")),
            propose=True,
        ),
    ),
    Beat(day=5, time="16:05", who="mara", command=lambda s: SubmitDecision(decision_id=s.id("three"))),
    Beat(
        day=7,
        time="15:30",
        who="mara",
        command=lambda s: RejectDecision(
            decision_id=s.id("three"), because="No claim on the revenue path without a criterion that protects it."
        ),
    ),
    Beat(
        day=6,
        time="11:30",
        who="bo",
        name="express",
        command=lambda s: DraftDecision(
            title="Express button in the page header",
            question="Do we offer the wallet button before the cart?",
            section_id=s.stage(1),
            objective_id=s.objective(),
            owner_id=s.person("bo"),
            due_at=s.at(12),
            fallback="Only in the cart.",
            propose=True,
        ),
    ),
    Beat(
        day=7,
        time="09:40",
        who="bo",
        command=lambda s: WithdrawDecision(decision_id=s.id("express"), because="Out of this pilot's scope."),
    ),
)
