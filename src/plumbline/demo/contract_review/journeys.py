"""The legal team's journey: contract review and signature, played by a requester and a signatory."""

from plumbline.demo.playing import Play, modelled, played
from plumbline.demo.story import beat
from plumbline.domain.cycle.review import OpenReview

JOURNEY = "contract"

_ASKED = Play(
    journey=JOURNEY, role="requester", acts=("file_name=supply-agreement.docx", "submit"), task="get-it-signed", answer=4, pace=24
)
_ON_PAPER = ("signature=Mara Vogt", "sign", "sign-again", "signature=signed-page.pdf", "file-paper")
_SIGNED = Play(
    journey=JOURNEY, role="signatory", acts=_ON_PAPER, preset="fails-twice", task="sign-although-it-fails", cohort="leadership",
    answer=5, pace=13,
)  # fmt: skip

BEATS = (
    modelled(JOURNEY, "contract-review", "ida", day=2, time="13:10", title="Contract review and signature"),
    beat(3, "09:20", "ida", lambda s: OpenReview(title="Contract review and signature", subject=s.journey_subject(JOURNEY))),
    played("ana", _ASKED, day=4, time="09:30"),
    played("mara", _SIGNED, day=5, time="11:35", name="contract-run"),
)
