"""The checkout pilot: a declined card, one retry, and a decision that is not ready yet."""

from plumbline.demo import address_check
from plumbline.demo.checkout_pilot import decisions, frame, handoffs, journeys, out_of_scope, outside, reviews, scope_and_risks
from plumbline.demo.story import Script

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
        *decisions.BEATS,
        *out_of_scope.BEATS,
        *scope_and_risks.BEATS,
        *frame.BEATS,
        *outside.BEATS,
        *reviews.BEATS,
        *journeys.BEATS,
        *handoffs.BEATS,
    ),
    after=address_check.SCRIPT,
)
