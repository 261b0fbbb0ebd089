"""How the rules put an answer together: findings, a refusal with all that is unmet, or events."""

from collections.abc import Callable, Iterable
from typing import Any

from plumbline.kernel.outcome import Finding, Refusal, Value

Event = Any
Answer = list[Event] | Refusal


def check(
    rule: str,
    met: bool,
    *,
    expected: Value = None,
    actual: Value = None,
    who: Iterable[str] = (),
    act: str = "",
    item: str = "",
    **values: Value,
) -> Finding:
    """Return one line of a check. who and act are kept only when it is not met: nobody has to mend what holds."""
    return Finding(
        rule=rule,
        met=met,
        expected=expected,
        actual=actual,
        who=() if met else tuple(dict.fromkeys(person for person in who if person)),
        act="" if met else act,
        item=item,
        values=tuple(values.items()),
    )


def refuse(code: str, findings: Iterable[Finding]) -> Refusal | None:
    """Return a refusal with all findings that are not met, or None when everything holds."""
    unmet = tuple(finding for finding in findings if not finding.met)
    return Refusal(code=code, findings=unmet) if unmet else None


def decided(code: str, findings: Iterable[Finding], events: Callable[[], list[Event]]) -> Answer:
    """Return the events when every finding is met, else the refusal. The events are made only then."""
    return refuse(code, findings) or events()
