"""When something needs a person, then tell them: at once when it cannot wait, otherwise once on each of their working days."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage

from plumbline.automation.forgetting import forget_message
from plumbline.automation.waking import woken
from plumbline.directory.directory import Directory
from plumbline.directory.errors import UnknownPerson
from plumbline.directory.mailbox import Letter
from plumbline.directory.replies import ReplyTo
from plumbline.directory.within import NamesWithin
from plumbline.domain.cycle.thread import CommentRedacted
from plumbline.domain.workspace.calendar import calendar_of_person
from plumbline.domain.workspace.workspace import Workspace
from plumbline.handling import Handling
from plumbline.outbox.letters import Reading, Sender, answer_letter, digest_letter, notice_letter
from plumbline.outbox.notice import AT_ONCE_PER_DAY, Notice, digest_due, leaves_at, local_day, notices_of
from plumbline.outbox.transport import NotSent, Transport
from plumbline.projections.attention import NeedRow, needs
from plumbline.projections.following import followed_since
from plumbline.projections.items import ItemRow, find_item
from plumbline.projections.urgency import first_of_each, in_order
from plumbline.words.numbers import numbered

_log = logging.getLogger(__name__)
_LONGEST_SLEEP = 30.0  # seconds between two looks at the clocks on the wall
_PORTION = 500
# After a failed attempt; the last one gives the letter up. A digest of the day before yesterday helps nobody.
_AGAIN_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
_SINCE_FIRST = timedelta(days=1)


class Notifier:
    """Sends the mail of one installation. Start `run` as a task; cancel the task to stop it.

    A message tells of one workspace only. Somebody who works in several gets a daily message from each.
    """

    def __init__(
        self, handling: Handling, directory: Directory, transport: Transport, *, address: str, base_url: str, replies: str = ""
    ) -> None:
        """address: that messages come from; replies: that answers to them go to, empty where nobody can reply."""
        self._handling = handling
        self._states = handling.states
        self._directory = directory
        self._transport = transport
        self._address = address
        self._base_url = base_url
        self._replies = replies
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled. What became due while nothing ran is told first."""
        following = asyncio.create_task(self._follow())
        try:
            while True:
                self._woken.clear()
                try:
                    await self.look()
                except Exception:  # noqa: BLE001 - tomorrow's messages must not depend on today's fault
                    _log.exception("messages could not be looked after; tried again in %d s", _LONGEST_SLEEP)
                await woken(self._woken, _LONGEST_SLEEP)
        finally:
            following.cancel()

    async def look(self) -> int:
        """Queue what happened since the last look and what the day brings, and send what is due. Returns the number of messages sent."""
        await self._queue_notices()
        for workspace in await self._states.workspaces():
            self._queue_digests(workspace)
        sent = 0
        while letters := self._directory.mailbox.due(self._handling.clock()):
            for letter in letters:
                sent += await self._settle(letter)
        return sent

    async def _queue_notices(self) -> None:
        mailbox, ledger = self._directory.mailbox, self._states.ledger
        position = mailbox.position()
        if position is None:  # what happened before mail was looked after is no news
            mailbox.queue((), await ledger.size())
            return
        while entries := await ledger.scan(position, _PORTION):
            letters: list[Letter] = []
            for entry in entries:
                position = entry.position
                if isinstance(entry.event, CommentRedacted):
                    await forget_message(self._handling, self._directory, entry.event.comment_id, entry.attribution.workspace)
                if entry.stream.startswith("cyc_"):
                    happened = entry.attribution
                    handling = self._handling.within(happened.workspace)
                    workspace = await handling.workspace()
                    async with handling.reading(entry.stream) as cycle:
                        found = list(notices_of(entry.event, happened.occurred_at, happened.actor, cycle, workspace))
                    letters += [self._letter(one, workspace) for one in found]
            mailbox.queue([letter for letter in letters if self._is_wanted(letter)], position)

    def _letter(self, one: Notice, workspace: Workspace) -> Letter:
        now = self._handling.clock()
        leaves = leaves_at(now, calendar_of_person(workspace, one.person_id, now), one.urgent)
        return Letter(
            key=one.key,
            person_id=one.person_id,
            reason=one.reason,
            item_id=one.item_id,
            made_at=now,
            due_at=leaves,
            workspace_id=workspace.id,
        )

    def _queue_digests(self, workspace: Workspace) -> None:
        mailbox, now = self._directory.mailbox, self._handling.clock()
        for person_id in workspace.members:
            choice = mailbox.choice(person_id)
            day = digest_due(
                now, choice.digest_hour, self._digest_day(person_id, workspace.id), calendar_of_person(workspace, person_id, now)
            )
            if day is None or not workspace.is_active(person_id) or "digest" in choice.stopped or not self._has_address(person_id):
                continue
            key = f"digest:{person_id}:{day}" if workspace.id == self._states.home_id else f"digest:{workspace.id}:{person_id}:{day}"
            letter = Letter(key=key, person_id=person_id, reason="digest", item_id="", made_at=now, due_at=now, workspace_id=workspace.id)
            mailbox.queue([letter], mailbox.position() or 0)
            mailbox.keep_digest_day(person_id, workspace.id, day)

    def _digest_day(self, person_id: str, workspace_id: str) -> date | None:
        days = [self._directory.mailbox.digest_day(person_id, one) for one in self._ids(workspace_id)]
        return max((day for day in days if day is not None), default=None)

    def _ids(self, workspace_id: str) -> tuple[str, ...]:
        """The ids under which a workspace's letters are kept: the first one has those from before there were several, too."""
        return (workspace_id, "") if workspace_id == self._states.home_id else (workspace_id,)

    async def _settle(self, letter: Letter) -> int:
        """Send a letter whose time has come, or drop it because there is nothing left to say."""
        mailbox, now = self._directory.mailbox, self._handling.clock()
        message = await self._message(letter) if self._is_wanted(letter) else None
        if message is None:
            mailbox.drop(letter.key)
            return 0
        try:
            await self._transport.send(message)
        except NotSent as fault:
            over = fault.final or letter.attempts >= len(_AGAIN_AFTER)
            mailbox.postpone(letter.key, None if over else now + _AGAIN_AFTER[letter.attempts], str(fault))
            _log.warning("a message was not taken%s: %s", " and is given up" if over else "", fault)
            return 0
        mailbox.sent(letter.key, now)
        return 1

    async def _message(self, letter: Letter) -> EmailMessage | None:
        now = self._handling.clock()
        handling = self._handling.within(letter.workspace_id or self._states.home_id)
        workspace = await handling.workspace()
        if not workspace.is_active(letter.person_id):
            return None
        sender = Sender(address=self._address, base_url=self._base_url, workspace=workspace.title, replies=self._replies)
        reading = Reading(
            person=self._directory.person(letter.person_id),
            now=now,
            names=NamesWithin(self._directory.names(), workspace.members.__contains__),
            stop_token="" if letter.reason == "reply" else self._directory.mailbox.stop_token(letter.person_id, letter.reason),
            reply_token=self._reply_token(letter, workspace.id),
        )
        if letter.reason == "reply":
            return await self._answering(letter, handling, sender, reading)
        mine = in_order(await needs(handling.ledger, letter.person_id), now)
        if letter.reason == "digest":
            recorded = await self._recorded(letter, handling)
            return digest_letter(letter.key, first_of_each(mine), recorded, sender, reading) if mine or recorded else None
        need = _about(letter, mine)
        begin, end = local_day(now, calendar_of_person(workspace, letter.person_id, now))
        full = self._directory.mailbox.left_between(letter.person_id, begin, end) >= AT_ONCE_PER_DAY
        if need is not None and not need.cycle_id:  # what the workspace itself asks has no thread
            reading = replace(reading, reply_token="")
        return None if need is None or full else notice_letter(letter.key, letter.reason, need, sender, reading)

    async def _answering(self, letter: Letter, handling: Handling, sender: Sender, reading: Reading) -> EmailMessage | None:
        """What somebody is told of a message of theirs, unless it was forgotten meanwhile."""
        message = self._directory.incoming.find(letter.key.partition(":")[2])
        if message is None or not message.answer:
            return None
        row = await find_item(handling.ledger, message.item_id) if message.item_id else None
        return answer_letter(letter.key, message, numbered(row.kind, row.number, row.title) if row else "", sender, reading)

    def _reply_token(self, letter: Letter, workspace_id: str) -> str:
        """The token of a reply to a letter. A daily message has one about nothing, so that whoever replies to it is told."""
        if not self._replies or letter.reason == "reply" or not (letter.item_id or letter.reason == "digest"):
            return ""
        return self._directory.incoming.addresses.token(
            ReplyTo(person_id=letter.person_id, workspace_id=workspace_id, item_id=letter.item_id)
        )

    async def _recorded(self, letter: Letter, handling: Handling) -> list[ItemRow]:
        """Decisions that the reader follows and somebody else recorded since their last digest."""
        before = [
            one
            for one in self._directory.mailbox.of(letter.person_id, 50, self._ids(handling.workspace_id))
            if one.reason == "digest" and one.state == "sent"
        ]
        since = before[0].made_at if before else letter.made_at - _SINCE_FIRST
        return await followed_since(handling.ledger, letter.person_id, since)

    def _is_wanted(self, letter: Letter) -> bool:
        stopped = self._directory.mailbox.choice(letter.person_id).stopped
        return letter.reason not in stopped and self._has_address(letter.person_id)

    def _has_address(self, person_id: str) -> bool:
        try:
            return bool(self._directory.person(person_id).mail)
        except UnknownPerson:
            return False

    async def _follow(self) -> None:
        size = await self._states.ledger.size()
        async for _ in self._states.ledger.follow(size):
            self._woken.set()


def _about(letter: Letter, mine: Sequence[NeedRow]) -> NeedRow | None:
    """What a letter is about, as it stands now; nothing when the obligation was met before the letter left."""
    return next((need for need in mine if need.item_id == letter.item_id), None)
