"""What somebody may have meant by a word that nothing is called."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str], alike: float = 0.5) -> str:
    """Return the known word that looks most like one, or an empty text. alike: how much of the two has to agree, 0 to 1."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=alike)), "")
