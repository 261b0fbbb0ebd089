"""A text that people read: versions, comments on passages, suggestions, sign-offs and rounds, in one line each."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from plumbline.demo.story import Beat, Story
from plumbline.domain.cycle.guest import InviteGuest, RevokeGuest
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.domain.cycle.review import CancelReview, CloseRound, OpenReview, Reader, SignOffSection
from plumbline.domain.cycle.thread import OpenThread, ReplyToThread
from plumbline.domain.document.document import ApplySuggestion, CreateDocument, DeclineSuggestion, SuggestEdit, WriteVersion


def _text(name: str) -> str:
    return files("plumbline.demo").joinpath("documents", f"{name}.md").read_text(encoding="utf-8")


def added(name: str, title: str, owner: str, *, day: int, time: str, text: str = "") -> Beat:
    def command(story: Story) -> CreateDocument:
        return CreateDocument(cycle_id=story.cycle_id, title=title, text=text or _text(name), owner_id=story.person(owner))

    return Beat(day=day, time=time, who=owner, command=command, document=name)


def opened(name: str, title: str, owner: str, readers: tuple[tuple[int, str], ...], *, day: int, time: str) -> Beat:
    def command(story: Story) -> OpenReview:
        asked = tuple(Reader(section_id=story.section(name, number), person_id=story.person(key)) for number, key in readers)
        return OpenReview(
            title=title, subject=story.subject(name), owner_id=story.person(owner), objective_id=story.objective(), readers=asked
        )

    return Beat(day=day, time=time, who=owner, name=f"review-{name}", command=command)


def comment(
    name: str, words: str, text: str, who: str, *, day: int, time: str, called: str = "", blocking: bool = False, asks: str = ""
) -> Beat:
    def command(story: Story) -> OpenThread:
        anchor = story.passage(name, words)
        return OpenThread(
            section_id=anchor.part, objective_id=story.objective(), anchor=anchor, text=text, quote=words, blocking=blocking,
            asks_id=story.person(asks) if asks else "",
        )  # fmt: skip

    return Beat(day=day, time=time, who=who, name=called, command=command)


def written(name: str, note: str, change: Callable[[str], str], who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> WriteVersion:
        return WriteVersion(document_id=story.document(name), text=change(story.text(name)), note=note)

    return Beat(day=day, time=time, who=who, command=command, document=name)


def signed(name: str, number: int, who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> SignOffSection:
        return SignOffSection(review_id=story.id(f"review-{name}"), section_id=story.section(name, number))

    return Beat(day=day, time=time, who=who, command=command)


def said(thread: str, text: str, who: str, *, day: int, time: str) -> Beat:
    return Beat(day=day, time=time, who=who, command=lambda s: ReplyToThread(thread_id=s.id(thread), text=text))


def suggested(name: str, words: str, instead: str, note: str, who: str, *, day: int, time: str, called: str = "") -> Beat:
    def command(story: Story) -> SuggestEdit:
        anchor = story.passage(name, words)
        return SuggestEdit(
            document_id=story.document(name), number=anchor.number, start=anchor.start, end=anchor.end, replacement=instead, note=note
        )

    return Beat(day=day, time=time, who=who, command=command, name=called, document=name)


def taken(name: str, suggestion: str, who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> ApplySuggestion:
        return ApplySuggestion(document_id=story.document(name), suggestion_id=story.id(suggestion))

    return Beat(day=day, time=time, who=who, command=command, document=name)


def declined(name: str, suggestion: str, reason: str, who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> DeclineSuggestion:
        return DeclineSuggestion(document_id=story.document(name), suggestion_id=story.id(suggestion), reason=reason)

    return Beat(day=day, time=time, who=who, command=command, document=name)


def invited(name: str, guest: str, who: str, *, day: int, time: str, until: int) -> Beat:
    """Let a guest of the script read until the evening of a day."""

    def command(story: Story) -> InviteGuest:
        return InviteGuest(review_id=story.id(f"review-{name}"), guest_id=story.person(guest), expires_at=story.at(until))

    return Beat(day=day, time=time, who=who, command=command)


def revoked(name: str, guest: str, who: str, *, day: int, time: str) -> Beat:
    def command(story: Story) -> RevokeGuest:
        return RevokeGuest(review_id=story.id(f"review-{name}"), guest_id=story.person(guest))

    return Beat(day=day, time=time, who=who, command=command)


def cancelled(name: str, reason: str, who: str, *, day: int, time: str) -> Beat:
    return Beat(day=day, time=time, who=who, command=lambda s: CancelReview(review_id=s.id(f"review-{name}"), reason=reason))


def completed(name: str, sections: int, readers: tuple[str, ...], owner: str, because: str, *, day: int) -> tuple[Beat, ...]:
    """Sign every section off, judge it through the lens, close the round: the review ends."""
    read = tuple(signed(name, number, readers[number % len(readers)], day=day, time=f"1{number}:10") for number in range(1, sections + 1))

    def judge(story: Story) -> Any:
        return ApplyLens(item_id=story.id(f"review-{name}"), verdict="passes", because=because)

    return (
        *read,
        Beat(day=day, time="16:00", who=owner, command=judge),
        Beat(day=day, time="16:10", who=owner, command=lambda s: CloseRound(review_id=s.id(f"review-{name}"))),
    )
