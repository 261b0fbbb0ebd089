"""What the profile page shows of mail: where it goes, what somebody gets, and what became of the last messages."""

from typing import Any

from plumbline.directory.mailbox import Letter
from plumbline.kernel.record import record
from plumbline.outbox.notice import REASONS
from plumbline.web.clockwords import Instant, ago
from plumbline.web.reader import reader_of
from plumbline.web.session import AnyRequest, installation_of
from plumbline.words.notices import notices

_BECAME = {
    "waiting": ("pending", "Waits"),
    "sent": ("approved", "Sent"),
    "dropped": ("ended", "Not needed any more"),
    "failed": ("breached", "Given up"),
}
_SHOWN = 5


@record
class LetterLine:
    """One message as its receiver sees it in a list. role, words: what became of it. answer: what the mail server said, when it said no."""

    about: str
    when: Instant
    role: str
    words: str
    answer: str


def mail_values(request: AnyRequest) -> dict[str, Any]:
    """Return what the profile page needs for its part about mail."""
    installation, reader = installation_of(request), reader_of(request)
    mailbox = installation.directory.mailbox
    choice = mailbox.choice(reader.person_id)
    lines = [
        LetterLine(
            about=notices()[letter.reason]["name"],
            when=ago(letter.made_at, reader.now, reader.zone),
            role=_role(letter)[0],
            words=_role(letter)[1],
            answer=letter.answer,
        )
        for letter in mailbox.of(reader.person_id, _SHOWN, installation.kept_ids)
    ]
    return {
        "mail_place": installation.mail.place,
        "mail_reasons": [(reason, notices()[reason]["name"], reason not in choice.stopped) for reason in REASONS],
        "mail_hour": str(choice.digest_hour),
        "mail_hours": [(str(hour), f"{hour:02d}:00") for hour in range(24)],
        "mail_letters": lines,
    }


def _role(letter: Letter) -> tuple[str, str]:
    return ("due", "Tried again") if letter.state == "waiting" and letter.attempts else _BECAME[letter.state]
