"""What the operator may set. One record, read once at start from `PLUMBLINE_*`; options of the command line come on top."""

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_type_hints
from urllib.parse import urlsplit

from plumbline.files.mail.address import LONGEST_LOCAL, fit_for_replies
from plumbline.outbox.address_guard import allowed_networks
from plumbline.outbox.posting import trust

PREFIX = "PLUMBLINE_"
_OF_THE_TESTS = "PLUMBLINE_TEST_"


def _about(sentence: str, **limits: object) -> Mapping[str, object]:
    return {"sentence": sentence, **limits}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default. `sentence_of` says what one is for."""

    data: Path = field(
        default=Path("plumbline-data"),
        metadata=_about("The folder that holds the ledger, the directory and the checkpoint key; all that a backup needs."),
    )
    host: str = field(
        default="127.0.0.1",
        metadata=_about("The address to listen on; 0.0.0.0 opens the server to the network, where it belongs behind a proxy with https."),
    )
    port: int = field(default=8420, metadata=_about("The port to listen on; 0 takes any free one.", lowest=0, highest=65535))
    base_url: str = field(
        default="",
        metadata=_about(
            "Where people reach the server, such as https://launch.example.org; empty means the address it listens on.", url=True
        ),
    )
    origin: str = field(
        default="plumbline.local",
        metadata=_about("The name in signed checkpoints, without a scheme; choose your own before the first start and keep it."),
    )
    checkpoint_key: str = field(
        default="",
        repr=False,
        metadata=_about("The private Ed25519 key that signs checkpoints, as PEM text; wins over the file.", secret=True),
    )
    checkpoint_key_file: Path | None = field(
        default=None, metadata=_about("The file of that key; without one, checkpoint.key in the data folder, made at the first start.")
    )
    packs: Path | None = field(default=None, metadata=_about("A folder of your own packs, read beside the built-in ones."))
    session_idle_hours: int = field(
        default=8, metadata=_about("How long a browser stays signed in without being used.", lowest=1, highest=168)
    )
    smtp_host: str = field(
        default="",
        metadata=_about("The mail server that messages go to; without one they are written as files into the folder mail beside the data."),
    )
    smtp_port: int = field(default=587, metadata=_about("The port of the mail server.", lowest=1, highest=65535))
    smtp_security: Literal["starttls", "tls", "none"] = field(
        default="starttls", metadata=_about("How the connection is protected; none is for a server on the same machine or network only.")
    )
    smtp_user: str = field(default="", metadata=_about("The name to sign in with at the mail server, if it asks for one."))
    smtp_password: str = field(default="", repr=False, metadata=_about("The password for that name.", secret=True))
    mail_from: str = field(
        default="", metadata=_about("The address that messages come from; without one, plumbline at the host of the base address.")
    )
    mail_replies: str = field(
        default="",
        metadata=_about(
            "The address that replies to messages go to, such as plumbline@launch.example.org; without one nobody can reply.", replies=True
        ),
    )
    imap_host: str = field(
        default="",
        metadata=_about("The server of the mailbox that replies arrive in; without one nothing is fetched, and replies can be piped in."),
    )
    imap_port: int = field(default=993, metadata=_about("The port of that server.", lowest=1, highest=65535))
    imap_security: Literal["tls", "none"] = field(
        default="tls", metadata=_about("How that connection is protected; none is for a server on the same machine only.")
    )
    imap_user: str = field(default="", metadata=_about("The name to sign in with at the mailbox."))
    imap_password: str = field(default="", repr=False, metadata=_about("The password for that name.", secret=True))
    imap_folder: str = field(default="INBOX", metadata=_about("The folder that replies are in; what is unread there is fetched."))
    imap_done_folder: str = field(
        default="",
        metadata=_about("The folder that messages go to once they were taken; empty leaves them where they are, marked as read."),
    )
    imap_every_seconds: int = field(default=60, metadata=_about("How long to wait between two looks.", lowest=5, highest=3600))
    webhook_networks: str = field(
        default="",
        metadata=_about(
            "Networks of your own that webhooks may be sent into, with commas, such as 10.20.0.0/16; elsewhere only public addresses.",
            networks=True,
        ),
    )
    webhook_ca_file: Path | None = field(
        default=None,
        metadata=_about(
            "A file of certificates (PEM) that vouch for https receivers of your own, besides those that the machine trusts.", pem=True
        ),
    )
    api_requests_per_minute: int = field(
        default=1_200,
        metadata=_about(
            "How many requests a program may send to the API within a minute, counted for each token, and for each address without one.",
            lowest=10,
            highest=10_000_000,
        ),
    )
    api_origins: str = field(
        default="",
        metadata=_about(
            "Sites whose pages may read from the API with a token, with spaces between: https://board.example.org; never by cookie.",
            origins=True,
        ),
    )
    server: str = field(
        default="http://127.0.0.1:8420", metadata=_about("The server that commands such as `plumbline needs` talk to.", url=True)
    )
    token: str = field(
        default="",
        repr=False,
        metadata=_about("The personal token those commands show to that server; made on your profile page.", secret=True),
    )
    log_level: Literal["debug", "info", "warning", "error"] = field(
        default="info", metadata=_about("How much the server tells on its error output.")
    )


class SettingsRefused(Exception):
    """The environment holds settings that cannot be meant. problems: one sentence each, all of them."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment. Raises SettingsRefused, naming everything that is wrong at once."""
    given = {name: text for name, text in environment.items() if name.startswith(PREFIX) and not name.startswith(_OF_THE_TESTS)}
    known = {variable(setting): setting for setting in all_settings()}
    values: dict[str, object] = {}
    problems: list[str] = []
    for name, text in sorted(given.items()):
        if name not in known:
            problems.append(_unknown(name, known))
            continue
        try:
            values[known[name].name] = _value(known[name], text.strip())
        except ValueError as error:
            shown = "" if known[name].metadata.get("secret") else f" = {text!r}"
            problems.append(f"{name}{shown}: {error}.")
    if problems:
        raise SettingsRefused(tuple(problems))
    return Settings(**cast(dict[str, Any], values))


