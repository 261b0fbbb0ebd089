# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on releases."""

from collections.abc import Iterator
from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import DeliverPilotBody, DropReleaseBody, ExpandReleaseBody, HoldReleaseBody, LaunchReleaseBody, NameAfterOwnerBody
from plumbline.client.shapes.part2 import ReceiptBody, ReleaseBody, ReleaseBodyList, ReportPilotBody, RollBackReleaseBody


class Releases:
    """Operations on releases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def deliver_pilot(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeliverPilotBody]) -> ReceiptBody:
        """End a pilot into delivery."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/delivery", body, sending)

    def drop_release(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DropReleaseBody]) -> ReceiptBody:
        """Drop it before anybody has seen it."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/dropping", body, sending)

    def expand_release(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ExpandReleaseBody]) -> ReceiptBody:
        """Show it to more of them."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/expansions", body, sending)

    def hold_release(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[HoldReleaseBody]) -> ReceiptBody:
        """Hold it."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/hold", body, sending)

    def launch_release(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[LaunchReleaseBody]) -> ReceiptBody:
        """Launch it to a share of the customers."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/launch", body, sending)

    def list_releases(self, item_id: str, /, *, state: str | None = None, after: str | None = None, limit: int | None = None, as_of: str | None = None) -> ReleaseBodyList:
        """List a cycle's releases."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/releases", {"state": state, "after": after, "limit": limit, "as_of": as_of})

    def all_releases(self, item_id: str, /, *, state: str | None = None, as_of: str | None = None) -> Iterator[ReleaseBody]:
        """List a cycle's releases, page after page."""
        return self._connection.pages(f"/v1/cycles/{part(item_id)}/releases", {"state": state, "as_of": as_of})

    def name_after_owner(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NameAfterOwnerBody]) -> ReceiptBody:
        """Name who owns what follows it."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/after-owner", body, sending)

    def report_pilot(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[ReportPilotBody]) -> ReceiptBody:
        """Report whether a pilot's promise held."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/reports", body, sending)

    def roll_back_release(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RollBackReleaseBody]) -> ReceiptBody:
        """Roll it back."""
        return self._connection.post(f"/v1/releases/{part(item_id)}/rollback", body, sending)

    def show_release(self, item_id: str, /, *, as_of: str | None = None) -> ReleaseBody:
        """Show one of the releases."""
        return self._connection.get(f"/v1/releases/{part(item_id)}", {"as_of": as_of})
