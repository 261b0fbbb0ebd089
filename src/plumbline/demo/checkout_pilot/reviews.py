"""What the checkout pilot reads: a text whose consents are agreed, and the copy for a declined card."""

from plumbline.demo.reading import added, comment, completed, declined, opened, said, signed, suggested, taken, written
from plumbline.demo.story import Beat
from plumbline.domain.cycle.thread import ResolveThread

BEATS = (
    added("consent-order", "Order of the consents", "mara", day=1, time="13:10"),
    opened("consent-order", "Consent order at sign-up", "mara", ((1, "tom"), (2, "ida"), (3, "ida")), day=1, time="13:20"),
    comment("consent-order", "None is ticked beforehand.", "Also not for returning buyers?", "ida", day=1, time="15:00", called="ticked"),
    said("ticked", "Also not for them; their earlier choice is shown as text.", "mara", day=1, time="15:30"),
    Beat(day=1, time="16:05", who="ida", command=lambda s: ResolveThread(thread_id=s.id("ticked"), outcome="answered")),
    *completed(
        "consent-order", 3, ("ida", "tom", "ida"), "mara", "The order is a decision of the cycle; the words are in the text.", day=2
    ),
    added("decline-copy", "Copy for declined cards", "bo", day=3, time="11:10"),
    opened(
        "decline-copy",
        "Checkout copy: declined cards",
        "bo",
        ((1, "tom"), (2, "ida"), (3, "ida"), (4, "mara"), (5, "tom")),
        day=3,
        time="11:20",
    ),
    comment(
        "decline-copy",
        "After a third decline the card is blocked for this order",
        "Blocked by whom? Buyers read this as their bank's doing, and call it.",
        "tom",
        day=4,
        time="10:15",
        called="blocked",
        blocking=True,
        asks="bo",
    ),
    comment(
        "decline-copy", "one mail with a link", "Which sender? The shop's own address is on two block lists.", "ida", day=4, time="12:05"
    ),
    said("blocked", "We stop offering it for this order; the bank is not told. I will write it so.", "bo", day=5, time="09:50"),
    written(
        "decline-copy",
        "First decline says what to do next; entry names the order number.",
        lambda text: text.replace(
            "The buyer comes from the basket with one order.", "The buyer comes from the basket with one order and sees its number."
        ),
        "bo",
        day=6,
        time="11:00",
    ),
    signed("decline-copy", 1, "tom", day=7, time="09:40"),
    signed("decline-copy", 2, "ida", day=7, time="10:50"),
    suggested(
        "decline-copy",
        "one mail with a link",
        "one mail with a link from the shop's second address",
        "Its first one is on two lists.",
        "ida",
        day=7,
        time="11:30",
        called="sender",
    ),
    taken("decline-copy", "sender", "bo", day=7, time="13:00"),
    suggested("decline-copy", "After a third decline", "After three declines", "Shorter.", "mara", day=7, time="13:25", called="shorter"),
    declined("decline-copy", "shorter", "Three in a row is another thing than the third.", "bo", day=7, time="13:40"),
)