def all_settings() -> tuple[Field[Any], ...]:
    """Return the settings in the order they are documented in."""
    return fields(Settings)


def variable(setting: Field[Any]) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + setting.name.upper()


def sentence_of(setting: Field[Any]) -> str:
    """Return what a setting is for."""
    return setting.metadata["sentence"]


def type_words(setting: Field[Any]) -> str:
    """Return what a setting's value may be, for people."""
    if setting.metadata.get("url"):
        return "address"
    if setting.metadata.get("networks"):
        return "networks"
    if setting.metadata.get("origins"):
        return "sites"
    if setting.metadata.get("replies"):
        return "mail address"
    kind = _kind(setting)
    if choices := get_args(kind):
        return ", ".join(choices)
    return {int: f"{setting.metadata.get('lowest')} to {setting.metadata.get('highest')}", Path: "path", str: "text"}[kind]


def _unknown(name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    remedy = f"Did you mean {near[0]}? Otherwise unset it." if near else "Unset it; the reference of settings lists those that exist."
    return f"{name} is not a setting. {remedy}"


def _kind(setting: Field[Any]) -> Any:
    hint = get_type_hints(Settings)[setting.name]
    return Path if hint == Path | None else hint


def _value(setting: Field[Any], text: str) -> object:
    kind = _kind(setting)
    if kind is Path:
        path = _path(setting, text)
        return _vouching(path) if path and setting.metadata.get("pem") else path
    if kind is int:
        return _number(text, setting.metadata["lowest"], setting.metadata["highest"])
    if setting.metadata.get("url"):
        return _address(text)
    if setting.metadata.get("networks"):
        allowed_networks(text)
    if setting.metadata.get("origins"):
        return _sites(text)
    if setting.metadata.get("replies") and text and not fit_for_replies(text):
        raise ValueError(f"must be a plain address with at most {LONGEST_LOCAL} signs before the @, for each reply gets a mark there")
    if (choices := cast(tuple[str, ...], get_args(kind))) and text not in choices:
        raise ValueError(f"must be one of {', '.join(choices)}")
    return text


def _sites(text: str) -> str:
    for one in text.split():
        parts = urlsplit(one)
        if parts.scheme not in ("http", "https") or one != f"{parts.scheme}://{parts.netloc}".lower() or not parts.hostname or "@" in one:
            raise ValueError(f"{one} is no site as browsers name one; write https://board.example.org, in small letters and without a path")
    return " ".join(text.split())


def _path(setting: Field[Any], text: str) -> Path | None:
    if text:
        return Path(text).expanduser()
    if setting.default is None:
        return None
    raise ValueError("must name a folder; unset it for the default")


def _vouching(path: Path) -> Path:
    """A file that vouches for nobody is noticed at the start, not by the first delivery that fails."""
    try:
        trust(path)
    except OSError as fault:
        raise ValueError(f"must name a file of certificates in PEM form ({fault.strerror or fault})") from fault
    return path


def _number(text: str, lowest: int, highest: int) -> int:
    if not text.isascii() or not text.isdecimal() or not lowest <= int(text) <= highest:
        raise ValueError(f"must be a whole number from {lowest} to {highest}")
    return int(text)


def _address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ValueError("must be an address such as https://launch.example.org")
    return text.rstrip("/")
