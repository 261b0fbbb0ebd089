"""Whether a machine wrote a message: answers of holiday programs, reports of mail servers, mailing lists. Answering those makes loops."""

from email.message import Message

_NOT_A_PERSON = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"})
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Failed-Recipients", "X-Loop", "List-Id", "List-Post")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_NO = frozenset({"", "no"})


def why_automatic(message: Message, senders: tuple[str, ...]) -> str:
    """Return what shows that no person wrote a message, in words, or nothing."""
    submitted = _first(message, "Auto-Submitted")
    if submitted not in _NO:
        return f"its header says Auto-Submitted: {submitted}"
    if (precedence := _first(message, "Precedence")) in _BULK:
        return f"its header says Precedence: {precedence}"
    for name in _MARKS:
        if _first(message, name) not in _NO:
            return f"it has a header {name}"
    if message.get_content_type() == "multipart/report":
        return "it is a report of a mail server"
    if _first(message, "Return-Path") == "<>":
        return "it has an empty return path, as reports of mail servers have"
    machine = next((one for one in senders if one.partition("@")[0].casefold() in _NOT_A_PERSON), "")
    return f"it comes from {machine}" if machine else ""


def _first(message: Message, name: str) -> str:
    """The first word of a header: what follows are remarks and parameters."""
    said = str(message.get(name, "")).strip().lower()
    return said.partition(";")[0].partition(" ")[0][:80]
