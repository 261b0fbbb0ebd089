"""Webhooks: any program that is told of each event itself, in the bytes that everybody is told, signed as Standard Webhooks says.

There is nothing to translate, so there is no conversation: the outbox sends the event (`sending`).
"""

from plumbline.outbox.connector import Connector

CONNECTOR = Connector(name="webhook", title="Webhook", about="event")
