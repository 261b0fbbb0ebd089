import re
from pathlib import Path

from plumbline.domain.cycle.decision import Criterion, EditDecision, WithdrawDecision
from web_visit import Visitor, visiting

CRITERION = "crt_" + "0" * 26


async def attach(visitor: Visitor, decision: str, **fields: str) -> int:
    sent = {"kind": "link", "title": "Run 118", "reference": "https://ci.example/118", "criterion_ids": CRITERION, **fields}
    return await visitor.send(f"/decisions/{decision}/evidence", sent)


async def approve(visitor: Visitor, decision: str, because: str = "Runs show recovery.") -> int:
    return await visitor.send(
        f"/decisions/{decision}/record", {"outcome": "approve", "because": because, "read_hash": visitor.value("read_hash")}
    )


async def open_thread(visitor: Visitor, decision: str, text: str, **fields: str) -> int:
    section, objective = await visitor.house.place()
    return await visitor.send(f"/decisions/{decision}/threads", {"text": text, "section_id": section, "objective_id": objective, **fields})


async def test_an_approval_without_evidence_is_refused_with_everything_that_is_missing_and_the_text_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        await open_thread(ana, decision, "Which message does the buyer see?", blocking="yes")
        assert await approve(ana, decision, "Because I say so.") == 409
        assert "2 things are missing" in ana.alert()
        assert "Because I say so." in ana.page


