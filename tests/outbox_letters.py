"""What a test needs to read mail: a small house with addresses, the messages in its folder, and a look at the clock."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from plumbline.automation.notifying import Notifier
from plumbline.outbox.transport import FileTransport, Transport
from small_house import House


def notifier_of(house: House, transport: Transport) -> Notifier:
    """Return what sends the house's mail."""
    installation = house.installation
    return Notifier(installation.handling, installation.directory, transport, address="plumbline@example.org", base_url="http://house")


def letters_in(transport: FileTransport) -> list[EmailMessage]:
    """Return the messages written into a folder, by receiver and subject."""
    files = sorted(Path(transport.folder).glob("*.eml")) if transport.folder.exists() else []
    read = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return sorted(read, key=lambda one: (str(one["To"]), str(one["Subject"])))


def subjects_to(transport: FileTransport, mail: str) -> list[str]:
    """Return the subjects of the messages to an address."""
    return [str(letter["Subject"]) for letter in letters_in(transport) if mail in str(letter["To"])]
