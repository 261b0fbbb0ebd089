"""The fields of what a connector needs, in forms."""

from collections.abc import Mapping
from typing import Any

from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.kernel.record import record
from plumbline.outbox.connector import Connector, Needed
from plumbline.outbox.connectors import connectors
from plumbline.web.forms import Fields


@record
class NeedField:
    """One field. field: its name in the form. A secret never has a value."""

    field: str
    label: str
    help: str
    secret: bool
    optional: bool
    value: str


def need_fields(connector: str, endpoint: Endpoint | None, form: Mapping[str, Any] | None = None) -> tuple[NeedField, ...]:
    """Return the fields of a connector, filled with what an endpoint has or a form held."""
    known = connectors().get(connector)
    values = {one.name: one.value for one in endpoint.settings} if endpoint else {}
    values |= {name.removeprefix("setting_"): str(value) for name, value in (form or {}).items()}
    return tuple(_field(one, values.get(one.name, "")) for one in known.needs) if known else ()


def given(fields: Fields, kind: str) -> dict[str, str]:
    """Return the settings or credentials that a form holds, by name."""
    names = {one.name for connector in connectors().values() for one in connector.needs}
    return {name: fields.text(f"{kind}_{name}") for name in sorted(names) if fields.has(f"{kind}_{name}")}


def without_secrets(form: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a form held and a page may show again."""
    return {name: value for name, value in form.items() if not name.startswith("credential_")}


def command_of(connector: Connector) -> str:
    """Return the command that does the same."""
    needs = [f"--{one.name.replace('_', '-')}-file FILE" if one.secret else f"--set {one.name}=…" for one in connector.needs]
    return " ".join((f"plumbline endpoint add --connector {connector.name}", *needs))


def _field(one: Needed, value: str) -> NeedField:
    kind = "credential" if one.secret else "setting"
    return NeedField(
        field=f"{kind}_{one.name}", label=one.label, help=f"{one.help[:1].upper()}{one.help[1:].rstrip('.')}.", secret=one.secret,
        optional=one.optional,
        value="" if one.secret else value,
    )  # fmt: skip
