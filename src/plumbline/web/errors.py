"""What can stop a page.

PageMissing   nothing is at this address, or nothing the visitor may see
FormRefused   a form did not come from a page of this visit; nothing was written
"""

from plumbline.kernel.identity import is_id


class PageMissing(Exception):
    """Nothing is there. what: the kind of thing that was looked for, such as "decision".

    why: sentences of its own, for whoever followed a link that ends.
    """

    def __init__(self, what: str = "page", why: str = "") -> None:
        super().__init__(f"no such {what}")
        self.what = what
        self.why = why


class FormRefused(Exception):
    """A form that cannot be trusted."""


def check_cycle_id(cycle_id: str) -> None:
    """Raise PageMissing for an address that cannot be a cycle's."""
    if not is_id(cycle_id, "cyc"):
        raise PageMissing("cycle")
