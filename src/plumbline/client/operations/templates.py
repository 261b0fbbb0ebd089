# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Operations of the API on templates."""

from typing import Any, Unpack

from plumbline.client.connection import PLAIN, Connection, Sending, part
from plumbline.client.shapes.part1 import DecisionTemplateBody, DecisionTemplateList, NewTemplateChange
from plumbline.client.shapes.part2 import ReceiptBody, TemplateAnswer, TemplateDraft, decision_templates_NewTemplate


class Templates:
    """Operations on templates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def accept_template_change(self, item_id: str, proposal_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TemplateAnswer]) -> ReceiptBody:
        """Accept a change to a template."""
        return self._connection.post(f"/v1/decision-templates/{part(item_id)}/changes/{part(proposal_id)}/acceptance", body, sending)

    def create_change(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[NewTemplateChange]) -> ReceiptBody:
        """Ask for a change to a template."""
        return self._connection.post(f"/v1/decision-templates/{part(item_id)}/changes", body, sending)

    def create_template(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[decision_templates_NewTemplate]) -> ReceiptBody:
        """Make a template from a decision."""
        return self._connection.post(f"/v1/decisions/{part(item_id)}/templates", body, sending)

    def export_template(self, item_id: str, /) -> Any:
        """Get a template as a file that plays offline."""
        return self._connection.get(f"/v1/templates/{part(item_id)}/offline", {})

    def list_decision_templates(self) -> DecisionTemplateList:
        """List the decision templates."""
        return self._connection.get("/v1/decision-templates", {})

    def refuse_template_change(self, item_id: str, proposal_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TemplateAnswer]) -> ReceiptBody:
        """Refuse a change to a template."""
        return self._connection.post(f"/v1/decision-templates/{part(item_id)}/changes/{part(proposal_id)}/refusal", body, sending)

    def retire_template(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TemplateAnswer]) -> ReceiptBody:
        """Retire a decision template."""
        return self._connection.post(f"/v1/decision-templates/{part(item_id)}/retirement", body, sending)

    def revive_template(self, item_id: str, /, *, sending: Sending = PLAIN, **body: Unpack[TemplateAnswer]) -> ReceiptBody:
        """Offer a retired template again."""
        return self._connection.post(f"/v1/decision-templates/{part(item_id)}/revival", body, sending)

    def show_decision_template(self, item_id: str, /) -> DecisionTemplateBody:
        """Show a decision template."""
        return self._connection.get(f"/v1/decision-templates/{part(item_id)}", {})

    def show_decision_template_draft(self, item_id: str, /) -> TemplateDraft:
        """Draft a template from a decision."""
        return self._connection.get(f"/v1/decisions/{part(item_id)}/template-draft", {})
