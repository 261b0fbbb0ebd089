"""Parcel delay and redelivery: a first scope, two decisions that hang together, and a risk that came true."""

from plumbline.demo.parcel_delay import decisions, frame, handoffs, journeys, outside, reviews, small_changes
from plumbline.demo.story import Script

SCRIPT = Script(
    playbook=("logistics", "customer-success", "mvp-planning"),
    title="Parcel delay and redelivery",
    owners={
        "outcome": "ana",
        "scope": "ana",
        "review": "bo",
        "journey": "priya",
        "delivery": "priya",
        "go-to-market": "mara",
        "support": "tom",
        "leadership": "mara",
    },
    guests={"counsel": "Jonas Weber, counsel", "carrier": "Meike Janssen, carrier", "agency": "A reader of the agency"},
    beats=(
        *decisions.BEATS,
        *frame.BEATS,
        *outside.BEATS,
        *reviews.BEATS,
        *journeys.BEATS,
        *handoffs.BEATS,
        *small_changes.BEATS,
    ),
)
