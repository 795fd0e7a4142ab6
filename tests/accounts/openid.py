"""A small OpenID Connect provider, served on this machine by a thread."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "recueil", "un secret partagé: oui"


class Provider:
    """Logs in whomever ``claims`` names, at once; ``changes`` replace claims of the ID token."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = self.signs = ECKey.generate_key("P-256", {"kid": "1", "use": "sig", "alg": "ES256"})
        self.claims: dict[str, Any] = {"sub": "7", "email": "zoe@vornoy.example", "email_verified": True}
        self.changes: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "end_session_endpoint": f"{issuer}/logout",
        }
        self._asked: dict[str, dict[str, str]] = {}

    def authorize(self, address: str) -> dict[str, str]:
        """Log a user in who was sent here; return what the browser brings back."""
        asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
        assert {
            name: asked[name] for name in ("response_type", "client_id", "scope", "code_challenge_method")
        } == {
            "response_type": "code",
            "client_id": CLIENT,
            "scope": "openid email",
            "code_challenge_method": "S256",
        }
        code = f"code-{len(self._asked)}"
        self._asked[code] = asked
        return {"code": code, "state": asked["state"]}

    def get(self, path: str) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            return self.metadata
        return {"keys": [self.key.as_dict(private=False)]} if path == "/keys" else None

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Exchange a code, once, for who asked for it."""
        asked = self._asked.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        basic = base64.b64encode(f"{CLIENT}:un%20secret%20partag%C3%A9%3A%20oui".encode()).decode()
        is_client = authorization == f"Basic {basic}" or form.get("client_secret") == SECRET
        if asked is None or asked["code_challenge"] != challenge.decode() or not is_client:
            return None
        now = int(time.time())
        times = {"iat": now, "exp": now + 60}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            **times,
            **self.claims,
            **self.changes,
        }
        header = {"alg": "ES256", "kid": "1"}
        return {"access_token": "x", "token_type": "Bearer", "id_token": jwt.encode(header, claims, self.signs)}


@contextmanager
def serving() -> Iterator[Provider]:
    """Serve a provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(provider.get(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: value for name, (value,) in parse_qs(body).items()}
            self._answer(provider.token(form, self.headers.get("Authorization", "")))

        def _answer(self, found: dict[str, Any] | None) -> None:
            body = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(400 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
