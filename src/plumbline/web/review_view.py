"""A review as its page shows it: the sections with their state, the text in blocks, each thread beside its passage."""

from collections.abc import Sequence
from typing import NamedTuple

from plumbline.domain.cycle.review import Part, Review
from plumbline.domain.cycle.rules.reviewing import awaited, is_signed_off, may_lead, may_sign, stands
from plumbline.domain.cycle.rules.rounds import threads_about
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.document.document import Document, Suggestion
from plumbline.domain.document.outline import Section, section_at
from plumbline.domain.document.passage import relocate
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant, ago
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, name_of
from plumbline.web.marked_text import Block, Mark, blocks_of
from plumbline.web.reader import Reader
from plumbline.web.suggestion_view import SuggestionView, suggestion_view
from plumbline.web.thread_view import ThreadView, thread_view

STATES = {"open": Chip("pending", "Open"), "closed": Chip("approved", "Closed"), "cancelled": Chip("ended", "Cancelled")}


@record
class SectionLine:
    """One line of the section list. yours: you are asked to read it. open: threads without an outcome."""

    id: str
    title: str
    chip: Chip
    yours: bool
    open: int
    readers: str


@record
class Row:
    """A block of the text with what is said about it. start: its place, by which a comment on it is begun."""

    start: int
    end: int
    html: str
    is_heading: bool
    threads: tuple[ThreadView, ...]
    suggestions: tuple[SuggestionView, ...]


@record
class SectionView:
    """A section of the text. lost: threads whose passage is not in this version. signed: who has signed it off."""

    id: str
    title: str
    digest: str
    rows: tuple[Row, ...]
    lost: tuple[ThreadView, ...]
    signed: str
    may_sign: bool
    signed_by_you: bool


@record
class Tick:
    """A thread on the margin strip. y: where, in the strip's own units."""

    thread_id: str
    label: str
    kind: str
    y: int


@record
class ReviewView:
    """A review for a reader. base: the address of their page of it, below which its forms are.

    after, before: of each thread, the next and the previous open one; empty where there is none.
    """

    id: str
    base: str
    label: str
    title: str
    state: str
    chip: Chip
    document_id: str
    number: int
    newest: int
    owner: str
    round: int
    round_open: bool
    closes: Instant | None
    opened: Instant
    lines: tuple[SectionLine, ...]
    sections: tuple[SectionView, ...]
    ticks: tuple[Tick, ...]
    height: int
    open_threads: int
    first_open: str
    after: dict[str, str]
    before: dict[str, str]
    unread: int
    first_unread: str
    first_yours: str
    leads: bool
    reason: str


class Source(NamedTuple):
    """What is reviewed: the document, the version under review with its text, and texts of versions that suggestions were made for."""

    document: Document
    number: int
    text: str
    texts: dict[str, str]


def review_view(
    cycle: Cycle, review: Review, source: Source, workspace: Workspace, reader: Reader, *, only_open: bool, base: str
) -> ReviewView:
    """Return a review for a reader. only_open: leave threads that have their outcome out. base: the address of their page of it."""
    threads = [one for one in threads_about(cycle, review) if one.state == "open" or not only_open]
    version = source.document.written(source.number) or source.document.current
    here = {one.id: one for one in threads if one.anchor.number == source.number and not one.outdated}
    pictures = base if reader.person_id in review.guests else f"/documents/{source.document.id}"
    images = {name: f"{pictures}/images/{name}" for name in source.document.images}
    marks = [Mark(start=one.anchor.start, end=one.anchor.end) for one in here.values() if one.state == "open"]
    blocks = blocks_of(source.text, source.document.format, marks, images)
    placed = _placed(blocks, [(one.anchor.start, one.id) for one in here.values()])
    suggested = _placed(blocks, _suggested(source))
    seen = {one.id: thread_view(cycle, workspace, one, reader.names, reader.now, reader.zone, reader.person_id) for one in threads}
    in_order = [one for block in blocks for one in placed.get(block.start, ())]
    lost = [one for one in threads if one.id not in here]
    ordered = [*(one.id for one in lost), *in_order]
    waiting = [one for one in ordered if seen[one].open]
    after = dict(zip(waiting, [*waiting[1:], ""], strict=False))
    before = dict(zip(waiting, ["", *waiting[:-1]], strict=False))
    sections = tuple(
        _section(section, version.sections, blocks, placed, suggested, lost, seen, review, source, workspace, reader)
        for section in version.sections
    )
    ticks, height = _ticks(in_order, seen, here, len(source.text))
    lines = tuple(section_line(one, cycle, review, workspace, reader) for one in review.subject.parts)
    unread = [one for one in lines if not one.readers and one.chip.words != "Signed off"]
    yours = [one for one in lines if one.yours]
    current = review.rounds[-1] if review.rounds else None
    period = cycle.periods.get(current.period) if current and current.closed_at is None else None
    return ReviewView(
        id=review.id,
        base=base,
        label=f"R-{review.number}",
        title=review.title,
        state=review.state,
        chip=STATES[review.state],
        document_id=source.document.id,
        number=source.number,
        newest=source.document.current.number,
        owner=name_of(reader.names, review.owner_id),
        round=len(review.rounds),
        round_open=review.round is not None and review.state == "open",
        closes=instant(period.closes_at, reader.zone) if period and review.state == "open" else None,
        opened=ago(review.opened_at, reader.now, reader.zone),
        lines=lines,
        sections=sections,
        ticks=ticks,
        height=height,
        open_threads=sum(one.open for one in seen.values()),
        first_open=waiting[0] if waiting else "",
        after={one: after.get(one, "") for one in seen},
        before={one: before.get(one, "") for one in seen},
        unread=len(unread),
        first_unread=unread[0].id if unread else "",
        first_yours=yours[0].id if yours else "",
        leads=reader.person_id in may_lead(review, workspace),
        reason=review.reason,
    )


