from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lti_tool import outgoing
from lti_tool.errors import AddressRefused, NoAnswer
from lti_tool.outgoing import Outgoing
from tests.lti_tool.platform_side import FakePlatform, as_json, fake_platform


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with fake_platform(lambda request: as_json({"path": request.path})) as platform:
        yield platform


@pytest.fixture
def out() -> Outgoing:
    return Outgoing(allow_loopback=True)


def test_an_answer_comes_back_whole(out: Outgoing, platform: FakePlatform) -> None:
    answer = out.get(f"{platform.url}/keys", {"Accept": "application/json"})

    assert answer.status == 200
    assert answer.is_success
    assert answer.json() == {"path": "/keys"}
    assert answer.headers["content-type"] == "application/json"
    assert platform.received[0].headers["user-agent"] == "Kurspakke LTI tool"
    assert platform.received[0].headers["accept"] == "application/json"


def test_a_form_and_bytes_are_posted_as_they_are(out: Outgoing, platform: FakePlatform) -> None:
    out.post(f"{platform.url}/token", {"a": "å&b"})
    out.post(f"{platform.url}/scores", b"{}", {"Content-Type": "x/y"})

    form, raw = platform.received
    assert form.form == {"a": "å&b"}
    assert raw.body == b"{}"
    assert raw.headers["content-type"] == "x/y"


def test_cookies_and_credentials_of_one_answer_go_nowhere(
    out: Outgoing, platform: FakePlatform
) -> None:
    platform.answer = lambda request: (200, {"Set-Cookie": "session=1; Path=/"}, b"{}")

    out.get(f"{platform.url}/one")
    out.get(f"{platform.url}/two")

    assert "cookie" not in platform.received[1].headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::1]", "0x7f.1"])
def test_this_machine_is_not_asked_unless_in_development(host: str) -> None:
    with pytest.raises(AddressRefused):
        Outgoing().get(f"https://{host}:8443/keys")


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fe80::1]", "[::ffff:10.0.0.1]"])
def test_private_networks_are_never_asked(host: str, out: Outgoing) -> None:
    with pytest.raises(AddressRefused, match="private network"):
        out.get(f"https://{host}/latest/meta-data")


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example.no/keys",
        "ftp://moodle.example.no/keys",
        "file:///etc/passwd",
        "https:///keys",
        "https://user:password@moodle.example.no/keys",
        "https://[::1",
        "https://moodle.example.no/" + "x" * 8_000,
        "nonsense",
    ],
)
def test_other_addresses_than_https_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        Outgoing().get(url)


def test_plain_http_in_development_reaches_this_machine_only(out: Outgoing) -> None:
    with pytest.raises(AddressRefused):
        out.get("http://10.0.0.1/keys")


def test_a_name_is_resolved_once_so_that_it_cannot_change_its_mind(
    monkeypatch: pytest.MonkeyPatch, platform: FakePlatform
) -> None:
    """DNS rebinding: one address when checked, another when connected to."""
    port = int(platform.url.rpartition(":")[2])
    asked: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outgoing, "is_public", lambda address: address == "127.0.0.1")

    with pytest.raises(NoAnswer):  # connected to what was checked, which speaks no TLS
        Outgoing().get(f"https://rebinding.example:{port}/keys")
    assert asked == ["rebinding.example"]

    with pytest.raises(AddressRefused, match="private network"):
        Outgoing().get(f"https://rebinding.example:{port}/keys")


def test_a_redirect_is_followed_on_the_same_host_only(
    out: Outgoing, platform: FakePlatform
) -> None:
    platform.answer = lambda request: (
        (301, {"Location": "/new"}, b"") if request.path == "/old" else as_json({"new": True})
    )
    assert out.get(f"{platform.url}/old").json() == {"new": True}

    platform.answer = lambda request: (302, {"Location": "http://localhost:1/other"}, b"")
    with pytest.raises(AddressRefused, match="redirects to another host"):
        out.get(f"{platform.url}/old")

    platform.answer = lambda request: (302, {"Location": "https://[x"}, b"")
    with pytest.raises(AddressRefused, match="redirects to what is no address"):
        out.get(f"{platform.url}/old")

    platform.answer = lambda request: (302, {"Location": request.path}, b"")
    with pytest.raises(NoAnswer, match="in circles"):
        out.get(f"{platform.url}/old")


