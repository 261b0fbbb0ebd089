"""What somebody wrote themselves: replies as the common mail programs write them, in English and in German, and never a word too few."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.files.mail.html_text import text_of_html
from plumbline.files.mail.quoting import own_words

OWN = "The acquirer answers on Friday.\n\nUntil then we keep one retry."
QUOTED = "> - D-1 Retry after a decline\n>   You own it. 6 h left, due today 16:00.\n>\n> --\n> You get this because …"
OUTLOOK = "Plumbline <p@example.org>"
SENT = "Sent: Monday, March 2, 2026 9:00 AM"
REPLIES = {
    "gmail": f"{OWN}\n\nOn Mon, Mar 2, 2026 at 9:00 AM Plumbline, House <plumbline@example.org> wrote:\n\n{QUOTED}\n",
    "gmail, broken": f"{OWN}\n\nOn Mon, Mar 2, 2026 at 9:00 AM Plumbline, House <\nplumbline@example.org> wrote:\n\n{QUOTED}\n",
    "gmail, German": f"{OWN}\n\nAm Mo., 2. März 2026 um 09:00 Uhr schrieb Plumbline, House <\nplumbline@example.org>:\n\n{QUOTED}\n",
    "apple": f"{OWN}\n\n> On 2 Mar 2026, at 09:00, Plumbline, House <plumbline@example.org> wrote:\n> \n{QUOTED}\n",
    "apple, above": f"{OWN}\n\nOn 2 Mar 2026, at 09:00, Plumbline, House <plumbline@example.org> wrote:\n\n{QUOTED}\n",
    "apple, German": f"{OWN}\n\n> Am 02.03.2026 um 09:00 schrieb Plumbline, House <plumbline@example.org>:\n> \n{QUOTED}\n",
    "iphone": f"{OWN}\n\nSent from my iPhone\n\n> On 2 Mar 2026, at 09:00, Plumbline <plumbline@example.org> wrote:\n>\n{QUOTED}",
    "iphone, German": f"{OWN}\n\nVon meinem iPhone gesendet\n\n> Am 02.03.2026 um 09:00 schrieb Plumbline <p@example.org>:\n> \n{QUOTED}",
    "thunderbird": f"{OWN}\n\nOn 02/03/2026 09:00, Plumbline, House wrote:\n{QUOTED}\n",
    "thunderbird, below": f"On 02/03/2026 09:00, Plumbline, House wrote:\n{QUOTED}\n\n{OWN}\n\n-- \nAna Ruiz\nHouse Ltd.\n",
    "thunderbird, German": f"Am 02.03.26 um 09:00 schrieb Plumbline, House:\n{QUOTED}\n\n{OWN}\n",
    "outlook": f"{OWN}\n\n________________________________\nFrom: {OUTLOOK}\n{SENT}\nTo: Ana Ruiz\nSubject: Due\n\nD-1",
    "outlook, classic": f"{OWN}\n\n-----Original Message-----\nFrom: {OUTLOOK}\n{SENT}\nTo: Ana\nSubject: Due\n\nD-1",
    "outlook, German": f"{OWN}\n\nVon: {OUTLOOK}\nGesendet: Montag, 2. März 2026 09:00\nAn: Ana Ruiz <ana@x.example>\nBetreff: Due\n\nD-1",
    "outlook, old German": f"{OWN}\n\n-----Ursprüngliche Nachricht-----\nVon: {OUTLOOK}\nGesendet: Montag\nAn: Ana\nBetreff: Due\n\nD-1",
    "outlook, phone": f"{OWN}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: {OUTLOOK}\n"
    "Sent: Monday, March 2, 2026 9:00:00 AM\nTo: Ana Ruiz <ana@house.example>\nSubject: Due now\n\n- D-1",
    "yahoo": f"{OWN}\n\n    On Monday, March 2, 2026 at 09:00:00 AM GMT+1, Plumbline <plumbline@example.org> wrote:  \n"
    " \n - D-1\n   Due.\n \n --\n",
    "proton": f"{OWN}\n\nSent with Proton Mail secure email.\n\n"
    f"On Monday, March 2nd, 2026 at 9:00 AM, Plumbline <p@x.org> wrote:\n\n{QUOTED}",
    "signed": f"{OWN}\n\n-- \nAna Ruiz\nPayments, House Ltd.\n+34 600 000 000",
}


@pytest.mark.parametrize("program", REPLIES)
def test_of_a_reply_its_writers_words_stay_and_nothing_else(program: str):
    assert own_words(REPLIES[program]) == OWN


HTML = {
    "gmail": '<div dir="ltr">The acquirer answers on Friday.<div><br></div><div>Until then we keep one retry.</div></div><br>'
    '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, Mar 2, 2026 at 9:00&#8239;AM Plumbline &lt;'
    '<a href="mailto:p@example.org">p@example.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0">- D-1 Retry<br>'
    "You own it.<br></blockquote></div>",
    "outlook": "<html><head><style>p.MsoNormal {margin:0}</style></head><body lang=EN-GB><div class=WordSection1>"
    "<p class=MsoNormal>The acquirer answers on Friday.<o:p></o:p></p><p class=MsoNormal>Until then we keep one retry.<o:p></o:p></p>"
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b><span>From:</span></b><span>"
    " Plumbline &lt;p@example.org&gt; <br><b>Sent:</b> Monday, March 2, 2026 9:00 AM<br><b>To:</b> Ana Ruiz &lt;ana@house.example&gt;<br>"
    "<b>Subject:</b> Due now<o:p></o:p></span></p></div><p class=MsoNormal>- D-1 Retry<o:p></o:p></p></div></body></html>",
    "outlook, German": '<body><p>The acquirer answers on Friday.</p><p class="MsoNormal">Until then we keep one retry.</p>'
    '<div><p class="MsoNormal"><b>Von:</b> Plumbline &lt;p@example.org&gt;<br><b>Gesendet:</b> Montag, 2. M&auml;rz 2026 09:00<br>'
    "<b>An:</b> Ana Ruiz<br><b>Betreff:</b> Due now</p></div><p>- D-1</p></body>",
    "apple": '<html><body dir="auto">The acquirer answers on Friday.<div><br></div><div>Until then we keep one retry.<br id="x"><div><br>'
    '<blockquote type="cite"><div>On 2 Mar 2026, at 09:00, Plumbline &lt;p@example.org&gt; wrote:</div><br><div>- D-1 Retry</div>'
    "</blockquote></div><br></div></body></html>",
    "thunderbird, German": '<div class="moz-cite-prefix">Am 02.03.26 um 09:00 schrieb Plumbline, House:<br></div><blockquote type="cite" '
    'cite="mid:1@example.org"><pre class="moz-quote-pre">- D-1 Retry\nYou own it.</pre></blockquote><p>The acquirer answers on Friday.</p>'
    "<p>Until then we keep one retry.<br></p>",
}  # fmt: skip


@pytest.mark.parametrize("program", HTML)
def test_a_reply_that_is_html_only_says_the_same(program: str):
    assert own_words(text_of_html(HTML[program])) == OWN


def test_answers_between_quotes_keep_what_they_answer():
    text = "On 02/03/2026 09:00, Plumbline wrote:\n> Which card?\n\nThe blue one.\n\n> Until when?\n\nFriday.\n\n> You get this because"
    assert own_words(text).endswith("> Which card?\n\nThe blue one.\n\n> Until when?\n\nFriday.")


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but no: the limit is 3.\nBest regards to the team; keep the fallback.",
        "- one\n- two\n-- three",
        "From: the start I was against it.\nWe should stop.",
        "As Bo wrote:\nit does not hold.",
        "Warning: the mail gateway drops them.",
        "On Friday we ship.",
        "to: be\nor not",
    ],
)
def test_words_that_look_like_a_signature_or_a_head_stay(text: str):
    assert own_words(text) == text


def test_what_only_quotes_has_no_words_of_its_own():
    assert own_words(f"On 02/03/2026 09:00, Plumbline wrote:\n{QUOTED}\n\n-- \nAna") == ""
    assert own_words("") == own_words("\n \n") == ""


@given(
    st.lists(st.text(alphabet="ab 1:", min_size=1).filter(lambda line: line.strip() == line and ":" not in line), min_size=1, max_size=6)
)
def test_no_line_that_carries_no_mark_is_ever_lost(lines: list[str]):
    own = "\n".join(lines)
    assert own_words(f"{own}\n\nOn Mon, Mar 2, 2026 at 9:00 AM P <p@example.org> wrote:\n> a\n") == own


@given(st.text(alphabet="> \n-_:@On wrote1From", max_size=300))
def test_whatever_is_written_the_answer_is_part_of_it(text: str):
    said = own_words(text)
    assert set(said.splitlines()) <= {line.rstrip() for line in text.splitlines()}


def test_html_is_read_up_to_where_nobody_would_write_any_deeper():
    deep = text_of_html("<p>My answer." + "<p>more" * 2_000 + "<div>" * 50_000 + "too deep" + "</div>" * 50_000)
    assert deep.startswith("My answer.")
    assert deep.count("more") == 2_000, "a paragraph ends where the next begins"
    assert "too deep" not in deep
    assert "deep enough" in text_of_html("<div>" * 900 + "deep enough" + "</div>" * 900)


def test_long_and_hostile_texts_take_no_time():
    began = time.process_time()
    for text in ("On 1 " * 40_000, "> " * 100_000, "On 1\n" * 50_000 + "wrote:", "From:\n" * 50_000, "-" * 200_000, "<div>" * 50_000):
        own_words(text)
        text_of_html(text)
    assert time.process_time() - began < 10
