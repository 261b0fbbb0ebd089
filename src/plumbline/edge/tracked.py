"""What trackers say of an item outside, brought to the commitment that it carries out."""

from plumbline.automation.tracking import Tracking
from plumbline.edge.receiving import Hearing
from plumbline.outbox.tracking import Seen


async def take_report(hearing: Hearing, seen: Seen) -> str:
    """Record how an item stands, asking the tracker where it gave a hint only; nothing has to be answered."""
    installation = hearing.installation
    tracking = Tracking(
        installation.handling, installation.directory, base_url=installation.base_url, networks=installation.networks,
        authorities=installation.authorities,
    )  # fmt: skip
    await tracking.hear(installation.workspace_id, hearing.endpoint, seen)
    return ""
