"""Two people edit one decision: what each wrote is brought together, row by row."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from plumbline.web.decision_conflict import Content, as_form, changed_parts, content_written, taking, together

READ = Content(
    title="Retry",
    question="How often?",
    scope="cards",
    options={"opt_1": ("Once", "Two days"), "opt_2": ("Twice", "Four days")},
    criteria={"crt_1": ("It answers.", "manual", "ana", "Look.")},
)
texts = st.text("ab", max_size=2)
options = st.dictionaries(st.sampled_from(["opt_1", "opt_2", "opt_3"]), st.tuples(st.sampled_from(["Once", "Twice"]), texts))
contents = st.builds(Content, title=texts, question=texts, scope=texts, options=options, criteria=st.just({}))


def test_what_only_one_of_two_changed_is_in_the_result():
    now = replace(READ, title="Retry after a decline", options={"opt_1": ("Once", "One day"), "opt_2": ("Twice", "Four days")})
    mine = replace(READ, question="How often, and when?", options={"opt_1": ("Once only", "Two days"), "opt_2": ("Twice", "Four days")})
    both = together(READ, now, mine)
    assert (both.title, both.question) == ("Retry after a decline", "How often, and when?")
    assert both.options["opt_1"] == ("Once only", "One day")


def test_what_both_changed_is_mine_and_said_to_be_so():
    now, mine = replace(READ, title="Theirs"), replace(READ, title="Mine")
    assert together(READ, now, mine).title == "Mine"
    assert [(part.part, part.read, part.now, part.yours, part.both) for part in changed_parts(READ, now, mine, str.title)] == [
        ("Title", "Retry", "Theirs", "Mine", True)
    ]


def test_rows_that_either_added_stay_and_rows_that_either_took_out_go():
    now = replace(READ, options={"opt_1": ("Once", "Two days"), "opt_3": ("Never", "None")})
    mine = replace(READ, options={"opt_2": ("Twice", "Four days"), "new 2": ("Always", "Costly")})
    assert together(READ, now, mine).options == {"opt_3": ("Never", "None"), "new 2": ("Always", "Costly")}


def test_a_row_that_one_took_out_and_the_other_rewrote_is_kept_for_a_person_to_judge():
    now = replace(READ, options={"opt_1": ("Once", "Two days")})
    mine = replace(READ, options={"opt_1": ("Once", "Two days"), "opt_2": ("Twice at most", "Four days")})
    assert together(READ, now, mine).options["opt_2"] == ("Twice at most", "Four days")


def test_the_form_holds_what_it_was_made_from_with_rows_for_more():
    form = as_form(READ)
    assert content_written(form) == READ
    assert form["option_2"] == form["option_3_id"] == ""
    assert content_written(form | {"question": "How often?\r\n"}) == READ


def test_who_answers_for_a_criterion_and_how_it_is_checked_are_shown():
    now = replace(READ, criteria={"crt_1": ("It answers.", "run", "bo", "Look.")})
    mine = replace(READ, criteria={"crt_1": ("It answers.", "manual", "ana", "Look twice.")})
    (part,) = changed_parts(READ, now, mine, str.title)
    assert part.read == "It answers. Checked by a person: Look. Ana answers for it."
    assert part.now == "It answers. Checked by playing a journey: Look. Bo answers for it."
    assert part.yours == "It answers. Checked by a person: Look twice. Ana answers for it."
    assert part.both
    assert together(READ, now, mine).criteria["crt_1"] == ("It answers.", "run", "bo", "Look twice.")


def test_a_row_is_kept_as_it_is_now_where_that_is_chosen_and_the_others_stay_mine():
    now = replace(READ, title="Theirs", options={"opt_1": ("Once", "One day")}, criteria={"crt_1": ("It answers.", "run", "bo", "Look.")})
    mine = replace(READ, title="Mine", options={"opt_1": ("Once only", ""), "opt_2": ("Twice at most", "")})
    kept = taking(mine, now, ["criterion:crt_1", "option:opt_2"])
    assert (kept.title, kept.options, kept.criteria) == ("Mine", {"opt_1": ("Once only", "")}, now.criteria)
    assert taking(mine, now, ["title", "option:opt_1"]).options == {"opt_1": ("Once", "One day"), "opt_2": ("Twice at most", "")}


def test_a_row_that_i_left_out_and_somebody_rewrote_is_said_to_be_kept():
    now = replace(READ, options={"opt_1": ("Once", "One day"), "opt_2": ("Twice", "Four days")})
    mine = replace(READ, options={"opt_2": ("Twice", "Four days")})
    (part,) = changed_parts(READ, now, mine, str.title)
    assert (part.key, part.yours, part.left_out, part.both) == ("option:opt_1", "", True, True)


@given(contents, contents)
def test_when_nobody_else_wrote_mine_is_taken_as_it_is(read: Content, mine: Content):
    assert together(read, read, mine) == replace(mine, options=together(read, read, mine).options)
    assert dict(together(read, read, mine).options) == dict(mine.options)


@given(contents, contents)
def test_when_i_changed_nothing_theirs_is_taken_as_it_is(read: Content, now: Content):
    both = together(read, now, read)
    assert (both.title, both.question, both.scope, dict(both.options)) == (now.title, now.question, now.scope, dict(now.options))
