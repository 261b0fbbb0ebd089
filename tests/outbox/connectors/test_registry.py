"""What makes a file a connector."""

from pathlib import Path

import plumbline.outbox.connectors as folder
from plumbline.domain.workspace.endpoint import WEBHOOK
from plumbline.outbox.connectors import connectors


def test_a_file_in_the_folder_is_a_connector_of_the_same_name():
    there = {one.stem for one in Path(folder.__path__[0]).iterdir() if not one.name.startswith("_")}
    assert set(connectors()) == there


def test_the_webhook_stands_first_and_speaks_for_itself():
    first = next(iter(connectors().values()))
    assert (first.name, first.tell, first.needs) == (WEBHOOK, None, ())
