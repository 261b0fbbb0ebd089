"""The review of a journey: its sections in the version under review, their screens, what was said about them, and who signed them off."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response

from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.rules.reviewing import completion_findings, may_lead, may_sign, round_findings, stands
from plumbline.domain.cycle.rules.rounds import threads_about
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.journey.model import Model, Screen
from plumbline.domain.journey.parts import screens_in, section_key, sections_of
from plumbline.domain.journey.plain import model_of
from plumbline.domain.workspace.workspace import Workspace
from plumbline.edge.inviting import Invited
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, condition_lines, refusal_words
from plumbline.web.guest_view import guest_choices, guest_lines
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, label_of, name_of
from plumbline.web.lens_view import lens_view
from plumbline.web.on_review import agenda_of
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page
from plumbline.web.review_view import STATES, SectionLine, section_line
from plumbline.web.session import AnyRequest, installation_of
from plumbline.web.thread_view import ThreadView, thread_view

FILL: dict[str, dict[str, str]] = {
    "replies": {"thread_id": "", "text": "", "asks_id": ""},
    "resolution": {"thread_id": "", "outcome": "", "note": "", "linked_id": ""},
    "lens": {"because": ""},
    "guests": {"name": "", "days": "14"},
}


@record
class ScreenLine:
    """A screen of a section. says: what kind it is, and of an exception what it is for and who makes it good."""

    href: str
    title: str
    says: str


@record
class JourneySection:
    """A section under review. digest: what a sign-off binds to. signed: who has signed it off as it reads."""

    id: str
    title: str
    digest: str
    objective: str
    screens: tuple[ScreenLine, ...]
    threads: tuple[ThreadView, ...]
    signed: str
    may_sign: bool
    signed_by_you: bool


@record
class JourneyReviewView:
    """A review of a journey for a reader. base: the address below which its forms are. changed: whether it was edited since."""

    id: str
    base: str
    label: str
    title: str
    state: str
    chip: Chip
    journey_id: str
    number: int
    digest: str
    changed: bool
    owner: str
    round: int
    round_open: bool
    closes: Instant | None
    lines: tuple[SectionLine, ...]
    sections: tuple[JourneySection, ...]
    open_threads: int
    leads: bool
    reason: str


async def is_of_journey(request: AnyRequest, cycle_id: str, review_id: str) -> bool:
    """Tell whether a review is of a journey."""
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        return cycle.reviews[review_id].subject.kind == "journey"


async def journey_review_page(
    request: AnyRequest,
    cycle_id: str,
    review_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    invited: Invited | None = None,
) -> Response[str]:
    """Return the page of a journey's review. invited: a guest whose link is shown, this once."""
    installation, reader, here = installation_of(request), reader_of(request), f"/reviews/{review_id}"
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        subject = cycle.reviews[review_id].subject
    async with installation.handling.reading(subject.id) as journey:
        changed = journey.is_changed
    model = await model_under_review(request, subject.content_hash)
    async with installation.handling.reading(cycle_id) as cycle:
        review = cycle.reviews[review_id]
        screens = f"/journeys/{subject.id}/parts/screen/"
        view = journey_review_view(cycle, review, model, workspace, reader, here, screens, changed=changed)
        values: dict[str, Any] = {
            "standing": condition_lines(round_findings(cycle, review, workspace), reader, cycle, here) if view.round_open else (),
            "completion": condition_lines(completion_findings(cycle, review, workspace), reader, cycle, here) if view.round_open else (),
            "agenda": agenda_of(cycle, review_id),
            "lens": lens_view(cycle, review_id, reader),
            "guests": guest_lines(cycle, review, reader),
            "readers": (*choices(workspace, reader), *guest_choices(cycle, review, reader)),
            "others": [("", "None"), *((other, label_of(cycle, other)) for other in cycle.decisions)],
        }
        title = cycle.title
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, here)
    return page(
        request,
        "review/journey.html",
        status=status,
        title=f"{view.label} {view.title}",
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/reviews",
        # A page that shows a link this once does not renew itself: the link would be gone.
        streams=() if invited else (cycle_id, subject.id),
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Reviews", "href": f"/cycles/{cycle_id}/reviews"},
            {"title": view.label, "href": ""},
        ),
        refusal=said,
        review=view,
        people=choices(workspace, reader),
        invited=invited,
        invited_name=name_of(reader.names, invited.person_id) if invited else "",
        fill={**FILL, **(kept or {})},
        commands=(
            ("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/reviews/{review_id}"),
            ("Command line", f"plumbline review show {review_id}"),
        ),
        **values,
    )


