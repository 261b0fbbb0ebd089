"""Participants by link: without an account, in one run, for as long as the link is open."""

import re
from pathlib import Path

from player_visit import act, come, linked, wait_at_play
from plumbline.edge.play_links import MOST_IN_A_MINUTE
from web_visit import visiting


async def test_a_participant_agrees_and_plays_without_an_account(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await linked(visitor, cohort="pilot", preset="nobody-home-twice")
        visitor.forget()
        assert await visitor.read(path) == 200
        assert "We record what you press." in visitor.page
        assert await visitor.send(path, {}) == 422
        assert "Agree to what is recorded" in visitor.page
        assert await come(visitor, path) == 200
        assert visitor.path == "/play"
        assert "Your parcel is on its way" in visitor.page
        assert "Let something happen" not in visitor.page
        await wait_at_play(visitor)
        assert await act(visitor, "see-choices") == 200
        await visitor.read("/play")
        assert "How do you want to have it?" in visitor.page, "a reload goes on"
        await visitor.send("/play/remarks", {"role": "recipient", "text": "Which day?"})
        assert await visitor.send("/play/happenings", {"event": "parcel-lost", "role": "recipient"}) == 409
        await visitor.read(path)
        assert "You play already in this browser." in visitor.page
        await visitor.read("/play")
        await visitor.send("/play/endings", {"role": "recipient"})
        assert "The run is over" in visitor.page
        visitor.become("ana")
        await visitor.read("/templates/parcel-delay/results?by=cohort")
        assert "A participant by link as Recipient" in visitor.page
        assert "pilot" in visitor.page


async def test_a_participant_sees_nothing_else(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await linked(visitor)
        await come(visitor, path)
        assert await visitor.read("/p/unknown") == 404
        visitor.forget()
        assert await visitor.read("/play") == 403
        assert "Open your link again" in visitor.page


async def test_a_link_that_was_ended_stops_whoever_plays_through_it(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await linked(visitor)
        await come(visitor, path)
        playing = visitor.cookies()
        visitor.become("bo")
        await visitor.read("/templates/parcel-delay/play")
        link = re.search(r"/play-links/(lnk_\w+)/ending", visitor.html.replace("&#x2f;", "/"))
        assert link is not None
        assert await visitor.send(f"/play-links/{link[1]}/ending", {}) == 409, "it is Ana's link"
        visitor.become("ana")
        assert await visitor.send(f"/play-links/{link[1]}/ending", {}) == 200
        assert "ended" in visitor.page
        visitor.forget()
        assert await visitor.read(path) == 404
        visitor.bring(playing)
        assert await visitor.read("/play") == 403


async def test_a_shared_link_seats_each_who_comes_in_a_role_of_one_session(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await linked(visitor, shared="yes")
        await come(visitor, path, role="recipient")
        await wait_at_play(visitor)
        await act(visitor, "ask-support")
        recipient = visitor.cookies()
        visitor.forget()
        await visitor.read(path)
        assert "Customer support" in visitor.page
        assert 'value="recipient"' not in visitor.html, "somebody plays it"
        await come(visitor, path, role="support")
        assert "A recipient asks for help" in visitor.page
        await act(visitor, "take-refund")
        visitor.forget()
        visitor.bring(recipient)
        await visitor.read("/play")
        assert "The run is over" in visitor.page
        assert "Handed to a person" in visitor.page


async def test_a_link_lets_only_so_many_in_within_a_minute(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await linked(visitor)
        for _ in range(MOST_IN_A_MINUTE):
            assert await come(visitor, path) == 200
        assert await come(visitor, path) == 503
        assert "within a minute" in visitor.alert()
