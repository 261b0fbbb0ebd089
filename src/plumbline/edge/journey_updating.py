"""Newer versions of the template that a journey was made from: what would come in, and what is proposed. Pages and API share it."""

import json

from plumbline.domain.journey.body import digest_of
from plumbline.domain.journey.comparing.align import aligned
from plumbline.domain.journey.comparing.compare import compare
from plumbline.domain.journey.comparing.difference import Difference, normal
from plumbline.domain.journey.joining import AcceptUpdate, Proposal, ProposeUpdate
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.merging.conflict import Choice, Merged
from plumbline.domain.journey.merging.merge import merge
from plumbline.domain.journey.plain import Plain
from plumbline.domain.journey.template import answered
from plumbline.edge.journey_templates import template_here
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections.items import find_item


@record
class Update:
    """A version of the template that the journey has not taken over. proposal: who proposed it; None while nobody has.

    had: the version that the journey has now. version, template_digest: of the newer one. base, mine, theirs: the three sides.
    digest: of what the journey is now, which choices are made about.
    """

    journey_id: str
    title: str
    cycle_id: str
    template_id: str
    had: str
    version: str
    template_digest: str
    base: Plain
    mine: Plain
    theirs: Plain
    digest: str
    proposal: Proposal | None

    @property
    def difference(self) -> Difference:
        """What is otherwise in the newer version."""
        return compare(self.base, self.theirs)

    def merged(self, choices: tuple[Choice, ...] = ()) -> Merged:
        """Return what the journey and the newer version come to."""
        return merge(self.base, self.mine, self.theirs, choices)

    def propose(self) -> ProposeUpdate:
        """Return the command that proposes it."""
        return ProposeUpdate(
            journey_id=self.journey_id, template_version=self.version, template_digest=self.template_digest, theirs=json.dumps(self.theirs)
        )

    def accept(self, choices: tuple[Choice, ...], read_digest: str = "") -> AcceptUpdate:
        """Return the command that takes it over."""
        return AcceptUpdate(
            journey_id=self.journey_id, base=json.dumps(self.base), theirs=json.dumps(self.theirs), choices=choices, read_digest=read_digest
        )


async def update_of(installation: Installation, journey_id: str) -> Update | None:
    """Return what is proposed, else the newest version of the template; None where the journey has that, or was made from none."""
    row = await find_item(installation.ledger, journey_id)
    if row is None or row.kind != "journey":
        return None
    async with installation.handling.reading(journey_id, texts=True) as state:
        journey: Journey = state
        title, template_id, made_of, proposal = journey.called, journey.template_id, journey.made_of, journey.proposal
        answers, mine = journey.answers, normal(journey.content or {})
    found = await template_here(installation, template_id) if template_id else None
    base = await _content(installation, made_of.body)
    if base is None:
        return None
    if proposal is not None:
        version, digest, theirs = proposal.template_version, proposal.template_digest, await _content(installation, proposal.theirs_digest)
    elif found is not None and found.digest != made_of.digest:
        # The journey keeps its own title, and an answer that was given stays one.
        new = {**answered(json.loads(found.content), answers), "title": base["title"], "id": base["id"]}
        version, digest, theirs = found.model.version, found.digest, aligned(new, base)
    else:
        return None
    if theirs is None:
        return None
    return Update(
        journey_id=journey_id, title=title, cycle_id=row.cycle_id, template_id=template_id, had=made_of.version, version=version,
        template_digest=digest, base=base, mine=mine, theirs=theirs, digest=digest_of(mine), proposal=proposal,
    )  # fmt: skip


async def _content(installation: Installation, digest: str) -> Plain | None:
    blob = await installation.blobs.get(digest) if digest else None
    return None if blob is None else normal(json.loads(blob.body))