def section_line(part: Part, cycle: Cycle, review: Review, workspace: Workspace, reader: Reader) -> SectionLine:
    """Return a section of a review as the list of sections shows it."""
    section_id, title = part.section_id, part.title
    about = [one for one in threads_about(cycle, review) if one.section_id == section_id and one.state == "open"]
    readers = review.readers.get(section_id, ())
    yours = reader.person_id in awaited(review, section_id, workspace)
    return SectionLine(
        id=section_id,
        title=title,
        chip=_chip(review, section_id, workspace, about, yours=yours, readers=readers),
        yours=yours,
        open=len(about),
        readers=", ".join(name_of(reader.names, one) for one in readers),
    )


def _chip(review: Review, section_id: str, workspace: Workspace, threads: Sequence[Thread], *, yours: bool, readers: Sequence[str]) -> Chip:
    if is_signed_off(review, section_id, workspace):
        return Chip("approved", "Signed off")
    if any(one.blocking for one in threads):
        return Chip("breached", "Blocked")
    if yours:
        return Chip("due", "Yours to read")
    if review.sign_offs.get(section_id):
        return Chip("due", "Edited since")
    return Chip("pending", "Being read") if readers else Chip("draft", "Needs a reader")


def _section(
    section: Section,
    sections: Sequence[Section],
    blocks: Sequence[Block],
    placed: dict[int, list[str]],
    suggested: dict[int, list[str]],
    lost: Sequence[Thread],
    seen: dict[str, ThreadView],
    review: Review,
    source: Source,
    workspace: Workspace,
    reader: Reader,
) -> SectionView:
    known = {one.id for one in sections}
    own = [one for one in blocks if section_at(sections, one.start).id == section.id]
    rows = tuple(
        Row(
            start=block.start,
            end=block.end,
            html=block.html,
            is_heading=block.is_heading,
            threads=tuple(seen[one] for one in placed.get(block.start, ())),
            suggestions=tuple(
                suggestion_view(source.document.suggestions[one], source.document, source.texts, reader)
                for one in suggested.get(block.start, ())
            ),
        )
        for block in own
    )
    signers = [one for one in review.sign_offs.get(section.id, {}) if stands(review, section.id, one)]
    return SectionView(
        id=section.id,
        title=section.title,
        digest=section.digest,
        rows=rows,
        lost=tuple(
            seen[one.id] for one in lost if one.section_id == section.id or (one.section_id not in known and section is sections[0])
        ),
        signed=", ".join(name_of(reader.names, one) for one in signers),
        may_sign=review.state == "open" and may_sign(review, section.id, reader.person_id) and reader.person_id not in signers,
        signed_by_you=reader.person_id in signers and review.state == "open",
    )


def _suggested(source: Source) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for one in source.document.suggestions.values():
        if one.state == "proposed" and (start := _start(one, source)) is not None:
            found.append((start, one.id))
    return found


def _start(suggestion: Suggestion, source: Source) -> int | None:
    """Where a suggestion's passage is in the version under review; what is gone from it is shown on the document's page."""
    then = source.texts.get(source.document.versions[suggestion.number - 1].digest)
    place = relocate(then, suggestion.start, suggestion.end, source.text) if then is not None else None
    return None if place is None else place.start


def _placed(blocks: Sequence[Block], items: Sequence[tuple[int, str]]) -> dict[int, list[str]]:
    """Return which items belong to which block: the one they stand in, else the one before."""
    placed: dict[int, list[str]] = {}
    for start, item in sorted(items):
        before = [block for block in blocks if block.start <= start] or blocks[:1]
        if before:
            placed.setdefault(before[-1].start, []).append(item)
    return placed


_STRIP, _APART = 480, 28


def _ticks(order: Sequence[str], seen: dict[str, ThreadView], here: dict[str, Thread], length: int) -> tuple[tuple[Tick, ...], int]:
    """Return a tick for each thread where its passage is, moved apart so that each can be hit, and the strip's height."""
    height = max(_STRIP, _APART * (len(order) + 1))
    ticks: list[Tick] = []
    at = _APART // 2 - _APART
    for left, thread_id in zip(range(len(order) - 1, -1, -1), order, strict=True):
        view = seen[thread_id]
        wished = int(here[thread_id].anchor.start / max(length, 1) * (height - _APART)) + _APART // 2
        at = max(at + _APART, min(wished, height - _APART // 2 - left * _APART))
        kind = "closed" if not view.open else "blocking" if view.blocking else "open"
        ticks.append(Tick(thread_id=thread_id, label=f"{view.label}, {view.chip.words}", kind=kind, y=at))
    return tuple(ticks), height
