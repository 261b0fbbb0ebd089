from dataclasses import replace

from cycle_story import names, unmet
from document_story import POLICY, DocumentStory
from plumbline.domain.document import rules
from plumbline.domain.document.document import (
    ApplySuggestion,
    AttachImage,
    CreateDocument,
    DeclineSuggestion,
    RedactVersion,
    SuggestEdit,
    WriteVersion,
)


def suggested(told: DocumentStory, words: str, instead: str, by: str = "bo") -> str:
    start = told.text.index(words)
    number = told.document.current.number
    command = SuggestEdit(document_id=told.id, number=number, start=start, end=start + len(words), replacement=instead, note="Shorter.")
    return told.given(command, by=by).suggestion_id


def test_a_document_begins_with_a_version_in_sections():
    told = DocumentStory()
    assert [section.title for section in told.document.current.sections] == ["What the buyer sees", "What support does"]
    assert told.document.current.digest == rules.digest_of(POLICY)


def test_a_text_that_cannot_be_reviewed_is_refused_with_everything_that_is_wrong():
    told = DocumentStory()
    told.document = rules.new(told.id)
    bad = CreateDocument(cycle_id="cyc_1", title=" ", text=" \n ", owner_id="nobody")
    assert unmet(told.when(bad)) == ["document.title", "document.text", "document.owner_rank"]
    binary = CreateDocument(cycle_id="cyc_1", title="x", text="a\x00b" + "c" * rules.LONGEST)
    assert unmet(told.when(binary)) == ["document.size", "document.plain"]
    assert unmet(told.when(CreateDocument(cycle_id="cyc_1", title="x", text="half a sign: \ud800"))) == ["document.plain"]


def test_its_owner_and_leads_write_it_and_nobody_else():
    told = DocumentStory()
    again = WriteVersion(document_id=told.id, text=POLICY + "\nMore.\n")
    assert unmet(told.when(again, by="bo")) == ["document.writer"]
    assert names(told.when(again, by="mara")) == ["VersionWritten"]
    assert names(told.when(again, by="ana")) == []


def test_a_text_that_has_changed_since_it_was_read_is_not_overwritten():
    told = DocumentStory()
    read = told.document.current.digest
    told.given(WriteVersion(document_id=told.id, text=POLICY + "\nMore.\n", read_digest=read))
    answer = told.when(WriteVersion(document_id=told.id, text=POLICY + "\nOther.\n", read_digest=read))
    assert unmet(answer) == ["I5.content"]


def test_a_suggestion_becomes_a_version_when_it_is_taken():
    told = DocumentStory()
    suggestion = suggested(told, "one retry", "two retries")
    told.given(ApplySuggestion(document_id=told.id, suggestion_id=suggestion))
    assert "is offered two retries." in told.text
    assert (told.document.current.number, told.document.suggestions[suggestion].state) == (2, "applied")
    assert names(told.when(ApplySuggestion(document_id=told.id, suggestion_id=suggestion))) == []


def test_a_suggestion_finds_its_passage_after_an_edit_elsewhere():
    told = DocumentStory()
    suggestion = suggested(told, "24 hours", "two days")
    told.given(WriteVersion(document_id=told.id, text=POLICY.replace("# Declined cards\n", "# Declined cards\n\nA preface.\n")))
    told.given(ApplySuggestion(document_id=told.id, suggestion_id=suggestion))
    assert "A preface." in told.text
    assert "kept for two days." in told.text


def test_a_suggestion_for_words_that_have_changed_is_taken_when_somebody_brought_both_together():
    told = DocumentStory()
    suggestion = suggested(told, "the order is kept for 24 hours", "the order is kept")
    told.given(WriteVersion(document_id=told.id, text=POLICY.replace("kept for 24 hours", "kept for 36 hours")))
    assert unmet(told.when(ApplySuggestion(document_id=told.id, suggestion_id=suggestion))) == ["document.passage_same"]
    read, merged = told.document.current.digest, "the order is kept for a day and a half"
    told.given(WriteVersion(document_id=told.id, text=told.text + "\nMore.\n"))
    stale = ApplySuggestion(document_id=told.id, suggestion_id=suggestion, merged=merged, read_digest=read)
    assert unmet(told.when(stale)) == ["I5.content"]
    told.given(replace(stale, read_digest=told.document.current.digest))
    assert "blocked and the order is kept for a day and a half." in told.text
    assert told.text.endswith("More.\n")
    assert told.document.suggestions[suggestion].state == "applied"


def test_a_suggestion_whose_passage_is_gone_can_only_be_declined():
    told = DocumentStory()
    suggestion = suggested(told, "the order is kept for 24 hours", "the order is kept")
    told.given(WriteVersion(document_id=told.id, text="# Something else\n\nNothing of it is left here.\n"))
    for merged in (None, "the order is kept"):
        answer = told.when(ApplySuggestion(document_id=told.id, suggestion_id=suggestion, merged=merged))
        assert unmet(answer) == ["document.passage_there"]
    told.given(DeclineSuggestion(document_id=told.id, suggestion_id=suggestion, reason="It is gone."))
    assert unmet(told.when(ApplySuggestion(document_id=told.id, suggestion_id=suggestion))) == ["document.suggestion_open"]


