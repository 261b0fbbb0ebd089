"""What our own writers leave in a format that has no word for it, as it comes back, perhaps damaged."""

from typing import Any

Plain = dict[str, Any]


def has_shape(data: Any) -> bool:
    """Tell whether it has the form that reading relies on; the schema judges the rest."""
    if not isinstance(data, dict):
        return False
    given: Plain = data  # type: ignore[reportUnknownVariableType]
    order: Any = given.get("order", {})
    lists = [given.get(key, []) for key in ("roles", "variables", "events", "stages")]
    if not isinstance(order, dict) or not isinstance(given.get("set", {}), dict):
        return False
    lists.append(order.get("apart", []))  # type: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    names: list[Any] = [order.get(key, []) for key in ("screens", "transitions")]  # type: ignore[reportUnknownMemberType]
    return all(isinstance(one, list) and all(map(_has_id, one)) for one in lists) and all(  # type: ignore[reportUnknownArgumentType]
        isinstance(one, list) and all(isinstance(name, str) for name in one)  # type: ignore[reportUnknownVariableType]
        for one in names
    )


def ordered(parts: list[Plain], order: list[str]) -> list[Plain]:
    """Parts in the order in which they once stood; what is new comes last."""
    place = {name: number for number, name in enumerate(order)}
    return sorted(parts, key=lambda one: place.get(one["id"], len(place)))


def _has_id(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("id"), str)  # type: ignore[reportUnknownMemberType]
