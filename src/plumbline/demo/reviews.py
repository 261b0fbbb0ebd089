"""The reviews of the three cycles: texts that people read, what they say about them, and how a round goes on."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from plumbline.demo.story import Beat, Story
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.domain.cycle.review import CloseRound, OpenReview, Reader, SignOffSection
from plumbline.domain.cycle.thread import OpenThread, ReplyToThread, ResolveThread
from plumbline.domain.document.document import CreateDocument, SuggestEdit, WriteVersion


def _text(name: str) -> str:
    return files("plumbline.demo").joinpath("documents", f"{name}.md").read_text(encoding="utf-8")


def _added(name: str, title: str, owner: str, *, day: int, time: str, text: str = "") -> Beat:
    def command(story: Story) -> CreateDocument:
        return CreateDocument(cycle_id=story.cycle_id, title=title, text=text or _text(name), owner_id=story.person(owner))

    return Beat(day=day, time=time, who=owner, command=command, document=name)


def _opened(name: str, title: str, owner: str, readers: tuple[tuple[int, str], ...], *, day: int, time: str) -> Beat:
    def command(story: Story) -> OpenReview:
        asked = tuple(Reader(section_id=story.part(name, number), person_id=story.person(key)) for number, key in readers)
        return OpenReview(
            title=title, subject=story.subject(name), owner_id=story.person(owner), objective_id=story.objective(), readers=asked
        )

    return Beat(day=day, time=time, who=owner, name=f"review-{name}", command=command)


def _comment(
    name: str, words: str, text: str, who: str, *, day: int, time: str, called: str = "", blocking: bool = False, asks: str = ""
) -> Beat:
    def command(story: Story) -> OpenThread:
        anchor = story.passage(name, words)
        return OpenThread(
            section_id=anchor.part, objective_id=story.objective(), anchor=anchor, text=text, quote=words, blocking=blocking,
            asks_id=story.person(asks) if asks else "",
        )  # fmt: skip

    return Beat(day=day, time=time, who=who, name=called, command=command)


def _written(name: str, note: str, change: Callable[[str], str], who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> WriteVersion:
        return WriteVersion(document_id=story.document(name), text=change(story.text(name)), note=note)

    return Beat(day=day, time=time, who=who, command=command, document=name)


def _signed(name: str, number: int, who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> SignOffSection:
        return SignOffSection(review_id=story.id(f"review-{name}"), section_id=story.part(name, number))

    return Beat(day=day, time=time, who=who, command=command)


def _said(thread: str, text: str, who: str, *, day: int, time: str) -> Beat:
    return Beat(day=day, time=time, who=who, command=lambda s: ReplyToThread(thread_id=s.id(thread), text=text))


def _suggested(name: str, words: str, instead: str, note: str, who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> SuggestEdit:
        anchor = story.passage(name, words)
        return SuggestEdit(
            document_id=story.document(name), number=anchor.number, start=anchor.start, end=anchor.end, replacement=instead, note=note
        )

    return Beat(day=day, time=time, who=who, command=command, document=name)


def _completed(name: str, sections: int, readers: tuple[str, ...], owner: str, because: str, *, day: int) -> tuple[Beat, ...]:
    """Sign every section off, judge it through the lens, close the round: the review ends."""
    signed = tuple(
        _signed(name, number, readers[number % len(readers)], day=day, time=f"1{number}:10") for number in range(1, sections + 1)
    )

    def judge(story: Story) -> Any:
        return ApplyLens(item_id=story.id(f"review-{name}"), verdict="passes", because=because)

    return (
        *signed,
        Beat(day=day, time="16:00", who=owner, command=judge),
        Beat(day=day, time="16:10", who=owner, command=lambda s: CloseRound(review_id=s.id(f"review-{name}"))),
    )


LEGALTECH = (
    _added("clause-library", "Redlining in the product", "ida", day=2, time="11:05"),
    _opened(
        "clause-library",
        "Redlining and response times",
        "ida",
        ((1, "bo"), (2, "bo"), (3, "mara"), (4, "mara"), (5, "tom")),
        day=2,
        time="11:15",
    ),
    _comment(
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
    _comment(
        "clause-library",
        "who can lift that for one contract",
        "Is that the head of legal operations, or the owner?",
        "bo",
        day=3,
        time="11:40",
        called="lift",
    ),
    _said("lift", "The head of legal operations; I will name them.", "ida", day=4, time="09:35"),
    _written(
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
    _signed("clause-library", 5, "tom", day=4, time="14:10"),
    _said("two-days", "I asked the account team for the three contracts; they answer next week.", "ida", day=4, time="15:05"),
    _suggested(
        "clause-library",
        "Such a contract takes the way it takes today.",
        "Such a contract is sent to legal operations by mail, as today.",
        "Say which way that is.",
        "tom",
        day=7,
        time="11:25",
    ),
    _added("signature-notice", "Notice before in-product signature", "ana", day=1, time="14:00"),
    _opened("signature-notice", "Notice to clients", "ana", ((1, "tom"), (2, "tom"), (3, "tom")), day=1, time="14:10"),
    *_completed("signature-notice", 3, ("tom",), "ana", "Each sentence was read by support against the release plan.", day=2),
)

ECOMMERCE = (
    _added("consent-order", "Order of the consents", "mara", day=1, time="13:10"),
    _opened("consent-order", "Consent order at sign-up", "mara", ((1, "tom"), (2, "ida"), (3, "ida")), day=1, time="13:20"),
    _comment("consent-order", "None is ticked beforehand.", "Also not for returning buyers?", "ida", day=1, time="15:00", called="ticked"),
    _said("ticked", "Also not for them; their earlier choice is shown as text.", "mara", day=1, time="15:30"),
    Beat(day=1, time="16:05", who="ida", command=lambda s: ResolveThread(thread_id=s.id("ticked"), outcome="answered")),
    *_completed(
        "consent-order", 3, ("ida", "tom", "ida"), "mara", "The order is a decision of the cycle; the words are in the text.", day=2
    ),
    _added("decline-copy", "Copy for declined cards", "bo", day=3, time="11:10"),
    _opened(
        "decline-copy",
        "Checkout copy: declined cards",
        "bo",
        ((1, "tom"), (2, "ida"), (3, "ida"), (4, "mara"), (5, "tom")),
        day=3,
        time="11:20",
    ),
    _comment(
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
    _comment(
        "decline-copy", "one mail with a link", "Which sender? The shop's own address is on two block lists.", "ida", day=4, time="12:05"
    ),
    _said("blocked", "We stop offering it for this order; the bank is not told. I will write it so.", "bo", day=5, time="09:50"),
    _written(
        "decline-copy",
        "First decline says what to do next; entry names the order number.",
        lambda text: text.replace(
            "The buyer comes from the basket with one order.", "The buyer comes from the basket with one order and sees its number."
        ),
        "bo",
        day=6,
        time="11:00",
    ),
    _signed("decline-copy", 1, "tom", day=7, time="09:40"),
    _signed("decline-copy", 2, "ida", day=7, time="10:50"),
)

LOGISTICS = (
    _added("redelivery-policy", "Redelivery after a failed attempt", "tom", day=7, time="13:05"),
    _opened(
        "redelivery-policy",
        "Redelivery policy for the pilot",
        "tom",
        ((1, "priya"), (2, "ida"), (3, "priya"), (5, "bo")),
        day=7,
        time="13:15",
    ),
    _comment(
        "redelivery-policy",
        "The choice is open until\n20:00 of the day before.",
        "The depots close their tours at 18:30 on Fridays.",
        "priya",
        day=8,
        time="09:25",
        called="until",
        blocking=True,
        asks="tom",
    ),
    _comment("redelivery-policy", "a neighbour by name", "Do we keep that name, and how long?", "ida", day=8, time="10:45"),
    _signed("redelivery-policy", 1, "priya", day=8, time="11:05"),
)
