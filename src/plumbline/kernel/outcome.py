"""What a command comes with, and the answers it can get."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import record

Value = str | int | bool | None
ActorKind = Literal["app_user", "service_account", "api_key", "agent", "guest", "system"]


@record
class Finding:
    """One line of a check's answer; the edges render it as a sentence from the word catalog under `rule`.

    rule: id from the rules of the product, such as "D4.fallback"; also the key of the sentence.
    expected, actual: what must hold and what does, as values, never as prose.
    who: ids of the people who can mend it, most fitting first; empty when it is met.
    act: the command that mends it, such as "evidence.submit"; empty when it is met.
    item: id of the thing to act on.
    values: further values the sentence names.
    """

    rule: str
    met: bool
    expected: Value = None
    actual: Value = None
    who: tuple[str, ...] = ()
    act: str = ""
    item: str = ""
    values: tuple[tuple[str, Value], ...] = ()


@record
class Refusal:
    """A reasoned no, with everything that is missing. Nothing was written.

    code: stable id, one of the documented refusal codes.
    kind: refused by a rule, content changed meanwhile, not allowed, not found, or invalid input.
    """

    code: str
    findings: tuple[Finding, ...] = ()
    kind: Literal["rule", "stale", "forbidden", "missing", "invalid", "unavailable"] = "rule"

    @property
    def unmet(self) -> tuple[Finding, ...]:
        """The findings that stand in the way."""
        return tuple(finding for finding in self.findings if not finding.met)


@record
class Receipt:
    """Proof of a write.

    position: ledger position of the last entry written; when nothing had to change, of the last entry in the ledger.
    version: the stream's version afterwards.
    item: id of the thing that was made or changed, for the caller's next request.
    """

    stream: str
    version: int
    position: int
    item: str = ""
    changed: bool = True


@record
class Context:
    """Who asks, when and through what; all that reaches a rule from outside besides the state.

    granted: what the person behind a program lets it do, such as `approve`.
    role is the role used (such as decision_owner), not the member's rank. ledger_position is the ledger's size when the command is decided.
    new_id makes ids from the edge's clock and randomness.
    """

    actor: str
    actor_kind: ActorKind
    now: datetime
    new_id: Callable[[str], str]
    workspace: str = ""
    surface: str = "api"
    client: str = ""
    role: str = ""
    on_behalf_of: str = ""
    delegation: str = ""
    granted: tuple[str, ...] = ()
    policy_version: int = 0
    calendar_version: int = 0
    correlation_id: str = ""
    causation_id: str = ""
    trace_parent: str = ""
    trace_state: str = ""
    idempotency_key: str = ""
    origin: str = ""
    origin_id: str = ""
    claimed: tuple[str, ...] = ()
    ledger_position: int = 0
