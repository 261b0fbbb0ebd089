"""A small house that is connected to a stand-in for Slack, and people who press buttons there."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

from httpx import AsyncClient, Response

from plumbline.app.opening import speaker_of
from plumbline.automation.delivering import Sender
from plumbline.edge import trying, webhooks
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.progress import Attempt
from plumbline.web.chat.pressing import settled
from slack_stand_in import CHANNEL, SECRET, TEAM, TOKEN, Slack, form, signed, slack_at_work
from small_house import House, client_of
from webhook_house import LOOPBACK, context, open_house, told


class Chat:
    """A house, its Slack, the endpoint between them, and a way in for what Slack sends."""

    def __init__(self, house: House, slack: Slack, client: AsyncClient, endpoint_id: str) -> None:
        self.house = house
        self.slack = slack
        self.endpoint_id = endpoint_id
        self.client = client

    async def say(self, payload: dict[str, Any], **more: Any) -> Response:
        """Let Slack send what somebody did, signed; wait until what follows from it has ended."""
        answer = await self.send(form(payload), **more)
        await settled()
        return answer

    async def send(self, body: bytes, *, at: float = 0, secret: str = SECRET, kind: str = "application/x-www-form-urlencoded") -> Response:
        """Send bytes to where Slack sends."""
        headers = {"Content-Type": kind, **signed(body, self.house.clock().timestamp() + at, secret)}
        return await self.client.post(f"/connect/{self.endpoint_id}", content=body, headers=headers)

    async def press(self, action: str, item_id: str, user: str = "U0ANA") -> dict[str, Any]:
        """Press a button; return the dialogue that was opened, empty when none was."""
        self.slack.views.clear()
        answer = await self.say(self.slack.press(action, item_id, user))
        assert (answer.status_code, answer.text) == (200, "")
        return self.slack.views[-1] if self.slack.views else {}

    async def hand_in(self, view: dict[str, Any], answers: dict[str, Any], user: str = "U0ANA") -> dict[str, Any]:
        """Hand a dialogue in; return what is shown in its place, empty when it closes."""
        answer = await self.say(self.slack.submission(view, answers, user))
        assert answer.status_code == 200
        return json.loads(answer.text) if answer.text else {}

    def link(self, who: str, user: str = "") -> None:
        """Let an account of Slack act as a person."""
        accounts, user = self.house.installation.directory.accounts, user or f"U0{who.upper()}"
        offered = accounts.offer(self.endpoint_id, f"{TEAM}:{user}", who, "Slack, Slack", self.house.clock())
        assert accounts.link(offered, self.house.people[who], self.house.clock())

    async def until(self, holds: Callable[[], Any], seconds: float = 20) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what is waited for stands in a file or at the stand-in
                await asyncio.sleep(0.02)

    async def states(self) -> list[str]:
        """Return the states of the deliveries to Slack, the newest first."""
        found = await webhooks.endpoint_of(self.house.installation, self.endpoint_id)
        assert found
        return [one.state for one in await webhooks.told(self.house.installation, found, limit=200)]

    async def until_told(self) -> None:
        """Wait until Slack was told of everything."""
        async with asyncio.timeout(20):
            while set(await self.states()) - {"delivered"}:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)

    async def attempts(self) -> list[Attempt]:
        """Return the attempts at the newest delivery that has any."""
        one = self.house.installation
        found = await webhooks.endpoint_of(one, self.endpoint_id)
        assert found
        tried = [one.progress.attempts(it.owed.position, self.endpoint_id) for it in await webhooks.told(one, found, limit=200)]
        return next((attempts for attempts in tried if attempts), list[Attempt]())


def words_of(found: Any) -> str:
    """Return all words of a message or a dialogue, as somebody reads them."""
    shown = ("text", "blocks", "elements", "title", "label", "hint", "view", "element", "options")
    if isinstance(found, dict):
        parts = cast(dict[str, Any], found)
        return " ".join(words_of(value) for name, value in parts.items() if name in shown)
    if isinstance(found, list):
        return " ".join(words_of(one) for one in cast(list[Any], found))
    return found if isinstance(found, str) else ""


def links_of(found: Any) -> list[str]:
    """Return where the links of a message or a dialogue lead."""
    if isinstance(found, dict):
        parts = cast(dict[str, Any], found)
        return [*([str(parts["url"])] if "url" in parts else []), *(one for value in parts.values() for one in links_of(value))]
    return [one for part in cast(list[Any], found) for one in links_of(part)] if isinstance(found, list) else []


def buttons_of(message: dict[str, Any]) -> list[str]:
    """Return the buttons of a message by their words."""
    return [one["text"]["text"] for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]


async def connected(house: House, slack: Slack, **more: Any) -> str:
    """Connect a house to Slack; return the endpoint."""
    made = await webhooks.add(
        house.installation, context(house), title="Slack", address=slack.address, connector="slack", settings={"channel": CHANNEL},
        credentials={"token": TOKEN, "signing_secret": SECRET}, **more,
    )  # fmt: skip
    assert isinstance(made, webhooks.Added), made
    assert not isinstance(await trying.verify(house.installation, context(house), made.endpoint_id), Refusal)
    return made.endpoint_id


@asynccontextmanager
async def chatting(folder: Path) -> AsyncGenerator[Chat]:
    """Open a house that is connected to Slack."""
    async with open_house(folder) as house, slack_at_work() as slack, client_of(house) as client:
        yield Chat(house, slack, client, await connected(house, slack))


@asynccontextmanager
async def telling(chat: Chat, **more: Any) -> AsyncGenerator[Sender]:
    """Tell Slack of what happens, as the server does."""
    one = chat.house.installation
    sender = Sender(one.handling, one.directory, one.progress, told, networks=LOOPBACK, speaker=speaker_of(one), **more)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
