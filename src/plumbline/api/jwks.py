"""The key that signatures of webhooks are checked with, for anybody: it is public."""

import base64
from typing import Any

from litestar import Request, get

from plumbline.installation import Installation


@get("/.well-known/jwks.json", include_in_schema=False)
async def key_set(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Return the public key of this installation as a JSON Web Key Set (RFC 7517, RFC 8037)."""
    installation: Installation = request.app.state.installation
    public = installation.directory.endpoints.signing_key().public_key().public_bytes_raw()
    x = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": f"webhook-{x[:8]}", "x": x}]}
