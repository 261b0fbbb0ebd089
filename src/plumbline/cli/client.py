"""The API of a running server, as the commands use it: one request at a time, no redirects, no token over an open line."""

import json
from http.client import HTTPException
from ssl import SSLCertVerificationError, SSLError
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from plumbline import COMMAND_LINE, __version__
from plumbline.kernel.clear_text import is_loopback, why_not_sent

SERVER = "http://127.0.0.1:8420"
VERSION_HEADER, VERSION = "Plumbline-Version", "2026-11-01"
_ACTS = {"Content-Type": "application/json", "If-Match": "*"}  # who types an act means what stands there now, or says --read-hash
_TIMEOUT_SECONDS = 30
_LONGEST_PAGE = 200
_LARGE = 1_000_000  # below, a server reads a request to its end before it says no
_TOO_LARGE = "It ended the connection while {:.1f} MB were on their way, which is more than it takes at once. Send less."


class Refused(Exception):
    """The server said no. problem: its answer in the form of RFC 9457."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("code", status))
        self.status, self.problem = status, problem


class Unreachable(Exception):
    """Nothing answers there, or something that is not Plumbline."""


class Misused(Exception):
    """The request cannot be made as it was asked for; nothing was sent."""


class Rehearsed(Exception):
    """What would have been sent, had this been no rehearsal."""

    def __init__(self, path: str, body: Any) -> None:
        super().__init__(path)
        self.path, self.body = path, body


class Client:
    """Sends requests to /v1 of one server. Raises Refused, Unreachable, Misused, and Rehearsed for an act when it only rehearses."""

    def __init__(self, server: str, token: str, *, rehearses: bool = False) -> None:
        self._rehearses = rehearses
        self._server = (server or SERVER).rstrip("/")
        _check(self._server, token)
        self._headers = {"Accept": "application/json", "User-Agent": f"{COMMAND_LINE}/{__version__}", VERSION_HEADER: VERSION}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._opener = _opener(self._server)

    def get(self, path: str, **query: str | int) -> Any:
        """Return what a path says."""
        asked = {name: value for name, value in query.items() if value != ""}
        joined = "&" if "?" in path else "?"
        return self._send("GET", f"{path}{joined}{urlencode(asked)}" if asked else path, None)

    def get_all(self, path: str, **query: str | int) -> list[Any]:
        """Return the items of all pages of a list."""
        items: list[Any] = []
        after = ""
        while True:
            page = self.get(path, limit=_LONGEST_PAGE, after=after, **query)
            items += page["items"]
            after = page.get("next") or ""
            if not after:
                return items

    def post(self, path: str, body: Any = None) -> Any:
        """Send an act and return its receipt. body None: the path says everything."""
        if self._rehearses:
            raise Rehearsed(path, body)
        return self._send("POST", path, None if body is None else json.dumps(body).encode())

    def hand_in(self, path: str, body: bytes, media: str, **query: str) -> Any:
        """Send bytes of a kind of their own and return what became of them."""
        asked = {name: value for name, value in query.items() if value}
        if self._rehearses:
            raise Rehearsed(path, {"bytes": len(body), **asked})
        said = self._answer("POST", f"{path}?{urlencode(asked)}" if asked else path, body, {"Content-Type": media})
        return self._read(said)

    def exchange(self, path: str, message: Any, headers: dict[str, str]) -> Any:
        """Send a message of another protocol and return what is answered to it; None for nothing."""
        said = self._answer("POST", path, json.dumps(message).encode(), headers)
        return self._read(said) if said.strip() else None

    def download(self, path: str) -> bytes:
        """Return what a path gives, byte for byte."""
        return self._answer("GET", path, None)

    def _send(self, method: str, path: str, body: bytes | None) -> Any:
        return self._read(self._answer(method, path, body))

    def _answer(self, method: str, path: str, body: bytes | None, more: dict[str, str] | None = None) -> bytes:
        headers = {**self._headers, **(_ACTS if method != "GET" else {}), **(more or {})}
        request = Request(self._server + _rooted(path), data=body, headers=headers, method=method)  # noqa: S310 - http and https only, see _check
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                return answer.read()
        except HTTPError as error:
            if error.code < 400:
                raise Misused(
                    f"{self._server} sends elsewhere, to {error.headers.get('location')}; give that address as --server"
                ) from None
            raise Refused(error.code, self._problem(error)) from None
        except (URLError, HTTPException, OSError) as error:
            if body and isinstance(getattr(error, "reason", error), ConnectionError) and len(body) > _LARGE:
                raise Refused(413, {"title": "The server took no more", "detail": _TOO_LARGE.format(len(body) / 1e6)}) from None
            raise Unreachable(_no_answer(self._server, error)) from None

    def _problem(self, error: HTTPError) -> dict[str, Any]:
        said = error.read()
        if "json" in error.headers.get("content-type", ""):
            return self._read(said)
        return {"title": f"{self._server} answers {error.code} {error.reason}", "status": error.code}

    def _read(self, said: bytes) -> Any:
        try:
            return json.loads(said)
        except ValueError:
            raise Unreachable(f"{self._server} answers, yet not as Plumbline does; is --server right?") from None


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: the request would carry the token to wherever it points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def part(text: str) -> str:
    """Return an id as one part of a path, whatever it holds."""
    return quote(text, safe="")


def _opener(server: str) -> OpenerDirector:
    # A proxy of the environment is for the network; what stays on this machine does not pass it.
    return build_opener(_Stay, ProxyHandler({})) if is_loopback(server) else build_opener(_Stay)


def _check(server: str, token: str) -> None:
    address = urlsplit(server)
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment or address.username:
        raise Misused(f"{server} is no address of a server; give one such as https://launch.example.org")
    if not (token.isascii() and token.isprintable()):
        raise Misused("the token holds signs that no token holds; copy it again from your profile page")
    if why := why_not_sent(server, token):
        raise Misused(why)


def _rooted(path: str) -> str:
    """Return a path under the server's address; without the first slash it could become part of the host's name."""
    return path if path.startswith("/") else f"/{path}"


def _no_answer(server: str, error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, SSLCertVerificationError):
        return f"the certificate of {server} is not trusted here: {reason.verify_message}\nname who vouches for it in SSL_CERT_FILE"
    if isinstance(reason, SSLError):
        return f"{server} answers, yet not over https ({reason.reason}); is it http:// or another port?"
    return (
        f"no server answers at {server} ({reason})\n"
        "start one with `plumbline serve`, or try `plumbline demo`; a server elsewhere is named with --server or PLUMBLINE_SERVER"
    )
