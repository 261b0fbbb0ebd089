"""The page of mail: how many messages came in, what became of each and why; and the whole message behind a comment."""

from pathlib import Path

from plumbline.directory.replies import ReplyTo
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.edge.mail_replies import take
from web_visit import visiting


async def test_a_lead_sees_what_came_and_everybody_the_message_behind_a_comment(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        house = visitor.house
        section, objective = await house.place()
        anchor = Anchor(kind="section", id=section)
        asked = OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="How many?", asks_id=house.people["bo"])
        thread = await house.done("ana", asked)
        assert await visitor.read("/integrations/mail") == 200
        assert "Nothing came in yet." in visitor.page
        assert "PLUMBLINE_MAIL_REPLIES" in visitor.page
        to = ReplyTo(person_id=house.people["bo"], workspace_id=house.installation.workspace_id, item_id=thread)
        address = f"p+r.{house.installation.directory.incoming.addresses.token(to)}@example.org"
        for number, sender in enumerate(("bo@house.example", "eve@<script>.example")):
            raw = f"From: {sender}\nTo: {address}\nMessage-ID: <{number}>\nSubject: <b>Re</b>\n\n<script>Three</script>\n"
            await take(house.installation, raw.encode())
        assert await visitor.read("/integrations/mail") == 200
        assert "2 messages in 30 days" in visitor.page
        assert "given to somebody else" in visitor.page
        assert "<b>Re" not in visitor.html
        assert await visitor.read(f"/threads/{thread}") == 200
        assert f"/threads/{thread}/messages/2" in visitor.html.replace("&#x2f;", "/")
        assert "<script>Three" not in visitor.html
        assert await visitor.read(f"/threads/{thread}/messages/2") == 200
        assert "<script>Three" in visitor.html
        assert await visitor.read(f"/threads/{thread}/messages/1") == 404
