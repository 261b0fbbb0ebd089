"""What is built for browsers when the product is installed: scripts and styles, named by their content."""

import json
from functools import cache
from pathlib import Path

import plumbline

_STATIC = Path(plumbline.__file__).parent / "web" / "static"


def built_name(name: str) -> str:
    """Return the file that a built thing is in. Raises KeyError for something that the bundle does not have."""
    return _manifest()[name]


@cache
def built(name: str) -> str:
    """Return the text of a built file. Raises KeyError for a file that the bundle does not have."""
    return (_STATIC / built_name(name)).read_text(encoding="utf-8")


@cache
def _manifest() -> dict[str, str]:
    return json.loads((_STATIC / "manifest.json").read_text(encoding="utf-8"))
