"""RFC 8785 canonical JSON of what people write: text, whole numbers, booleans, null, lists, mappings."""

import hashlib
import json
from json.encoder import encode_basestring
from typing import Any

_LARGEST = 2**53 - 1


def canonical(data: Any) -> bytes:
    """Return the canonical bytes. Raises ValueError for a float, for a number past 2^53 and for anything that is not plain data."""
    return _written(data).encode("utf-8")


def digest(data: Any) -> str:
    """Return the SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


def _written(data: Any) -> str:
    if isinstance(data, str):
        return encode_basestring(data)  # what json.dumps does without escaping, and without making an encoder for each text
    if isinstance(data, dict):
        return _mapping(data)  # type: ignore[arg-type]
    if data is None or isinstance(data, bool):
        return json.dumps(data)
    if isinstance(data, int):
        if abs(data) > _LARGEST:
            raise ValueError(f"{data} cannot be written exactly by every JSON reader")
        return str(data)
    if isinstance(data, (list, tuple)):
        return "[" + ",".join([_written(one) for one in data]) + "]"  # type: ignore[arg-type]
    raise ValueError(f"{type(data).__name__} has no canonical form")


def _mapping(data: dict[Any, Any]) -> str:
    if wrong := [key for key in data if not isinstance(key, str)]:
        raise ValueError(f"the key {wrong[0]!r} is not text")
    # The RFC sorts by UTF-16 code units, which is the order of the signs where all are ASCII.
    ordered = sorted(data) if "".join(data).isascii() else sorted(data, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join([f"{encode_basestring(key)}:{_written(data[key])}" for key in ordered]) + "}"
