"""What can stop a page.

PageMissing   nothing is at this address, or nothing the visitor may see
FormRefused   a form did not come from a page of this visit; nothing was written
"""


class PageMissing(Exception):
    """Nothing is there. what: the kind of thing that was looked for, such as "decision"."""

    def __init__(self, what: str = "page") -> None:
        super().__init__(f"no such {what}")
        self.what = what


class FormRefused(Exception):
    """A form that cannot be trusted."""
