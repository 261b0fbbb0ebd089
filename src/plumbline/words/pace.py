"""The pace a cycle has shown (S6), in the words of what can be counted; pages and the command line say the same."""


def pace_sentence(cycles: int, settled: int, left: int, open_now: int) -> str:
    """Return what was settled, what is open, and what the same pace would settle.

    cycles, left: review cycles that are over, and that are to come. settled: decisions settled in those that are over.
    """
    if not cycles:
        return "No review cycle is over yet, so the record shows no pace."
    over, coming = _many(cycles, "review cycle"), _many(left, "review cycle")
    said = f"{_many(settled, 'decision')} settled in {over}; {open_now} open, with {coming} to come."
    reach = settled * left // cycles
    if open_now <= reach:
        return f"{said} At that pace the open ones fit into the window."
    return f"{said} At that pace {reach} of the open ones fit into the window."


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
