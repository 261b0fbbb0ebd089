# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on playbooks."""


from plumbline.client.connection import Connection, part
from plumbline.client.shapes.part1 import DifferenceList, Plan, PlaybookList
from plumbline.client.shapes.part2 import VersionList


class Playbooks:
    """Operations on playbooks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_differences(self, playbook_id: str, digest: str, /) -> DifferenceList:
        """Compare a version with the loaded one."""
        return self._connection.get(f"/v1/playbooks/{part(playbook_id)}/versions/{part(digest)}/differences", {})

    def list_playbooks(self) -> PlaybookList:
        """List playbooks."""
        return self._connection.get("/v1/playbooks", {})

    def list_versions(self, playbook_id: str, /) -> VersionList:
        """List the versions of a playbook."""
        return self._connection.get(f"/v1/playbooks/{part(playbook_id)}/versions", {})

    def show_playbook(self, playbook_id: str, /) -> Plan:
        """Show a playbook."""
        return self._connection.get(f"/v1/playbooks/{part(playbook_id)}", {})
