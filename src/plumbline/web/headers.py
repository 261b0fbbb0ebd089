"""The security headers of every answer."""

from typing import Any

from litestar import Response
from litestar.types import Message, Scope


async def harden(message: Message, scope: Scope) -> None:
    """Set the security headers of an answer."""
    if message["type"] != "http.response.start":
        return
    nonce = scope["state"].get("nonce", "")
    present = {name.lower() for name, _ in message["headers"]}
    fixed = {
        "content-security-policy": content_policy(nonce),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    extra = [(name.encode(), value.encode()) for name, value in fixed.items() if name.encode() not in present]
    message["headers"] = [*message["headers"], *extra]


def allow_own_frame(response: Response[Any], nonce: str) -> None:
    """Let a page show a frame of this site: HTML of a journey's screen, which its own policy keeps from doing anything."""
    response.headers["Content-Security-Policy"] = f"{content_policy(nonce)}; frame-src 'self'"


def content_policy(nonce: str) -> str:
    """Return the content security policy of a page whose script carries the nonce; without one no script runs."""
    script = f"'nonce-{nonce}'" if nonce else "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {script}",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        )
    )
