"""Links for participants as lines of a list."""

from zoneinfo import ZoneInfo

from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.web.labels import name_of
from plumbline.web.reader import Reader
from plumbline.words.event import day_and_time

CONSENT = (
    "We record which screens you see, what you press and enter, and how long it takes. We do not ask for your name or address; please do"
    " not enter any. We use the recording to make this better, and you can stop at any time."
)
"""What a new link says unless whoever makes it writes something else."""
_OVER = {"ended": "ended", "expired": "its date has passed"}


@record
class LinkLine:
    """A link. words: for whom and until when, or why it is over."""

    id: str
    title: str
    words: str
    open: bool


async def link_lines(installation: Installation, played_id: str, reader: Reader) -> list[LinkLine]:
    """Return the links to a journey or template, the newest first."""
    workspace = await installation.handling.workspace()
    found: list[LinkLine] = []
    for link_id, link in reversed(workspace.play_links.items()):
        offered = link.offered
        if (offered.journey_id or offered.template_id) != played_id:
            continue
        stands = link.standing(reader.now)
        until = f"until {day_and_time(offered.expires_at, ZoneInfo(reader.zone))}" if stands == "open" else _OVER[stands]
        told = [offered.cohort, "one session" if offered.shared else "", f"by {name_of(reader.names, link.offered_by)}", until]
        found.append(
            LinkLine(
                id=link_id, title=f"As {offered.role}" + (f", version {offered.number}" if offered.number else ""),
                words=", ".join(filter(None, told)), open=stands == "open",
            )
        )  # fmt: skip
    return found
