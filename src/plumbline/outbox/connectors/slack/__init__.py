"""Slack: a message for each decision, kept up to date in place, with buttons that act as the person who presses them."""

from plumbline.outbox.connector import Connection, Connector, Conversation, Happened, Needed, Outcome, Reference, Told
from plumbline.outbox.connectors.slack.calls import answer_of, call, error_of, outcome_of
from plumbline.outbox.connectors.slack.hearing import hear
from plumbline.outbox.connectors.slack.message import digest_of, message_of

_BEGINS = frozenset({"proposed", "in_review", "approved_conditionally"})


def tell(connection: Connection, happened: Happened, told: Told, reference: Reference | None) -> Conversation:
    """Post the message of a decision once it is up for an answer, and change it from then on."""
    if reference is None and told.state not in _BEGINS:
        return Outcome(came="taken")
    message = message_of(told)
    digest = digest_of(message)
    if reference is not None:
        channel, ts, last = _parts(reference)
        if last == digest:
            return Outcome(came="taken")
        reply = yield call(connection, "chat.update", {"channel": channel, "ts": ts, **message})
        outcome = outcome_of(reply)
        if outcome.came == "taken":
            return Outcome(came="taken", reference=Reference(key=f"{channel}:{ts}:{digest}", url=reference.url))
        if error_of(reply) != "message_not_found":
            return outcome
        if told.ended:  # somebody deleted it, and nobody is asked anything any more
            return Outcome(came="taken")
    reply = yield call(connection, "chat.postMessage", {"channel": connection.settings.get("channel", ""), **message})
    outcome = outcome_of(reply)
    if outcome.came != "taken":
        return outcome
    answer = answer_of(reply)
    return Outcome(came="taken", reference=Reference(key=f"{answer.get('channel', '')}:{answer.get('ts', '')}:{digest}"))


def probe(connection: Connection) -> Conversation:
    """Ask Slack whose token it is."""
    reply = yield call(connection, "auth.test", {})
    outcome, answer = outcome_of(reply), answer_of(reply)
    if outcome.came != "taken":
        return outcome
    return Outcome(came="taken", said=f"Let in as {answer.get('user', '')} at {answer.get('team', '')}")


def try_message(connection: Connection) -> Conversation:
    """Post a message that says that nothing happened."""
    said = {"channel": connection.settings.get("channel", ""), "text": "A test from Plumbline. Nothing happened.", "mrkdwn": False}
    reply = yield call(connection, "chat.postMessage", said)
    outcome = outcome_of(reply)
    return Outcome(came="taken", said="Posted into the channel") if outcome.came == "taken" else outcome


def _parts(reference: Reference) -> tuple[str, str, str]:
    channel, ts, digest = (*reference.key.split(":"), "", "", "")[:3]
    return channel, ts, digest


CONNECTOR = Connector(
    name="slack",
    title="Slack",
    about="decision",
    types=("blocker.*", "decision.*", "evidence.*", "thread.*"),
    address="https://slack.com/api",
    per_second=1,
    needs=(
        Needed(
            name="channel",
            label="Channel",
            help="the id of the channel, such as C0123456789, from the bottom of its details",
            pattern=r"[CGD][A-Z0-9]{5,30}",
        ),
        Needed(name="token", label="Bot token", help="begins with xoxb-", pattern=r"xoxb-[A-Za-z0-9-]{5,250}", secret=True),
        Needed(
            name="signing_secret",
            label="Signing secret",
            help="from Basic Information of the app; Slack signs with it what is pressed",
            pattern=r"[0-9a-f]{16,128}",
            secret=True,
        ),
    ),
    tell=tell,
    probe=probe,
    test=try_message,
    hear=hear,
)
