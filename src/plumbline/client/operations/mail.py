# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on mail."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending
from plumbline.client.shapes.part1 import IncomingMailBody, MailBody, MailChoiceBody
from plumbline.client.shapes.part2 import TakenMessageBody


class Mail:
    """Operations on mail."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_choice(self, *, sending: Sending = PLAIN, **body: Unpack[MailChoiceBody]) -> MailBody:
        """Choose what messages you get."""
        return self._connection.post("/v1/mail", body, sending)

    def list_messages(self) -> IncomingMailBody:
        """See what came in by mail, and what became of it."""
        return self._connection.get("/v1/mail/replies", {})

    def show_mail(self) -> MailBody:
        """See what messages you get."""
        return self._connection.get("/v1/mail", {})

    def take_message(self, *, sending: Sending = PLAIN) -> TakenMessageBody:
        """Hand in a message that came by mail."""
        return self._connection.post("/v1/mail/replies", None, sending)
