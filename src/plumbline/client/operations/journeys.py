# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on journeys."""

from typing import Any, Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import AcceptFindingBody, BranchList, ComparisonBody, DeclineUpdateBody, DraftBody, EditJourneyBody, JourneyBody, JourneyList, NameVersionBody, NewAcceptance, NewBranch, NewJourney, NewMerge, NewPicture, NewThread
from plumbline.client.shapes.part2 import ReceiptBody, RestoreVersionBody, TemplateBody, TemplateList, UpdateBody, journey_merging_IncomingBody, journeys_ContentBody, templates_NewTemplate


class Journeys:
    """Operations on journeys."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_finding(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[AcceptFindingBody]) -> ReceiptBody:
        """Take a finding as it is, with somebody who answers for it."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/acceptances", body, sending)

    def accept_update(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewAcceptance]) -> ReceiptBody:
        """Take over a newer template."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/update-acceptances", body, sending)

    def compare_journey(self, item_id: str, /, *, before: str | None = None, after: str | None = None) -> ComparisonBody:
        """Compare a journey."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}/comparison", {"before": before, "after": after})

    def create_branch(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewBranch]) -> ReceiptBody:
        """Begin a branch of a journey."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/branches", body, sending)

    def create_journey(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewJourney]) -> ReceiptBody:
        """Add a journey."""
        return self._connection.post(f"/v1/cycles/{part(item_id)}/journeys", body, sending)

    def create_merge(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewMerge]) -> ReceiptBody:
        """Bring a branch in."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/merges", body, sending)

    def create_picture(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewPicture]) -> ReceiptBody:
        """Upload a picture, or a newer one."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/images", body, sending)

    def decline_update(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[DeclineUpdateBody]) -> ReceiptBody:
        """Decline what was proposed from its template."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/update-declines", body, sending)

    def edit_journey(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[EditJourneyBody]) -> ReceiptBody:
        """Change it by small edits, or put screens elsewhere on its map: all of them, or none."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/edits", body, sending)

    def export_journey(self, item_id: str, /, *, number: int | None = None) -> Any:
        """Get a journey as a file that plays offline."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}/offline", {"number": number})

    def list_branches(self, item_id: str, /) -> BranchList:
        """List the branches of a journey."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}/branches", {})

    def list_journeys(self, item_id: str, /) -> JourneyList:
        """List a cycle's journeys."""
        return self._connection.get(f"/v1/cycles/{part(item_id)}/journeys", {})

    def list_templates(self) -> TemplateList:
        """List the templates of journeys."""
        return self._connection.get("/v1/templates", {})

    def name_version(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NameVersionBody]) -> ReceiptBody:
        """Keep what it is now as a version."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/versions", body, sending)

    def open_thread_on_journey(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewThread]) -> ReceiptBody:
        """Open a thread about it."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/threads", body, sending)

    def propose_update(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Propose a newer template."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/update-proposals", None, sending)

    def publish_template(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[templates_NewTemplate]) -> ReceiptBody:
        """Publish a template."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/templates", body, sending)

    def restore_version(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[RestoreVersionBody]) -> ReceiptBody:
        """Bring back an earlier version."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/restorations", body, sending)

    def show_content(self, item_id: str, number: int, /) -> journeys_ContentBody:
        """Show what a journey was in a version."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}/versions/{part(number)}", {})

    def show_incoming(self, item_id: str, source_id: str, /) -> journey_merging_IncomingBody:
        """Show what a merge would bring in."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}/incoming/{part(source_id)}", {})

    def show_journey(self, item_id: str, /) -> JourneyBody:
        """Show a journey as it is now."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}", {})

    def show_journey_template_draft(self, item_id: str, /, *, number: int | None = None) -> DraftBody:
        """Show what a journey lacks as a template."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}/template", {"number": number})

    def show_template(self, item_id: str, /) -> TemplateBody:
        """Show a template."""
        return self._connection.get(f"/v1/templates/{part(item_id)}", {})

    def show_update(self, item_id: str, /) -> UpdateBody:
        """Show what a newer template would change."""
        return self._connection.get(f"/v1/journeys/{part(item_id)}/update", {})

    def undo_edit(self, item_id: str, /, *, sending: Sending = PLAIN) -> ReceiptBody:
        """Take back your own last change."""
        return self._connection.post(f"/v1/journeys/{part(item_id)}/undoings", None, sending)
