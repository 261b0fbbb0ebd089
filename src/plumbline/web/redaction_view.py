"""What is said where a version's text was taken away."""

from plumbline.domain.document.document import Version
from plumbline.web.clockwords import moment
from plumbline.web.labels import Names, name_of


def redaction_words(version: Version, names: Names, zone: str = "UTC") -> str:
    """Return who took a version's text away, when and why; empty while it is there."""
    found = version.redaction
    if found is None:
        return ""
    because = f" because: {found.reason.rstrip('.')}" if found.reason else ""
    return f"Version {version.number} was redacted by {name_of(names, found.by_id)} on {moment(found.at, zone)}{because}."
