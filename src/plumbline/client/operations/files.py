# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on files."""

from typing import Unpack

from plumbline.client.connection import PLAIN, Connection, Sending
from plumbline.client.shapes.part1 import FileBody, NewFile


class Files:
    """Operations on files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_file(self, *, sending: Sending = PLAIN, **body: Unpack[NewFile]) -> FileBody:
        """Hand in a file, to be named by its digest."""
        return self._connection.post("/v1/files", body, sending)
