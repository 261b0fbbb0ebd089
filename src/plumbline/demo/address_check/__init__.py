"""The address check, which ended before the checkout pilot began: launched, read for four weeks, wrapped up and closed."""

from plumbline.demo.address_check import after_launch, frame, outside, work
from plumbline.demo.story import Script

SCRIPT = Script(
    playbook=("ecommerce", "innovation", "stakeholder-alignment"),
    title="Address check",
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
    beats=(*work.BEATS, *frame.BEATS, *outside.BEATS, *after_launch.BEATS),
    days_before=38,
)
