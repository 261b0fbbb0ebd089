"""What the page of a decision says of the record that it comes from."""

from datetime import date

from plumbline.domain.cycle.decision import Decision
from plumbline.kernel.record import record


@record
class ImportedView:
    """Where a decision comes from. history: how it stood there, day and words; decided: whether it was decided there and not here."""

    form: str
    key: str
    place: str
    href: str
    history: tuple[tuple[str, str], ...]
    decided: bool


def imported_view(decision: Decision) -> ImportedView | None:
    """Return where a decision comes from; None for one that was taken here."""
    record = decision.imported
    if record is None:
        return None
    return ImportedView(
        form=record.source.upper() if record.source in ("adr", "kep", "pep", "xes") else "table",
        key=record.key,
        place=record.place,
        href=f"/decisions/{decision.id}/original",
        history=tuple((_day(one.on), one.said) for one in record.history),
        decided=decision.decided_elsewhere,
    )


def _day(on: date | None) -> str:
    return f"{on.day} {on:%b %Y}" if on else "no day told"
