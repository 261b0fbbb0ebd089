"""What an endpoint listens to: kinds of events, and a condition over where each came from."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from plumbline.kernel.expression import TEXT, Expression, ExpressionError, Type, compile_expression

ATTRIBUTES = (
    "authid", "authtype", "causationid", "correlationid", "plclaimed", "plclient", "plcycle", "pldelegation", "pljourney",
    "plobjective", "plonbehalfof", "plorigin", "ploriginid", "plpackdigest", "plplaybook", "plrole", "plrun", "plscreen", "plsection",
    "plsurface", "plworkspace", "subject", "type",
)  # fmt: skip
"""The attributes of an event that a condition can read. Each is text; one that an event does not have is empty."""

_TYPES: Mapping[str, Type] = dict.fromkeys(ATTRIBUTES, TEXT)
_UNSAID: Mapping[str, str] = dict.fromkeys(ATTRIBUTES, "")


def matching(types: Iterable[str], event_name: str) -> bool:
    """Tell whether an event is one of those that an endpoint is told of."""
    return not {"*", f"{event_name.partition('.')[0]}.*", event_name}.isdisjoint(types)


def wrong_with(condition: str) -> str:
    """Return why a text is no condition over the attributes; empty when it is one, or when it is empty."""
    try:
        if condition:
            _compiled(condition)
    except ExpressionError as fault:
        return f"{fault.problem}; {fault.remedy}" if fault.remedy else fault.problem
    return ""


def holding(conditions: Iterable[str], attributes: Mapping[str, str]) -> frozenset[str]:
    """Return which of some conditions hold of an event. The empty one always does."""
    known = {**_UNSAID, **attributes}  # so that a condition has an answer for every event
    return frozenset(one for one in conditions if not one or _compiled(one).holds(known))


@lru_cache(maxsize=512)
def _compiled(condition: str) -> Expression:
    return compile_expression(condition, _TYPES)
