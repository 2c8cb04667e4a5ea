"""What a platform does: sign messages, and answer on loopback with keys, tokens and results."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lti_tool.protocol.registration import Registration
from tests.lti_tool.clock import START

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
ISSUER = "https://moodle.example.no"
CLIENT_ID = "client-1"
DEPLOYMENT = "7"
KID = "platform-key-1"


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """One key per name for the whole run: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2048)


def public_jwk(kid: str = KID, **changes: Any) -> dict[str, Any]:
    jwk = json.loads(RSAAlgorithm.to_jwk(private_key(kid).public_key()))
    return {
        "kty": "RSA",
        "n": jwk["n"],
        "e": jwk["e"],
        "alg": "RS256",
        "use": "sig",
        "kid": kid,
        **changes,
    }


class FixedKeys:
    """Keys without a network."""

    def __init__(self, *kids: str) -> None:
        self._kids = kids or (KID,)

    def key_for(self, registration: Registration, kid: str) -> rsa.RSAPublicKey | None:
        return private_key(kid).public_key() if kid in self._kids else None


def registration(**changes: Any) -> Registration:
    values: dict[str, Any] = {
        "id": "moodle",
        "issuer": ISSUER,
        "client_id": CLIENT_ID,
        "auth_url": f"{ISSUER}/mod/lti/auth.php",
        "token_url": f"{ISSUER}/mod/lti/token.php",
        "jwks_url": f"{ISSUER}/mod/lti/certs.php",
        "name": "Moodle",
        "embed_origins": (ISSUER,),
        "deployments": {DEPLOYMENT: None},
    }
    return Registration(**values | changes)


def claims(nonce: str, *, at: float | None = None, **changes: Any) -> dict[str, Any]:
    """A learner's launch as Moodle 4.5 sends it. A change to None takes the claim away."""
    issued = int(START.timestamp() if at is None else at)
    message: dict[str, Any] = {
        "iss": ISSUER,
        "aud": CLIENT_ID,
        "sub": "42",
        "nonce": nonce,
        "iat": issued,
        "exp": issued + 60,
        LTI + "message_type": "LtiResourceLinkRequest",
        LTI + "version": "1.3.0",
        LTI + "deployment_id": DEPLOYMENT,
        LTI + "target_link_uri": "https://kurs.example.no/lti/launch",
        LTI + "roles": [MEMBERSHIP + "Learner"],
        LTI + "resource_link": {"id": "3", "title": "Medikamentregning"},
        LTI + "context": {"id": "2", "title": "Legemidler", "type": ["CourseSection"]},
        LTI + "launch_presentation": {"locale": "no", "return_url": f"{ISSUER}/return.php?a=1"},
        LTI + "custom": {
            "kurspakke_course": "medication",
            "id_history": "$ResourceLink.id.history",
        },
        LTI + "tool_platform": {"product_family_code": "moodle", "name": "Kommunens Moodle"},
        AGS: {
            "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
            "lineitem": f"{ISSUER}/lineitems/5/lineitem?type_id=7",
            "lineitems": f"{ISSUER}/lineitems?type_id=7",
        },
    }
    message.update(changes)
    return {name: value for name, value in message.items() if value is not None}


def deep_linking_claims(nonce: str, **changes: Any) -> dict[str, Any]:
    return claims(
        nonce,
        **{
            LTI + "message_type": "LtiDeepLinkingRequest",
            LTI + "resource_link": None,
            LTI + "roles": [MEMBERSHIP + "Instructor"],
            DL + "deep_linking_settings": {
                "deep_link_return_url": f"{ISSUER}/contentitem_return.php?course=2",
                "accept_types": ["ltiResourceLink"],
                "accept_presentation_document_targets": ["frame", "iframe", "window"],
                "accept_multiple": True,
            },
        }
        | changes,
    )


def signed(message: Mapping[str, Any], *, kid: str | None = KID, key: str | None = None) -> str:
    """Signs whatever it is given; PyJWT's own `encode` would refuse the malformed."""
    headers = {"typ": "JWT"} if kid is None else {"typ": "JWT", "kid": kid}
    payload = json.dumps(dict(message)).encode()
    return jwt.PyJWS().encode(payload, private_key(key or kid or KID), "RS256", headers=headers)


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class FakePlatform:
    """
    A platform on loopback that says what the test tells it to.

    answer: gets the request, gives status, headers and body.
    """

    url: str
    answer: Callable[[Received], tuple[int, dict[str, str], bytes]]
    received: list[Received] = field(default_factory=list)

    def seen(self, path: str) -> list[Received]:
        return [request for request in self.received if request.path == path]


@contextmanager
def fake_platform(
    answer: Callable[[Received], tuple[int, dict[str, str], bytes]],
) -> Iterator[FakePlatform]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            parts = urlsplit(self.path)
            received = Received(
                self.command,
                parts.path,
                parse_qs(parts.query),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("Content-Length", 0))),
            )
            platform.received.append(received)
            status, headers, body = platform.answer(received)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _serve  # noqa: N815 - named by http.server

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    platform = FakePlatform(f"http://127.0.0.1:{server.server_port}", answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def as_json(document: object, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()