async def test_the_page_counts_what_is_missing_instead_of_offering_to_record(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert "See 1 thing missing" in ana.page


async def test_evidence_accepted_by_somebody_else_lets_the_owner_approve(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert await attach(ana, decision) == 200
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            evidence = next(iter(cycle.evidence))
        ana.become("bo")
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/evidence/{evidence}/acceptance") == 200
        ana.become("ana")
        await ana.read(f"/decisions/{decision}")
        assert await approve(ana, decision) == 200
        assert "Build by this" in ana.page
        assert "Ledger entry" in ana.page


async def test_nobody_judges_their_own_evidence_on_the_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        await attach(ana, decision)
        assert "Accept Run 118" not in ana.page


async def test_a_file_is_recorded_by_its_name_and_its_hash(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        fields = {"kind": "file", "criterion_ids": CRITERION, "title": ""}
        assert await ana.send(f"/decisions/{decision}/evidence", fields, {"file": ("run.txt", b"abc", "text/plain")}) == 200
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            evidence = next(iter(cycle.evidence.values()))
        assert evidence.title == "run.txt"
        assert evidence.digest.startswith("ba7816bf")


async def test_a_decision_that_changed_meanwhile_is_shown_in_both_versions(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.house.proven(decision)
        await ana.read(f"/decisions/{decision}")
        read = ana.value("read_hash")
        edited = {"title": "Retry twice after a decline", "criterion_0_id": CRITERION, "criterion_0": "It answers within 5 s.",
                  "criterion_0_owner": ana.house.people["bo"], "read_hash": read}  # fmt: skip
        assert await ana.send(f"/decisions/{decision}/edit", edited) == 200
        status = await ana.send(f"/decisions/{decision}/record", {"outcome": "approve", "because": "Mine", "read_hash": read})
        assert status == 409
        assert "What you read" in ana.page
        assert "Retry after a decline" in ana.page
        assert "Retry twice after a decline" in ana.page
        assert "Mine" in ana.page


async def test_an_edit_that_crosses_another_loses_neither(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        read = ana.value("read_hash")
        row = {"criterion_0_id": CRITERION, "criterion_0": "It answers within 5 s.", "criterion_0_owner": ana.house.people["bo"],
               "criterion_0_check": "Look."}  # fmt: skip
        mine = {"title": "Retry after a decline", "question": "How often is it tried?", "read_hash": read, **row}
        await ana.house.done("mara", EditDecision(decision_id=decision, title="Retry once", read_hash=read))
        assert await ana.send(f"/decisions/{decision}/edit", mine) == 409
        assert "the form holds the new version with your changes in it" in ana.page
        assert "Title Retry after a decline Retry once left as it was" in ana.page
        assert 'id="edit" open' in ana.html
        assert '<input id="edit-title" name="title" type="text" value="Retry once" required>' in ana.html
        again = {"title": "Retry once", "question": "How often is it tried?", "read_hash": ana.value("read_hash"), **row}
        assert await ana.send(f"/decisions/{decision}/edit", again) == 200
        assert "D-1 Retry once" in ana.page
        assert "How often is it tried?" in ana.page


async def test_where_two_changed_one_criterion_its_check_and_owner_are_shown_and_either_can_be_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        read, people = ana.value("read_hash"), ana.house.people
        theirs = Criterion(id=CRITERION, text="It answers within 5 s.", method="run", owner_id=people["mara"], check="Play it.")
        await ana.house.done("mara", EditDecision(decision_id=decision, criteria=(theirs,), read_hash=read))
        mine = {"title": "Retry once", "criterion_0_id": CRITERION, "criterion_0": "It answers within 3 s.", "criterion_0_method": "manual",
                "criterion_0_owner": people["ana"], "criterion_0_check": "Look."}  # fmt: skip
        assert await ana.send(f"/decisions/{decision}/edit", mine | {"read_hash": read}) == 409
        assert "Criterion 1 Both changed it" in ana.page
        assert "It answers within 5 s. Checked by a person: Look. Bo answers for it." in ana.page
        assert "It answers within 5 s. Checked by playing a journey: Play it. Mara answers for it." in ana.page
        assert "It answers within 3 s. Checked by a person: Look. Ana answers for it." in ana.page
        chosen = mine | {"read_hash": ana.value("read_hash"), "theirs": f"criterion:{CRITERION}"}
        assert await ana.send(f"/decisions/{decision}/edit", chosen) == 200
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            found = cycle.decisions[decision]
        assert (found.title, found.criteria) == ("Retry once", (theirs,))


async def test_a_withdrawn_decision_says_why_and_where_that_is_recorded(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.house.done("ana", WithdrawDecision(decision_id=decision, because="The pilot is over."))
        await ana.read(f"/decisions/{decision}")
        assert "Because The pilot is over. Ledger entry" in ana.page


async def test_the_trace_leads_from_the_comment_to_what_was_handed_over(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        await open_thread(ana, decision, "Which message?")
        trace = ana.page[ana.page.index("Trace Section") :]
        assert "Thread T-1 Decision D-1 Criteria 1 Evidence Attach evidence Approval Record the decision Gate See what it needs" in trace
        assert "Handoff Hand over Metric" in trace


async def test_a_thread_is_answered_and_closed_on_the_decision(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        await open_thread(ana, decision, "Which message?", blocking="yes", asks_id=ana.house.people["bo"])
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            thread = next(iter(cycle.threads))
        ana.become("bo")
        await ana.read(f"/decisions/{decision}")
        assert "Waits for you" in ana.page
        assert await ana.send(f"/threads/{thread}/replies", {"text": "The one of step 3."}) == 200
        ana.become("ana")
        await ana.read(f"/threads/{thread}")
        assert ana.path == f"/decisions/{decision}"
        assert await ana.send(f"/threads/{thread}/resolution", {"outcome": "answered", "note": "Step 3"}) == 200
        assert "No open threads" in ana.page


async def test_a_deferral_without_a_day_to_wake_is_refused(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/decisions/{decision}/record", {"outcome": "defer", "because": "Not now"}) == 409
        assert (
            await ana.send(f"/decisions/{decision}/record", {"outcome": "defer", "because": "Not now", "wake_at": "2026-03-09T09:00"})
            == 200
        )
        assert "Comes back on Mon 9 Mar" in ana.page


async def test_a_date_that_is_none_is_named_and_nothing_is_recorded(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/decisions/{decision}/holds", {"until": "soon", "reason": "Legal looks"}) == 422
        assert "'soon' is not a date and time" in ana.alert()
        assert "Legal looks" in ana.html


async def test_an_act_nobody_knows_and_a_decision_nobody_made_are_missing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/decisions/{decision}/deletion") == 404
        assert await ana.read("/decisions/dec_" + "0" * 26) == 404


async def test_a_form_from_elsewhere_writes_nothing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        before = (await ana.house.installation.ledger.head()).size
        assert await ana.send(f"/decisions/{decision}/concerns", {"reason": "x", "csrf": "forged"}) == 403
        assert (await ana.house.installation.ledger.head()).size == before


async def test_markdown_of_an_approved_decision_carries_its_entry_and_escapes_what_people_wrote(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.house.proven(decision)
        await ana.read(f"/decisions/{decision}")
        await approve(ana, decision, "# Because *of* <b>runs</b>")
        await ana.read(f"/decisions/{decision}/markdown")
        assert "\\# Because \\*of\\* \\<b\\>runs\\</b\\>" in ana.html
        assert "Ledger entry" in ana.html


async def test_a_decision_passes_the_gate_once_it_is_approved(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.house.proven(decision)
        await ana.read(f"/decisions/{decision}")
        assert "makes this gate pass" in ana.page
        await approve(ana, decision)
        if "through the gate" in ana.page:
            assert await ana.send(f"/decisions/{decision}/passage", {"gate_id": ana.value("gate_id")}) == 200
            assert "Passed by Ana" in ana.page


async def test_a_thread_becomes_a_decision_in_one_step_that_begins_with_its_words(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        await open_thread(ana, decision, "Which message does the buyer see? The mail says something else.", quote="a second decline")
        await ana.read(f"/decisions/{decision}")
        link = re.search(r"/cycles/\w+/decisions/new\?thread=(thr_\w+)", ana.html)
        assert link
        await ana.read(link[0])
        assert ana.value("title") == "Which message does the buyer see?"
        assert "“a second decline”" in ana.page
        section, objective = await ana.house.place()
        sent = {"title": ana.value("title"), "thread_id": link[1], "closes_thread": "yes", "section_id": section, "objective_id": objective,
                "owner_id": ana.house.people["bo"], "act": "propose"}  # fmt: skip
        assert await ana.send(f"/cycles/{ana.house.cycle}/decisions", sent) == 200
        assert "Thread T-1 Decision D-2" in ana.page
        await ana.read(f"/decisions/{decision}")
        assert "Made into a decision by Ana" in ana.page
        assert "D-2 Which message does the buyer see?" in ana.page
