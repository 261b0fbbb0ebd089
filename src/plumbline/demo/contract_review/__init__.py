"""Contract review: an approval path, a decision that ran out of time, and items that went up the ladder."""

from plumbline.demo.contract_review import decisions, escalations, frame, handoffs, journeys, outside, reviews, templates, threads
from plumbline.demo.story import Script

SCRIPT = Script(
    playbook=("legaltech", "customer-success", "stakeholder-alignment"),
    title="Contract review and signature",
    owners={
        "outcome": "ida",
        "scope": "mara",
        "review": "ida",
        "journey": "bo",
        "delivery": "priya",
        "go-to-market": "ana",
        "support": "tom",
        "leadership": "mara",
    },
    guests={"client": "Clara Roth, client"},
    beats=(
        *decisions.BEATS,
        *frame.BEATS,
        *outside.BEATS,
        *escalations.BEATS,
        *threads.BEATS,
        *reviews.BEATS,
        *journeys.BEATS,
        *handoffs.BEATS,
        *templates.BEATS,
    ),
)
