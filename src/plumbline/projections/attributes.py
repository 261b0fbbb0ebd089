"""Where an entry came from, as consumers outside read it: flat text by name, whatever the installation is called."""

from plumbline.handling.subjects import subject_of
from plumbline.ledger.entry import Entry

PREFIX, VERSION = "com.plumbline.", "v1"


def type_of(event_name: str) -> str:
    """Return the public type of an event: `decision.approved` is `com.plumbline.decision.approved.v1`."""
    return f"{PREFIX}{event_name}.{VERSION}"


def attributes_of(entry: Entry) -> dict[str, str]:
    """Return the attributes that say what an entry is about and where it came from; those that do not apply are empty."""
    source = entry.attribution
    return {
        "type": type_of(entry.event_name),
        "subject": subject_of(entry),
        "authtype": source.actor_kind,
        "authid": source.actor,
        "plonbehalfof": source.on_behalf_of,
        "pldelegation": source.delegation,
        "plrole": source.role,
        "plsurface": source.surface,
        "plclient": source.client,
        "correlationid": source.correlation_id,
        "causationid": source.causation_id,
        "plworkspace": source.workspace,
        "plcycle": source.cycle,
        "plplaybook": source.playbook,
        "plpackdigest": source.packs_digest,
        "plsection": entry.section,
        "plobjective": entry.objective,
        "pljourney": entry.journey,
        "plscreen": entry.screen,
        "plrun": entry.run,
        "plorigin": source.origin,
        "ploriginid": source.origin_id,
        "plclaimed": ",".join(source.claimed),
    }
