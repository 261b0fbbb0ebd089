"""What a connector needs of an endpoint: settings, secrets, address, pace; and whether what somebody gave is that."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from plumbline.domain.checking import check
from plumbline.domain.workspace.endpoint import WEBHOOK, Endpoint, Pace, Setting
from plumbline.kernel.outcome import Finding
from plumbline.outbox.connector import Connector, Needed
from plumbline.outbox.connectors import connectors
from plumbline.outbox.signing import fingerprint

MADE_THERE = "Its secrets are made by the other side: give it the new one"
_ALL = ("*",)


class Ways:
    """How one endpoint is connected, as somebody gave it. Values that are empty were not given."""

    def __init__(self, connector: str, settings: Mapping[str, str], credentials: Mapping[str, str]) -> None:
        self.name = connector
        self.credentials = {name: value.strip() for name, value in credentials.items() if value.strip()}
        self._given = {name: value.strip() for name, value in settings.items() if value.strip()}
        self._connector: Connector | None = connectors().get(connector)

    @property
    def is_webhook(self) -> bool:
        """Whether it is told of the events themselves, signed with a secret that we make."""
        return self.name == WEBHOOK

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings as the ledger keeps them."""
        return tuple(Setting(name=name, value=value) for name, value in sorted(self._given.items()))

    @property
    def fingerprint(self) -> str:
        """Return what may be recorded of the secrets; empty when there is none."""
        return fingerprint(json.dumps(self.credentials, sort_keys=True)) if self.credentials else ""

    @property
    def address(self) -> str:
        """Where the program is unless somebody says otherwise."""
        return self._connector.address if self._connector else ""

    def types(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        """Return the kinds of events that it is told of: those that the connector can use, unless somebody chose."""
        return self._connector.types if self._connector and asked == _ALL else asked

    def pace(self, wished: Pace) -> Pace:
        """Return how it is told. A conversation about an item has to end before the next one begins."""
        if self.is_webhook or self._connector is None:
            return wished
        return Pace(ordered=True, at_once=1, per_second=min(wished.per_second, self._connector.per_second))

    def findings(self) -> list[Finding]:
        """Check everything that somebody gave."""
        known = check("endpoint.connector", self._connector is not None, actual=self.name[:40], act="endpoint.add")
        return [known, *self.set_findings(), *self.credential_findings()]

    def set_findings(self) -> list[Finding]:
        """Check the settings."""
        return list(_compared(self._connector.settings, self._given)) if self._connector else []

    def credential_findings(self) -> list[Finding]:
        """Check the secrets."""
        return list(_compared(self._connector.secrets, self.credentials)) if self._connector else []


def changed(endpoint: Endpoint, settings: Mapping[str, str] | None) -> Ways:
    """Return how an endpoint is connected once some settings are replaced."""
    present = {one.name: one.value for one in endpoint.settings}
    return Ways(endpoint.connector, {**present, **(settings or {})}, {})


def _compared(needs: Iterable[Needed], given: Mapping[str, str]) -> Iterator[Finding]:
    known = {one.name: one for one in needs}
    for one in known.values():
        value = given.get(one.name, "")
        wrong = "is missing" if not value and not one.optional else "does not look like one" if value and not _fits(one, value) else ""
        yield check(
            "endpoint.needs", not wrong, actual=f"{one.label} {wrong}: {one.help.rstrip('.')}" if wrong else one.label, act="endpoint.edit"
        )
    for name in given.keys() - known.keys():
        yield check("endpoint.needs", False, actual=f"It has no use for {name[:40]}", act="endpoint.edit")


def _fits(one: Needed, value: str) -> bool:
    return re.fullmatch(one.pattern, value) is not None
