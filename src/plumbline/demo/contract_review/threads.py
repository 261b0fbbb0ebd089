"""What people ask about the order of signatures, and each way in which a question ends."""

from plumbline.demo.story import Beat, beat
from plumbline.domain.cycle.thread import OpenThread, Outcome, ResolveThread


def _asked(name: str, who: str, at: str, text: str) -> Beat:
    return beat(
        6, at, who,
        lambda s: OpenThread(section_id=s.stage(3), objective_id=s.objective(), anchor=s.on("signature"), text=text), name,
    )  # fmt: skip


def _closed(day: int, at: str, who: str, name: str, outcome: Outcome, note: str, linked: str = "") -> Beat:
    return beat(
        day, at, who,
        lambda s: ResolveThread(thread_id=s.id(name), outcome=outcome, note=note, linked_id=s.id(linked) if linked else ""),
    )  # fmt: skip


BEATS = (
    _asked("on-phones", "tom", "11:20", "Half of the first signers are on a phone. Does the order hold there too?"),
    _asked("initials", "bo", "11:25", "Do we want initials on each page, as on paper?"),
    _asked("notary", "priya", "11:30", "Can a notary be the second signer?"),
    _asked("who-declines", "mara", "11:35", "And if the second one says no?"),
    _closed(6, "16:10", "priya", "notary", "rejected", "A notary signs at the office; nothing here replaces that."),
    _closed(6, "16:15", "bo", "initials", "deferred", "After the pilot; nobody has missed them yet."),
    _closed(6, "16:20", "mara", "who-declines", "duplicate", "Tom asked the same this morning.", "decliners"),
    _closed(7, "09:30", "tom", "on-phones", "converted", "It is a question of its own.", "phone"),
)
