"""The page Integrations: add an endpoint, connect it, try it, change its secret, see what became of each delivery."""

import base64
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from outbox_letters import letters_in, notifier_of
from plumbline.edge.webhooks import endpoints, public_key
from plumbline.outbox.connectors import connectors
from plumbline.outbox.signing import verify
from plumbline.outbox.transport import FileTransport
from plumbline.projections.attention import needs
from web_visit import visiting
from webhook_receiver import Message, answer, receiving, willing


async def test_somebody_adds_connects_and_tries_an_endpoint(tmp_path: Path):
    async with visiting(tmp_path, networks="127.0.0.0/8") as visitor, receiving() as receiver:
        assert await visitor.read("/integrations") == 200
        assert "Nobody outside is told of anything yet." in visitor.page
        sent = {"title": "Warehouse", "address": receiver.address, "types": "decision.* gate.passed"}
        assert await visitor.send("/integrations", sent) == 201
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", visitor.page)
        assert secret
        endpoint = re.search(r"/integrations/(end_\w+)/connect", visitor.html.replace("&#x2f;", "/"))
        assert endpoint
        here = f"/integrations/{endpoint[1]}"
        await visitor.read(here)
        assert secret[0] not in visitor.page  # it is shown once
        assert receiver.address not in visitor.page
        assert await visitor.send(f"{here}/connect") == 201
        assert "Connected. The receiver answered the challenge" in visitor.page
        assert await visitor.send(f"{here}/test") == 201
        assert "The receiver answered 204" in visitor.page
        tested = receiver.messages[-1]
        verify(tested.headers, tested.body, [secret[0]], visitor.house.clock())
        await visitor.house.decision()
        await visitor.read(here)
        assert "decision.drafted" in visitor.page
        entry = re.search(rf"{here}/deliveries/(\d+)", visitor.html.replace("&#x2f;", "/"))
        assert entry
        assert await visitor.read(entry[0]) == 200
        assert "None was made yet." in visitor.page
        assert await visitor.send(f"{here}/rotate", {"overlap": "1"}) == 201
        assert "The secret, shown this once" in visitor.page
        assert await visitor.send(f"{here}/disable") == 200
        assert "Somebody disabled it." in visitor.page
        assert await visitor.send(f"{here}/enable") == 200
        assert await visitor.send(f"{here}/remove") == 200
        assert visitor.path == "/integrations"


