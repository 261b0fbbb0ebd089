"""What the contract review reads: the rules of redlining, in their second version, and a notice that is done."""

from plumbline.demo.reading import added, cancelled, comment, completed, invited, opened, said, signed, suggested, written
from plumbline.demo.story import Beat
from plumbline.domain.cycle.thread import ResolveThread

_QUESTIONS = """# Questions that clients ask

## Before signing

Do I need an account? No; the link in the mail is enough.
"""

BEATS = (
    added("clause-library", "Redlining in the product", "ida", day=2, time="11:05"),
    opened(
        "clause-library",
        "Redlining and response times",
        "ida",
        ((1, "bo"), (2, "bo"), (3, "mara"), (4, "mara"), (5, "tom")),
        day=2,
        time="11:15",
    ),
    comment(
        "clause-library",
        "within two working days",
        "Two days is not what the frame contracts say; three of them say four.",
        "mara",
        day=3,
        time="10:20",
        called="two-days",
        blocking=True,
        asks="ida",
    ),
    comment(
        "clause-library",
        "who can lift that for one contract",
        "Is that the head of legal operations, or the owner?",
        "bo",
        day=3,
        time="11:40",
        called="lift",
    ),
    said("lift", "The head of legal operations; I will name them.", "ida", day=4, time="09:35"),
    written(
        "clause-library",
        "Who lifts a lock is named; the insurer is asked in three days.",
        lambda text: text.replace(
            "and who can lift that for one contract.", "and that the head of legal operations can lift that for one contract."
        ).replace("takes up to five, because the insurer is asked", "takes up to three more, because the insurer is asked"),
        "ida",
        day=4,
        time="10:05",
    ),
    Beat(day=4, time="10:30", who="bo", command=lambda s: ResolveThread(thread_id=s.id("lift"), outcome="accepted", note="Named now.")),
    signed("clause-library", 5, "tom", day=4, time="14:10"),
    said("two-days", "I asked the account team for the three contracts; they answer next week.", "ida", day=4, time="15:05"),
    suggested(
        "clause-library",
        "Such a contract takes the way it takes today.",
        "Such a contract is sent to legal operations by mail, as today.",
        "Say which way that is.",
        "tom",
        day=7,
        time="11:25",
    ),
    added("signature-notice", "Notice before in-product signature", "ana", day=1, time="14:00"),
    opened("signature-notice", "Notice to clients", "ana", ((1, "tom"), (2, "tom"), (3, "tom")), day=1, time="14:10"),
    *completed("signature-notice", 3, ("tom",), "ana", "Each sentence was read by support against the release plan.", day=2),
    invited("signature-notice", "client", "ana", day=1, time="14:20", until=12),
    added("client-questions", "Questions that clients ask", "ana", day=3, time="13:05", text=_QUESTIONS),
    opened("client-questions", "Questions and answers for clients", "ana", ((1, "tom"),), day=3, time="13:15"),
    cancelled("client-questions", "The notice answers them; two texts would soon disagree.", "ana", day=6, time="09:40"),
)
