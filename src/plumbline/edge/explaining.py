"""Where an event came from, with names. Pages and API share it."""

from plumbline.events.provenance import Provenance, named_in, provenance_of, sentence_of
from plumbline.installation import Installation
from plumbline.ledger.entry import Entry
from plumbline.projections.items import find_item


async def explained(installation: Installation, entry: Entry) -> tuple[Provenance, str]:
    """Return where an entry came from, and the sentence that says so: people by their names, items by their titles, the rest by id."""
    found = await provenance_of(installation.ledger, entry)
    rows = [await find_item(installation.ledger, one) for one in named_in(found)]
    titles = {row.item_id: f"“{row.title}”" for row in rows if row is not None and row.title}
    names = {"system": "Plumbline itself"}
    return found, sentence_of(found, lambda one: titles.get(one) or installation.names.get(one, names.get(one, one)))