def test_a_suggestion_is_declined_with_a_reason_by_who_writes_or_who_made_it():
    told = DocumentStory()
    suggestion = suggested(told, "one retry", "")
    assert unmet(told.when(DeclineSuggestion(document_id=told.id, suggestion_id=suggestion, reason=" "), by="ida")) == [
        "document.writer", "document.reason",
    ]  # fmt: skip
    told.given(DeclineSuggestion(document_id=told.id, suggestion_id=suggestion, reason="I was wrong."), by="bo")


def test_a_suggestion_outside_the_text_is_none():
    told = DocumentStory()
    for start, end in ((-1, 4), (5, 5), (0, 10**6)):
        command = SuggestEdit(document_id=told.id, number=1, start=start, end=end, replacement="x")
        assert unmet(told.when(command, by="bo")) == ["document.passage"]


def test_taking_every_suggestion_that_can_be_taken_never_leaves_an_unreadable_text():
    told = DocumentStory()
    everything = suggested(told, told.text, "")
    assert unmet(told.when(ApplySuggestion(document_id=told.id, suggestion_id=everything))) == ["document.text"]


def test_an_image_has_a_plain_name_and_a_digest():
    told = DocumentStory()
    bad = AttachImage(document_id=told.id, name="../x y", digest="z")
    assert unmet(told.when(bad)) == ["document.image_name", "document.image_digest"]
    told.given(AttachImage(document_id=told.id, name="flow.png", digest="0" * 64))
    assert told.document.images == {"flow.png": "0" * 64}


def test_rules_read_only_the_texts_that_an_open_suggestion_needs():
    told = DocumentStory()
    first = told.document.current.digest
    suggestion = suggested(told, "one retry", "two retries")
    told.given(WriteVersion(document_id=told.id, text=POLICY + "\nMore.\n"))
    assert rules.needed(told.document) == {first, told.document.current.digest, rules.digest_of("two retries")}
    told.given(ApplySuggestion(document_id=told.id, suggestion_id=suggestion))
    assert rules.needed(told.document) == {told.document.current.digest}


def redacting(told: DocumentStory, number: int = 1, reason: str = "It held a password.") -> RedactVersion:
    return RedactVersion(document_id=told.id, number=number, reason=reason)


def test_the_text_that_is_read_today_is_written_anew_before_it_can_be_taken_away():
    told = DocumentStory()
    assert unmet(told.when(redacting(told, reason=" "), by="bo")) == [
        "document.redacter",
        "document.redact_older",
        "document.redact_reason",
    ]
    told.given(WriteVersion(document_id=told.id, text=POLICY.replace("24 hours", "a day")))
    assert names(told.when(redacting(told), by="mara")) == ["VersionRedacted"]
    redaction = told.document.versions[0].redaction
    assert redaction is not None
    assert (redaction.by_id, redaction.at, redaction.reason) == ("mara", told.now, "It held a password.")
    assert told.document.versions[0].digest == rules.digest_of(POLICY), "what it was stays provable"
    assert told.when(redacting(told)) == []


def test_whoever_wrote_a_version_takes_it_away_and_other_readers_do_not():
    told = DocumentStory()
    told.given(WriteVersion(document_id=told.id, text=POLICY + "\nLena's number.\n"), by="lena")
    told.given(WriteVersion(document_id=told.id, text=POLICY), by="mara")
    told.workspace.members["lena"].rank = "contributor"
    assert unmet(told.when(redacting(told, 2), by="bo")) == ["document.redacter"]
    assert names(told.when(redacting(told, 2), by="lena")) == ["VersionRedacted"]


def test_earlier_versions_with_the_same_text_go_together_and_one_that_is_written_again_later_stays():
    told = DocumentStory()
    for text in ("Secret.\n", POLICY, "Secret.\n", POLICY + "\nMore.\n"):
        told.given(WriteVersion(document_id=told.id, text=text))
    assert [event.number for event in told.when(redacting(told, 2))] == [2, 4]  # type: ignore[union-attr]
    told.given(WriteVersion(document_id=told.id, text="Secret.\n"))
    assert [version.redaction is not None for version in told.document.versions] == [False, True, False, True, False, False]


def test_the_words_of_the_suggestion_that_made_a_version_go_with_it():
    told = DocumentStory()
    suggestion = suggested(told, "one retry", "a call to 0170 555")
    told.given(ApplySuggestion(document_id=told.id, suggestion_id=suggestion))
    told.given(WriteVersion(document_id=told.id, text=POLICY))
    told.given(redacting(told, 2))
    assert told.document.suggestions[suggestion].redacted
    assert rules.digest_of("a call to 0170 555") in told.document.redacted
    assert (told.document.versions[1].note, told.document.suggestions[suggestion].note) == ("", "")
    assert unmet(told.when(redacting(told, 9))) == ["common.known"]
