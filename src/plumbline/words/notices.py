"""What messages say: their subject, and why somebody gets them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def notices() -> Mapping[str, Mapping[str, str]]:
    """Return the words of each reason for a message: name, subject, why."""
    return tomllib.loads(files("plumbline.words").joinpath("notices.toml").read_text(encoding="utf-8"))


def subject(reason: str, *, item: str = "", count: int = 0) -> str:
    """Return the subject line of a message. item: what it is about, in words; count: of a digest, how many things it lists."""
    words = notices()[reason]
    if reason != "digest":
        return words["subject"].replace("{item}", item)
    return words[{0: "subject_none", 1: "subject_one"}.get(count, "subject")].replace("{count}", str(count))
