"""Where messages may go. Asked with the same code when an endpoint is saved, tested and delivered to.

A name is resolved once, every address it stands for is checked, and the connection is made to the address that was checked: a name that
says something else a moment later changes nothing. `ipaddress.is_global` is no such filter: it lets forms through that carry a private
address inside (NAT64, 6to4), so what is denied stands here.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from plumbline.kernel.record import record

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

PORTS = (443, 8443)
"""The ports that anybody may be sent to; inside an allowed network every port."""

_LONGEST = 2000
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?")
_DENIED: tuple[Network, ...] = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # the host of a virtual machine at one provider, under a public address
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
# Everything else in version 6 is local, multicast, or carries an address of version 4 inside.
_PUBLIC_V6 = IPv6Network("2000::/3")


class AddressRefused(Exception):
    """Nothing is sent there. The text says why and what would do."""


class Unresolved(Exception):
    """The name stands for no address just now, which may pass."""


@record
class Destination:
    """Where a request goes. ip: the checked address to connect to. target: path and query, as the request line has them."""

    scheme: str
    host: str
    port: int
    ip: str
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == {"https": 443, "http": 80}[self.scheme] else f"{shown}:{self.port}"


def allowed_networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a list with commas. Raises ValueError, naming the part that is none."""
    networks: list[Network] = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        try:
            networks.append(ip_network(part))
        except ValueError as fault:
            raise ValueError(f"{part} is no network; write one such as 10.20.0.0/16 or 127.0.0.1/32") from fault
    return tuple(networks)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask this machine what a name stands for. Raises Unresolved."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Unresolved(f"the name {host} is not known") from fault
    return [str(one[4][0]) for one in found]


async def checked(url: str, allowed: Sequence[Network] = (), resolving: Resolve = resolve) -> Destination:
    """Return where a request to an address goes. allowed: networks of one's own, into which http and every port are fine.

    Raises AddressRefused, Unresolved.
    """
    _, host, port, _ = _parts(url)
    found = () if _literal(host) is not None else await resolving(host.rstrip("."), port)
    return _judged(url, tuple(found), tuple(allowed))


@lru_cache(maxsize=256)  # it is asked for every attempt, and depends on nothing else
def _judged(url: str, resolved: tuple[str, ...], allowed: tuple[Network, ...]) -> Destination:
    """Return where a request goes when the name stands for some addresses. Raises AddressRefused, Unresolved."""
    scheme, host, port, target = _parts(url)
    literal = _literal(host)
    found = [literal] if literal is not None else [ip_address(one.partition("%")[0]) for one in resolved]
    if not found:
        raise Unresolved(f"the name {host} stands for no address")
    inside = all(_is_in(_plain(one), allowed) for one in found)
    # One bad address among good ones is enough: otherwise trying again would reach it.
    if not inside and (bad := next((one for one in found if not _is_in(_plain(one), allowed) and _is_denied(one)), None)):
        shown = f"{host} stands for {bad}" if literal is None else f"{bad}"
        raise AddressRefused(f"{shown}, which is not an address on the public internet; an operator can allow a network of yours")
    if not inside and scheme != "https":
        raise AddressRefused("the address has to begin with https://")
    if not inside and port not in PORTS:
        raise AddressRefused(f"port {port} is not used for this; use {' or '.join(map(str, PORTS))}")
    return Destination(scheme=scheme, host=host, port=port, ip=str(_plain(found[0])), target=target)


@lru_cache(maxsize=256)
def _parts(url: str) -> tuple[str, str, int, str]:
    if len(url) > _LONGEST or not url.isascii() or any(sign <= " " or sign in '\\"<>^`{|}\x7f' for sign in url):
        raise AddressRefused("the address holds signs that none has; a name in another script is written as xn--…")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise AddressRefused(f"that is no address: {fault}") from fault
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in ("https", "http") or not host:
        raise AddressRefused("an address looks like https://hooks.example.org/plumbline")
    if "@" in parts.netloc:
        raise AddressRefused("leave the name and password out of the address; the signature says who sent it")
    if "#" in url:
        raise AddressRefused("leave out the part from # on; it is never sent")
    if port == 0 or parts.netloc.endswith(":"):
        raise AddressRefused("the port is missing after the colon")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return scheme, host, port or {"https": 443, "http": 80}[scheme], target


@lru_cache(maxsize=256)
def _literal(host: str) -> Address | None:
    if "%" in host:
        raise AddressRefused("an address of one network card cannot be sent to")
    try:
        return ip_address(host)
    except ValueError:
        pass
    last = host.rstrip(".").rpartition(".")[2]
    # Spellings such as 127.1, 0x7f000001 and 0177.0.0.1, which some resolvers take for an address and others for a name.
    if last.isdecimal() or re.fullmatch(r"0x[0-9a-f]*", last):
        raise AddressRefused(f"{host} is no usual way to write an address; write four numbers with dots")
    if not _NAME.fullmatch(host):
        raise AddressRefused(f"{host} is no name of a machine")
    return None


def _plain(address: Address) -> Address:
    """Return the address of version 4 that one of version 6 only wraps."""
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == one.version and address in one for one in networks)


def _is_denied(address: Address) -> bool:
    plain = _plain(address)
    return _is_in(plain, _DENIED) or (isinstance(plain, IPv6Address) and plain not in _PUBLIC_V6)
