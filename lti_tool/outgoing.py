"""
The one place that talks out: platform keys, access tokens, scores.

Every call has one deadline for all of it (`lti_tool.deadline`), a size cap and a User-Agent
(Canvas refuses requests without one).
Names are resolved here, the addresses are checked, and the connection goes to a checked address,
so a name that resolves to something else a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from lti_tool.addresses import is_loopback, is_public
from lti_tool.deadline import Deadline
from lti_tool.errors import AddressRefused, NoAnswer

_USER_AGENT = "Kurspakke LTI tool"
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 10.0
TOTAL_SECONDS = 20.0
"""For a whole call: names, connections, headers, body and redirects, however slowly they come."""

_MAX_BYTES = 1024 * 1024
_MAX_REDIRECTS = 3
_MAX_URL = 8_000


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Whatever the content type says: Moodle sends its tokens as `text/html`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise NoAnswer(f"the answer ({self.status}) is not JSON") from error


class Outgoing:
    """
    Sends requests to platforms. Thread-safe.

    allow_loopback: for development: platforms on this machine, over plain http too.
    """

    def __init__(self, *, allow_loopback: bool = False) -> None:
        self._allow_loopback = allow_loopback
        self._local = threading.local()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Follows redirects on the same host only. Raises OutgoingError."""
        with Deadline(TOTAL_SECONDS) as deadline:
            for _ in range(_MAX_REDIRECTS):
                answer = self._send("GET", url, headers or {}, None, deadline)
                target = answer.headers.get("location")
                if answer.status not in (301, 302, 303, 307, 308) or target is None:
                    return answer
                url = _following(url, target)
        raise NoAnswer(f"{_place(url)} redirects in circles")

    def post(
        self, url: str, body: bytes | Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """`body`: bytes as they are, or a form's fields. No redirects. Raises OutgoingError."""
        with Deadline(TOTAL_SECONDS) as deadline:
            return self._send("POST", url, headers or {}, body, deadline)

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | Mapping[str, str] | None,
        deadline: Deadline,
    ) -> Answer:
        self._check_scheme(url)
        of_caller = _deadline.set(deadline)
        try:
            with self._session().request(
                method,
                url,
                headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **headers},
                data=body,
                timeout=(_CONNECT_SECONDS, _READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = Answer(
                    response.status_code,
                    {name.lower(): value for name, value in response.headers.items()},
                    _capped(response),
                )
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if deadline.has_passed:
                raise _too_slow(url) from error
            raise NoAnswer(f"{_place(url)} did not answer ({type(error).__name__})") from error
        finally:
            _deadline.reset(of_caller)
        if deadline.has_passed:  # what was broken off may look like a whole answer
            raise _too_slow(url)
        return answer

    def _check_scheme(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError as error:
            raise AddressRefused("an address that cannot be read") from error
        if len(url) > _MAX_URL or not host or parts.username is not None:
            raise AddressRefused("an address that cannot be read")
        if parts.scheme != "https" and not (parts.scheme == "http" and self._allow_loopback):
            raise AddressRefused(f"{_place(url)} is not an https address")

    def _session(self) -> requests.Session:
        """One per thread, so that connections are kept and nothing is shared."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = _Session()
            session.trust_env = False  # no credentials from ~/.netrc, no proxy around the guard
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            adapter = _GuardedAdapter(allow_loopback=self._allow_loopback)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            self._local.session = session
        return session


def _following(url: str, target: str) -> str:
    """Where a redirect leads; on the same host only."""
    try:
        following = urljoin(url, target)
        leads_away = urlsplit(following)[:2] != urlsplit(url)[:2]
    except ValueError as error:
        raise AddressRefused(f"{_place(url)} redirects to what is no address") from error
    if leads_away:
        raise AddressRefused(f"{_place(url)} redirects to another host")
    return following


def _too_slow(url: str) -> NoAnswer:
    return NoAnswer(f"{_place(url)} takes more than {TOTAL_SECONDS:.0f} s")


def _capped(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(16 * 1024):
        body += chunk
        if len(body) > _MAX_BYTES:
            raise NoAnswer(f"{_place(response.url)} sends more than {_MAX_BYTES} bytes")
    return bytes(body)


def _place(url: str) -> str:
    """Scheme and host only: paths and queries may hold what a log should not."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


_deadline: ContextVar[Deadline] = ContextVar("deadline of the call under way")


def _connect(connection: HTTPConnection, is_allowed: Callable[[str], bool]) -> socket.socket:
    """Resolve once, and connect to an address that may be asked; TLS still checks the name."""
    host = connection.host.strip("[]")
    deadline = _deadline.get()
    try:
        found = deadline.resolve(host, connection.port)
    except (OSError, UnicodeError) as error:
        raise NewConnectionError(connection, f"{host} cannot be resolved") from error
    allowed = [entry for entry in found if is_allowed(str(entry[4][0]))]
    if not allowed:
        raise AddressRefused(f"{host} is in a private network; the tool only asks public addresses")
    for family, kind, protocol, _, address in allowed:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(max(min(_CONNECT_SECONDS, deadline.seconds_left), 0.001))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
            deadline.watch(sock)
        except OSError:
            sock.close()
            continue
        return sock
    raise NewConnectionError(connection, f"no address of {host} takes connections")


class _Watched(HTTPConnection):
    def request(self, *arguments: Any, **named: Any) -> None:
        if self.sock is not None:  # kept from an earlier call, which had a deadline of its own
            _deadline.get().watch(self.sock)
        super().request(*arguments, **named)


# urllib3 opens its sockets in `_new_conn` and offers no public place to choose the address.
class _LoopbackHTTP(_Watched):
    def _new_conn(self) -> socket.socket:
        return _connect(self, is_loopback)


class _PublicHTTPS(_Watched, HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, is_public)


class _PublicOrLoopbackHTTPS(_Watched, HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, lambda address: is_public(address) or is_loopback(address))


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _LoopbackHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _DevelopmentHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicOrLoopbackHTTPS


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: `Outgoing.get` follows redirects itself. This one fails on a broken address."""


class _GuardedAdapter(HTTPAdapter):
    """Makes requests open its connections through the guard."""

    def __init__(self, *, allow_loopback: bool) -> None:
        super().__init__()
        self.poolmanager.pool_classes_by_scheme = {
            "http": _HTTPPool,
            "https": _DevelopmentHTTPSPool if allow_loopback else _HTTPSPool,
        }
