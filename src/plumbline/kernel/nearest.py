"""What somebody may have meant by a word that nothing is called."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that looks most like one, or an empty text."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.5)), "")
