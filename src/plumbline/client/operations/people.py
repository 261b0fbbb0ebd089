# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on people."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AccountEnded, AccountToEnd, InvitationBody, Membership, NewPerson, OutsideAccountList, PersonList
from plumbline.client.shapes.part2 import ReceiptBody


class People:
    """Operations on people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_membership(self, person_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[Membership]) -> ReceiptBody:
        """Change a member's rank or calendar, or let them go."""
        return self._connection.post(f"/v1/people/{part(person_id)}/membership", body, sending)

    def create_password_link(self, person_id: str, /, *, sending: Sending = PLAIN) -> InvitationBody:
        """Make a link for a new password."""
        return self._connection.post(f"/v1/people/{part(person_id)}/password-links", None, sending)

    def create_person(self, *, sending: Sending = PLAIN, **body: Unpack[NewPerson]) -> InvitationBody:
        """Add a person and get their invitation."""
        return self._connection.post("/v1/people", body, sending)

    def end_account(self, *, sending: Sending = PLAIN, **body: Unpack[AccountToEnd]) -> AccountEnded:
        """Let an account in a chat act as you no longer."""
        return self._connection.post("/v1/accounts/endings", body, sending)

    def list_accounts(self) -> OutsideAccountList:
        """List the accounts in chats that act as you."""
        return self._connection.get("/v1/accounts", {})

    def list_people(self) -> PersonList:
        """List people."""
        return self._connection.get("/v1/people", {})