async def test_the_published_key_is_the_one_that_messages_are_signed_with(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        visitor.forget()
        assert await visitor.read("/.well-known/jwks.json") == 200
        (key,) = json.loads(visitor.html)["keys"]
        raw = base64.urlsafe_b64decode(key["x"] + "=")
        assert public_key(visitor.house.installation) == "whpk_" + base64.b64encode(raw).decode()


async def test_an_answer_of_a_receiver_is_shown_as_text(tmp_path: Path):
    async def hostile(message: Message) -> bytes:
        return answer(500, "<script>alert(1)</script>") if b"challenge" not in message.body else await willing(message)

    async with visiting(tmp_path, networks="127.0.0.0/8") as visitor, receiving(hostile) as receiver:
        await visitor.read("/integrations")
        await visitor.read("/integrations")
        assert await visitor.send("/integrations", {"title": "Warehouse", "address": receiver.address, "types": "*"}) == 201
        endpoint = re.search(r"/integrations/(end_\w+)/test", visitor.html.replace("&#x2f;", "/"))
        assert endpoint
        await visitor.send(endpoint[0])
        assert "<script>alert(1)" not in visitor.html
        assert "alert(1)" in visitor.page


async def test_an_inner_address_is_refused_with_the_reason_and_what_was_written_stays(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read("/integrations")
        sent = {"title": "Inside", "address": "https://169.254.169.254/latest", "types": "everything"}
        assert await visitor.send("/integrations", sent) == 409
        assert "not an address on the public internet" in visitor.alert()
        assert "No event is called everything." in visitor.alert()
        await visitor.send("/integrations", sent | {"types": "decision.* gate.pased gates.*"})
        assert "Did you mean gate.passed?" in visitor.alert()
        assert "Did you mean gate.*?" in visitor.alert()
        assert visitor.value("title") == "Inside"


async def test_only_leads_and_administrators_are_offered_the_form(tmp_path: Path):
    async with visiting(tmp_path, "bo") as visitor:
        await visitor.read("/integrations")
        assert "Leads and administrators add endpoints." in visitor.page
        assert await visitor.send("/integrations", {"title": "Mine", "address": "https://93.184.216.34/", "types": "*"}) == 403


async def test_a_disabled_endpoint_is_on_home_until_it_is_enabled(tmp_path: Path):
    async with visiting(tmp_path, networks="127.0.0.0/8") as visitor, receiving() as receiver:
        await visitor.read("/integrations")
        assert await visitor.send("/integrations", {"title": "Warehouse", "address": receiver.address, "types": "*"}) == 201
        endpoint = (await endpoints(visitor.house.installation))[0].id
        await visitor.send(f"/integrations/{endpoint}/disable")
        assert await visitor.read("/") == 200
        assert "Somebody disabled this endpoint. What it asked for waits: enable it, or remove it." in visitor.page
        assert await visitor.read(f"/items/{endpoint}") == 200  # where messages lead
        assert visitor.path == f"/integrations/{endpoint}"
        ledger, states = visitor.house.installation.ledger, visitor.house.installation.states
        kept = await needs(ledger, visitor.house.people["ana"])
        await states.ledger.rebuild("attention", await states.folds())
        assert await needs(ledger, visitor.house.people["ana"]) == kept
        await visitor.send(f"/integrations/{endpoint}/enable")
        await visitor.read("/")
        assert "Somebody disabled this endpoint." not in visitor.page


async def test_a_disabled_endpoint_stands_in_the_daily_message(tmp_path: Path):
    async with visiting(tmp_path, networks="127.0.0.0/8") as visitor, receiving() as receiver:
        house, mail = visitor.house, FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        await notifier.look()
        await visitor.read("/integrations")
        assert await visitor.send("/integrations", {"title": "Warehouse", "address": receiver.address, "types": "*"}) == 201
        await visitor.send(f"/integrations/{(await endpoints(house.installation))[0].id}/disable")
        house.clock.set(house.clock() + timedelta(days=1))
        await notifier.look()
        (letter,) = [one for one in letters_in(mail) if "Warehouse" in one.get_content()]
        assert "Somebody disabled this endpoint." in letter.get_content()


async def test_several_events_are_counted_and_then_sent_again(tmp_path: Path):
    async with visiting(tmp_path, networks="127.0.0.0/8") as visitor, receiving() as receiver:
        await visitor.house.decision()
        await visitor.read("/integrations")
        sent = {
            "title": "Warehouse",
            "address": receiver.address,
            "types": "decision.*",
            "condition": 'plsurface == "web"',
            "ordered": "yes",
        }
        assert await visitor.send("/integrations/trial", sent) == 200
        assert "Nothing was saved and nothing was sent." in visitor.page
        assert await visitor.send("/integrations", sent) == 201
        here = f"/integrations/{(await endpoints(visitor.house.installation))[0].id}"
        assert await visitor.read(f"{here}/replay") == 200
        assert await visitor.read(f"{here}/replay?types=decision.*") == 200
        assert "Nothing fits." in visitor.page
        assert await visitor.read(f"{here}/replay?types=decisions.*") == 409
        assert "No event is called decisions.*. Did you mean decision.*?" in visitor.alert()
        assert await visitor.read(f"{here}/replay?after=0") == 200
        assert "decision.drafted" in visitor.page
        assert await visitor.send(f"{here}/replay", {"after": "0"}) == 200
        assert visitor.path == here
        assert "decision.drafted" in visitor.page
        assert 'when plsurface == "web", each subject in order' in visitor.page
        assert "Of the events of the last 24 hours:" in visitor.page
        assert await visitor.read(f"{here}/replay?since=yesterday") == 422
        assert await visitor.send(f"{here}/trial", {"types": "*", "condition": "plsurface =="}) == 409
        assert "The condition cannot be judged" in visitor.page
        assert await visitor.send(f"{here}/trial", {"types": "decision.* nosuch.thing"}) == 409
        assert "No event is called nosuch.thing." in visitor.alert()
        assert await visitor.send(f"{here}/edit", {"title": "Warehouse", "types": "gate.* decision.*"}) == 200
        assert "Told of decision.*, gate.*" in visitor.page


async def test_what_cannot_be_reached_is_not_offered_to_be_sent_again(tmp_path: Path):
    async with visiting(tmp_path, networks="127.0.0.0/8") as visitor, receiving() as receiver:
        installation = visitor.house.installation
        await visitor.read("/integrations")
        assert await visitor.send("/integrations", {"title": "Warehouse", "address": receiver.address, "types": "*"}) == 201
        here = f"/integrations/{(await endpoints(installation))[0].id}"
        await visitor.read(f"{here}/replay")
        assert "what you send again waits until it is connected" in visitor.page
        assert "Count them" in visitor.page
        installation.directory.endpoints.forget((await endpoints(installation))[0].id)
        await visitor.read(f"{here}/replay")
        assert "Neither its address nor its token is kept here" in visitor.alert()
        assert "Count them" not in visitor.page
        assert await visitor.send(f"{here}/replay", {"after": "0"}) == 409


@pytest.mark.parametrize("connector", sorted(connectors().keys() - {"webhook"}))
async def test_each_sentence_that_helps_with_a_connection_ends_once(tmp_path: Path, connector: str):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read(f"/integrations/connectors/{connector}") == 200
        assert not re.search(r"\w\.\.(?!\w)", visitor.page)