async def model_under_review(request: AnyRequest, digest: str) -> Model:
    """Return the version of a journey with a digest. Raises PageMissing where it is not kept any more."""
    blob = await installation_of(request).blobs.get(digest)
    if blob is None:
        raise PageMissing("version of the journey")
    return model_of(json.loads(blob.body))


def journey_review_view(
    cycle: Cycle, review: Review, model: Model, workspace: Workspace, reader: Reader, base: str, screens: str, *, changed: bool = False
) -> JourneyReviewView:
    """Return a review of a journey for a reader. base: the address below which its forms are. screens: what a screen's id follows."""
    threads = threads_about(cycle, review)
    period = cycle.periods.get(review.round.period) if review.round is not None and review.state == "open" else None
    return JourneyReviewView(
        id=review.id,
        base=base,
        label=f"R-{review.number}",
        title=review.title,
        state=review.state,
        chip=STATES[review.state],
        journey_id=review.subject.id,
        number=review.subject.number,
        digest=review.subject.content_hash,
        changed=changed,
        owner=name_of(reader.names, review.owner_id),
        round=len(review.rounds),
        round_open=review.round is not None and review.state == "open",
        closes=instant(period.closes_at, reader.zone) if period else None,
        lines=tuple(section_line(one, cycle, review, workspace, reader) for one in review.subject.parts),
        sections=tuple(_sections(cycle, review, model, workspace, reader, threads, screens)),
        open_threads=sum(one.state == "open" for one in threads),
        leads=reader.person_id in may_lead(review, workspace),
        reason=review.reason,
    )


def _sections(
    cycle: Cycle, review: Review, model: Model, workspace: Workspace, reader: Reader, threads: Sequence[Thread], screens: str
) -> list[JourneySection]:
    roles = {one.id: one.title for one in model.roles}
    titles = {one.id: one.title for one in (*model.screens, *model.events)}
    known = {part.section_id for part in review.subject.parts}
    found: list[JourneySection] = []
    for place, section in enumerate(sections_of(model)):
        key = section_key(review.subject.id, section.id)
        part = review.part(key)
        signers = [one for one in review.sign_offs.get(key, {}) if stands(review, key, one)]
        # What was said of a section that is gone stands with the first one, so that it is not lost.
        own = [one for one in threads if one.section_id == key or (one.section_id not in known and not place)]
        found.append(
            JourneySection(
                id=key,
                title=section.title,
                digest=part.digest if part else "",
                objective=section.objective,
                screens=tuple(_screen(one, screens, roles, titles) for one in screens_in(model, section.id)),
                threads=tuple(thread_view(cycle, workspace, one, reader.names, reader.now, reader.zone, reader.person_id) for one in own),
                signed=", ".join(name_of(reader.names, one) for one in signers),
                may_sign=review.state == "open" and may_sign(review, key, reader.person_id) and reader.person_id not in signers,
                signed_by_you=reader.person_id in signers and review.state == "open",
            )
        )
    return found


def _screen(screen: Screen, screens: str, roles: Mapping[str, str], titles: Mapping[str, str]) -> ScreenLine:
    says = f"{screen.kind}, {roles.get(screen.role, screen.role)}"
    if screen.kind == "exception":
        recovered = f", recovered on “{titles.get(screen.recovery, screen.recovery)}”" if screen.recovery else ""
        answers = f"{roles.get(screen.owner, screen.owner)} answers for it"
        says += f": {titles.get(screen.fault, screen.fault)}, {screen.severity}; {answers}{recovered}"
    return ScreenLine(href=f"{screens}{screen.id}", title=screen.title, says=says)
