"""How a running installation stands: its folder, and what only the process knows that serves it."""

import asyncio
from functools import partial

from plumbline.health.check import Check
from plumbline.health.folder import look_at_folder
from plumbline.installation import Installation


async def look_at(installation: Installation, *, watched: bool | None) -> tuple[Check, ...]:
    """Return how everything stands. watched: whether somebody looks for deadlines; None in a process that never does."""
    look = partial(
        look_at_folder, installation.data, installation.clock(), mail_place=installation.mail.place,
        mailbox=installation.mailbox, sample=installation.demo
    )  # fmt: skip
    database, *others = await asyncio.to_thread(look)
    fault = installation.states.ledger.write_fault
    return (_unwritable(fault) if fault else database, *others[:1], _deadlines(watched), *others[1:])


def _unwritable(fault: str) -> Check:
    return Check(
        id="database",
        title="Database",
        state="problem",
        said=f"The ledger cannot be written to: {fault}. Everything that was acknowledged is kept, and reading goes on.",
        remedy="Free space or mend the disk, then restart Plumbline.",
    )


def _deadlines(watched: bool | None) -> Check:
    if watched is None:
        return Check(id="deadlines", title="Deadlines", state="unknown", said="This process serves pages only and watches no deadline.")
    if not watched:
        return Check(
            id="deadlines",
            title="Deadlines",
            state="problem",
            said="No deadline has been looked at for two minutes.",
            remedy="Look for the fault in the log, then restart Plumbline; what was due meanwhile is done first.",
        )
    return Check(id="deadlines", title="Deadlines", state="good", said="They have been looked at in the last two minutes.")
