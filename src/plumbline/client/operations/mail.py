# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on mail."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending
from plumbline.client.shapes.part1 import MailBody, MailChoiceBody


class Mail:
    """Operations on mail."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_choice(self, *, sending: Sending = PLAIN, **body: Unpack[MailChoiceBody]) -> MailBody:
        """Choose what messages you get."""
        return self._connection.post("/v1/mail", body, sending)

    def show_mail(self) -> MailBody:
        """See what messages you get."""
        return self._connection.get("/v1/mail", {})
