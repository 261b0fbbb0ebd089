"""Webhooks: any program that is told of each event itself, in the bytes that everybody is told, signed as Standard Webhooks says.

There is nothing to translate, so there is no conversation: the outbox sends the event (`sending`).
"""

from plumbline.domain.workspace.endpoint import WEBHOOK
from plumbline.outbox.connector import Connector

CONNECTOR = Connector(name=WEBHOOK, title="Webhook", about="event")
