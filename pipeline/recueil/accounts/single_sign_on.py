"""Login by OpenID Connect: the authorization code flow with state, nonce (OpenID Connect Core 1.0) and PKCE
(RFC 7636).

Nothing here knows the store: the result is an identity, which ``sessions.py`` finds the account of.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

import httpx

from recueil.accounts.passwords import new_secret
from recueil.errors import SingleSignOnFailed
from recueil.settings import SingleSignOn, is_secure_url
from recueil.translation import gettext as _

CALLBACK = "/connexion/sso/retour"
"""The path to which the provider sends the browser back."""

_SECONDS = 10
_MAX_BYTES = 1_000_000
_METADATA_SECONDS = 3_600
# Signatures by a public key of the provider: never `none`, nor one by a secret that we share.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Identity:
    """Who logged in: a ``subject`` of an issuer, for good; ``email`` only if the issuer has verified it."""

    issuer: str
    subject: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser keeps while its user is at the provider, and where it goes then."""

    state: str
    nonce: str
    verifier: str
    then: str

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | None) -> Attempt | None:
        """Return the attempt that a browser sends back, or None if it is none."""
        try:
            fields = json.loads(text or "")
            attempt = cls(**fields)
        except (ValueError, TypeError):
            return None
        return attempt if all(isinstance(each, str) and each for each in fields.values()) else None


class Provider:
    """An OpenID Connect provider; ``address`` is that of the pages, to which it sends browsers back."""

    def __init__(self, settings: SingleSignOn, address: str) -> None:
        self._settings, self._address = settings, address
        self._metadata: tuple[float, dict[str, Any]] | None = None

    @property
    def name(self) -> str:
        """The name of the provider on the login page."""
        return self._settings.name

    @property
    def role(self) -> Any:
        """The role of the account that the first login of somebody unknown makes; None if it makes none."""
        return self._settings.role

    def start(self, then: str) -> tuple[str, Attempt]:
        """Return the address to which to send a browser, and what it has to bring back.

        Raise SingleSignOnFailed if the provider does not answer.
        """
        from authlib.common.urls import add_params_to_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        attempt = Attempt(new_secret(), new_secret(), new_secret(), then)
        asked = {
            "response_type": "code",
            "scope": "openid email",
            "client_id": self._settings.client_id,
            "redirect_uri": f"{self._address}{CALLBACK}",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        return str(add_params_to_uri(self._endpoint("authorization_endpoint"), list(asked.items()))), attempt

    def finish(self, attempt: Attempt | None, code: str, state: str) -> Identity:
        """Exchange the code with which a browser comes back for the identity of its user.

        Raise SingleSignOnFailed if it is not the answer to what this browser asked, or cannot be trusted.
        """
        if attempt is None or not code or not hmac.compare_digest(attempt.state.encode(), state.encode()):
            raise _failure(_("This is not the answer to a login that began here."), "state")
        token = self._request_token(code, attempt.verifier)
        claims = self._verify(token.get("id_token"), token.get("access_token"), attempt.nonce)
        subject, email = claims["sub"], claims.get("email")
        if not (isinstance(subject, str) and 0 < len(subject) <= _MAX_NAME):
            raise _failure(_("The provider names nobody."), "token")
        is_verified = claims.get("email_verified") is True and isinstance(email, str)
        return Identity(self._settings.issuer, subject, email if is_verified else None)

    def logout_address(self) -> str | None:
        """Return where to end the session at the provider too; None if it has no such place or does not answer."""
        from authlib.common.urls import add_params_to_uri

        try:
            endpoint = self._load_metadata().get("end_session_endpoint")
        except SingleSignOnFailed:
            return None
        if not isinstance(endpoint, str) or not is_secure_url(endpoint):
            return None
        back = {"client_id": self._settings.client_id, "post_logout_redirect_uri": f"{self._address}/"}
        return str(add_params_to_uri(endpoint, list(back.items())))

    def _request_token(self, code: str, verifier: str) -> dict[str, Any]:
        """Exchange the code, with the secret in the header, or in the form where only that is supported."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self._address}{CALLBACK}",
            "code_verifier": verifier,
        }
        client, secret = self._settings.client_id, self._settings.client_secret.get_secret_value()
        supported = self._load_metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in supported:
            credentials = httpx.BasicAuth(quote(client, safe=""), quote(secret, safe=""))
            return _fetch_json("POST", self._endpoint("token_endpoint"), data=asked, auth=credentials)
        asked |= {"client_id": client, "client_secret": secret}
        return _fetch_json("POST", self._endpoint("token_endpoint"), data=asked)

    def _verify(self, id_token: object, access_token: object, nonce: str) -> Mapping[str, Any]:
        """Return the claims of an ID token: signed by the provider, for us, for this login, and not expired."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        if not isinstance(id_token, str):
            raise _failure(_("The provider sent no ID token."), "token")
        keys = _fetch_json("GET", self._endpoint("jwks_uri"))
        expected = {"iss": {"values": [self._settings.issuer]}, "aud": {"values": [self._settings.client_id]}}
        known = {"nonce": nonce, "client_id": self._settings.client_id, "access_token": access_token}
        try:
            registry = JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
            token = jwt.decode(id_token, KeySet.import_key_set(keys), registry=registry)  # type: ignore[arg-type]
            claims = CodeIDToken(token.claims, token.header, expected, known)
            claims.validate(leeway=120)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            message = _("The ID token of the provider is not valid ({name}).").format(name=type(error).__name__)
            raise _failure(message, "token") from error
        return dict(claims)

    def _endpoint(self, name: str) -> str:
        endpoint = self._load_metadata().get(name)
        if not isinstance(endpoint, str) or not is_secure_url(endpoint):
            raise _failure(_("The provider has no {name} by https.").format(name=name), "provider")
        return endpoint

    def _load_metadata(self) -> dict[str, Any]:
        """Return what the provider publishes of itself, asked for once an hour."""
        now = time.monotonic()
        if self._metadata is None or now - self._metadata[0] > _METADATA_SECONDS:
            found = _fetch_json("GET", f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self._settings.issuer:
                raise _failure(_("The provider says that it is another issuer."), "provider")
            self._metadata = now, found
        return self._metadata[1]


def _fetch_json(method: str, url: str, **asked: Any) -> dict[str, Any]:
    """Return the JSON object at a URL, without redirects, limited in size and time. Raise SingleSignOnFailed."""
    deadline = time.monotonic() + _SECONDS
    try:
        with httpx.stream(
            method, url, timeout=_SECONDS, headers={"Accept": "application/json"}, **asked
        ) as answer:
            body = b""
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > _MAX_BYTES or time.monotonic() > deadline:
                    raise _failure(_("The provider's answer is too long."), "provider")
            answer.raise_for_status()
            found = json.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        message = _("The provider does not answer as it should ({name}).").format(name=type(error).__name__)
        raise _failure(message, "provider") from error
    if not isinstance(found, dict):
        raise _failure(_("The provider's answer is no object of JSON."), "provider")
    return found


def _failure(message: str, code: str) -> SingleSignOnFailed:
    return SingleSignOnFailed(message, _("Try again; if it lasts, ask who runs Recueil."), code=code)
