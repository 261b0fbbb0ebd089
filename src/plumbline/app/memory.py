"""What the C library does with the memory that is asked of it."""

from contextlib import suppress

_ARENAS = -8  # M_ARENA_MAX of <malloc.h>


def share_one_arena() -> None:
    """Let all threads that begin from now on share one pool of memory, where the C library is GNU's; elsewhere nothing happens.

    By itself it gives nearly each thread a pool of its own, which keeps what that thread needed once. Objects of Python come from
    another pool, so threads seldom wait for each other here.
    """
    import ctypes

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENAS, 1)
