"""Who reads a page: their id, the names they see, and the zone in which they read times."""

from collections.abc import Mapping
from datetime import datetime

from plumbline.directory.errors import UnknownPerson
from plumbline.kernel.record import record
from plumbline.web.session import AnyRequest, installation_of, visit_of


@record
class Reader:
    """names: everybody's, by id. now: the installation's time when the page was asked for."""

    person_id: str
    names: Mapping[str, str]
    zone: str
    now: datetime


def reader_of(request: AnyRequest) -> Reader:
    """Return who reads the page that a request asks for."""
    installation, person_id = installation_of(request), visit_of(request).person_id
    try:
        zone = installation.directory.person(person_id).zone
    except UnknownPerson:
        zone = "UTC"
    return Reader(person_id=person_id, names=installation.names, zone=zone, now=installation.clock())