def test_a_posted_form_is_never_redirected(out: Outgoing, platform: FakePlatform) -> None:
    for target in ("/elsewhere", "https://[x"):
        platform.received.clear()
        platform.answer = lambda request, target=target: (307, {"Location": target}, b"")

        assert out.post(f"{platform.url}/token", {"secret": "1"}).status == 307
        assert len(platform.received) == 1


def test_an_endless_answer_is_cut_off(out: Outgoing, platform: FakePlatform) -> None:
    platform.answer = lambda request: (200, {}, b"x" * (1024 * 1024 + 1))

    with pytest.raises(NoAnswer, match="sends more than 1048576 bytes"):
        out.get(f"{platform.url}/keys")


def test_a_slow_answer_has_a_deadline(
    out: Outgoing, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.0)

    with pytest.raises(NoAnswer, match="takes more than"):
        out.get(f"{platform.url}/keys")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("scheme", "at_once", "drop"),
    [
        ("https", b"\x16\x03\x03\x40\x00", b"\x02"),  # the beginning of a TLS handshake
        ("http", b"", b"H"),  # not even a status line
        ("http", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        ("http", HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
        ("http", HEAD + b"Connection: close\r\n\r\n{}", b" "),  # broken off, it looks whole
        ("http", HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
)
def test_an_answer_that_drips_is_broken_off(
    scheme: str, at_once: bytes, drop: bytes, out: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time for the socket's own timeout."""
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.4)
    started = time.monotonic()

    with dripping(at_once, drop) as port, pytest.raises(NoAnswer, match="takes more than"):
        out.get(f"{scheme}://127.0.0.1:{port}/keys")

    assert time.monotonic() - started < 5


def test_a_kept_connection_has_the_deadline_of_each_call(
    out: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = HEAD + b"Content-Length: 2\r\n\r\n{}"
    with dripping(whole, b"") as port:  # the first answer is whole, then nothing more comes
        assert out.get(f"http://127.0.0.1:{port}/keys").json() == {}
        monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.4)

        with pytest.raises(NoAnswer, match="takes more than"):
            out.get(f"http://127.0.0.1:{port}/keys")


def test_a_name_server_that_does_not_answer_is_not_waited_for(
    out: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(10) and [])
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.2)

    with pytest.raises(NoAnswer, match="takes more than"):
        out.get("https://slow.example/keys")

    over.set()


@contextmanager
def dripping(at_once: bytes, drop: bytes) -> Iterator[int]:
    """A machine that sends something at once, and then a drop every 50 ms. Gives its port."""
    stop = threading.Event()

    def drip(peer: socket.socket) -> None:
        with peer:
            try:
                peer.sendall(at_once)
                while not stop.wait(0.05):
                    peer.sendall(drop)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            drips.append(threading.Thread(target=drip, args=(peer,)))
            drips[-1].start()

    drips: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield listening.getsockname()[1]
        finally:
            stop.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in drips:
                thread.join()


def test_a_machine_that_does_not_listen_is_no_answer(out: Outgoing) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

        with pytest.raises(NoAnswer, match=f"http://127.0.0.1:{port} did not answer"):
            out.get(f"http://127.0.0.1:{port}/secret-path?token=1")


def test_an_answer_that_breaks_off_is_no_answer(out: Outgoing, platform: FakePlatform) -> None:
    platform.answer = lambda request: (200, {"Content-Length": "100", "Connection": "close"}, b"{")

    with pytest.raises(NoAnswer):
        out.get(f"{platform.url}/keys")


def test_an_answer_that_is_not_json_says_so(out: Outgoing, platform: FakePlatform) -> None:
    platform.answer = lambda request: (200, {}, b"[" * 100_000)

    with pytest.raises(NoAnswer, match="is not JSON"):
        out.get(f"{platform.url}/keys").json()
