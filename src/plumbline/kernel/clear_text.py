"""Secrets on the way to a server: over plain http they are for this machine only."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(address: str) -> bool:
    """Tell whether an address such as http://localhost:8420 is this machine, by its name alone. Raises ValueError when it is no address."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def why_not_sent(server: str, token: str) -> str:
    """Return why a token is not sent to a server, empty when it may be. Raises ValueError when the server is no address."""
    address = urlsplit(server)
    if not token or address.scheme != "http" or is_loopback(server):
        return ""
    return f"the token is not sent over plain http to {address.hostname}, where others could read it; use https, or a tunnel"
