"""What the schemas of all kinds of files are put together from."""

from typing import Any

Schema = dict[str, Any]

ID = {"type": "string", "pattern": "^[a-z0-9]+([.-][a-z0-9]+)*$", "maxLength": 120, "description": "lower-case words joined by hyphens"}
TEXT = {"type": "string", "pattern": r"\S", "maxLength": 4000}
REFERENCE = {"type": "string", "pattern": r"^[a-z]+:\S+$", "description": "what the system checks or does, as kind:id"}
ACT = {"type": "string", "pattern": r"^[a-z]+\.[a-z_]+$", "description": "the command that meets the condition, as noun.verb"}
EXPRESSION = {"type": "string", "pattern": r"\S", "maxLength": 4096, "description": "a condition over the published facts"}


def an_object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a mapping with these keys and no other; all are needed but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def a_list(items: Schema, least: int, most: int | None = None) -> Schema:
    """Return the schema of a list with so many entries."""
    return {"type": "array", "items": items, "minItems": least, **({"maxItems": most} if most else {})}


def a_number(lowest: int, highest: int) -> Schema:
    """Return the schema of a whole number in a range, its ends included."""
    return {"type": "integer", "minimum": lowest, "maximum": highest}
