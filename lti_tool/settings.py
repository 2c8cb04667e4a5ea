"""
Everything that the environment decides, read once at start.

`lti-tool settings` prints the table below with the values in force; docs/operations/settings.md is
the same table, which a test proves.
"""

from __future__ import annotations

import ipaddress
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from lti_tool.addresses import is_loopback
from lti_tool.errors import SettingsError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DEVELOPMENT_SECRET = "for development only: everybody can read this secret"  # noqa: S105 - refused in production
_MIN_SECRET = 32
_MAX_SECRET_FILE_BYTES = 4096
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: the variable, what holds when it is unset, and what it decides."""

    name: str
    default: str
    description: str


TABLE = (
    Setting(
        "KURSPAKKE_URL",
        "none; `http://localhost:8000` in development",
        "The address of this tool as browsers and platforms see it: `https://kurs.example.no`. "
        "Everything that platforms register is derived from it.",
    ),
    Setting(
        "DATABASE_URL",
        "`sqlite:///.data/kurspakke.sqlite3`",
        "The database: SQLite in a file for one machine, "
        "`postgresql://user:password@host/name` for any number of them.",
    ),
    Setting(
        "KURSPAKKE_SECRET",
        "none; a known one in development",
        "At least 32 characters, kept out of backups of the database: the tool's private keys are "
        "sealed with it. The same on every machine.",
    ),
    Setting(
        "KURSPAKKE_SECRET_FILE",
        "none",
        "A file that holds the secret, instead of `KURSPAKKE_SECRET`. "
        "It must be closed to others on the machine: mode 0600 or 0640.",
    ),
    Setting(
        "KURSPAKKE_PRIVATE_CONTENT",
        "none",
        "A folder with the real certifying question banks, laid out like `content/courses`.",
    ),
    Setting(
        "KURSPAKKE_LISTEN",
        "`127.0.0.1:8000`",
        "The address and port that `lti-tool serve` listens on.",
    ),
    Setting(
        "KURSPAKKE_PROCESSES",
        "`1`",
        "How many web processes `lti-tool serve` starts; each answers 8 requests at a time.",
    ),
    Setting(
        "KURSPAKKE_DELIVERY",
        "`web`",
        "Who sends scores to the platforms: `web` (the web processes, beside their work) or "
        "`worker` (only `lti-tool worker`).",
    ),
    Setting(
        "KURSPAKKE_TRUSTED_PROXIES",
        "none",
        "Addresses or networks of the reverse proxies whose `X-Forwarded-*` headers count, "
        "separated by commas: `127.0.0.1, 10.0.0.0/24`. From anybody else they are dropped.",
    ),
    Setting(
        "KURSPAKKE_DEVELOPMENT",
        "`off`",
        "`on` allows plain http for this tool, the known secret and the sandbox platform. "
        "Never for real people, and with the known secret only on this very machine.",
    ),
    Setting(
        "KURSPAKKE_INSECURE_PLATFORMS",
        "none",
        "`loopback` allows platforms on this very machine, over plain http too. "
        "Only in development.",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """
    url: without a slash at its end.
    listen: host and port.
    """

    url: str
    database_url: str
    secret: str = field(repr=False)
    private_content: Path | None = None
    listen: tuple[str, int] = ("127.0.0.1", 8000)
    processes: int = 1
    delivers_in_web_processes: bool = True
    trusted_proxies: tuple[Network, ...] = ()
    development: bool = False
    loopback_platforms: bool = False

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")

    @property
    def launch_url(self) -> str:
        """The one redirect URI; platforms compare it character by character."""
        return f"{self.url}/lti/launch"

    @property
    def login_url(self) -> str:
        return f"{self.url}/lti/login"

    @property
    def jwks_url(self) -> str:
        return f"{self.url}/lti/jwks.json"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check all of them. Raises SettingsError with one sentence per mistake."""
        reading = _Reading(environ)
        development = reading.switch("KURSPAKKE_DEVELOPMENT")
        settings = cls(
            url=reading.url(development),
            database_url=reading.database_url(),
            secret=reading.secret(development),
            private_content=reading.folder("KURSPAKKE_PRIVATE_CONTENT"),
            listen=reading.listen(),
            processes=reading.number("KURSPAKKE_PROCESSES", default=1, highest=64),
            delivers_in_web_processes=reading.choice("KURSPAKKE_DELIVERY", ("web", "worker"))
            == "web",
            trusted_proxies=reading.networks("KURSPAKKE_TRUSTED_PROXIES"),
            development=development,
            loopback_platforms=reading.choice("KURSPAKKE_INSECURE_PLATFORMS", ("", "loopback"))
            == "loopback",
        )
        if development and settings.secret == DEVELOPMENT_SECRET:
            reading.refuse_public(settings)
        if settings.loopback_platforms and not development:
            reading.mistakes.append(
                "KURSPAKKE_INSECURE_PLATFORMS is a development switch; remove it, or set "
                "KURSPAKKE_DEVELOPMENT=on where no real people are."
            )
        if reading.mistakes:
            raise SettingsError("\n".join(reading.mistakes))
        return settings


class _Reading:
    """Collects every mistake, so that the operator mends them in one go."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.mistakes: list[str] = []

    def _get(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def switch(self, name: str) -> bool:
        value = self._get(name).lower()
        if value not in _YES | _NO:
            self.mistakes.append(f"{name} is {value!r}; write `on` or `off`.")
        return value in _YES

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self._get(name).lower() or choices[0]
        if value not in choices:
            listed = " or ".join(f"`{choice}`" for choice in choices if choice)
            self.mistakes.append(f"{name} is {value!r}; write {listed}, or leave it out.")
        return value

    def number(self, name: str, *, default: int, highest: int) -> int:
        value = self._get(name) or str(default)
        if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= highest:
            self.mistakes.append(f"{name} is {value!r}; write a number from 1 to {highest}.")
            return default
        return int(value)

    def url(self, development: bool) -> str:
        value = self._get("KURSPAKKE_URL").rstrip("/")
        if not value and development:
            return "http://localhost:8000"
        if not value:
            self.mistakes.append(
                "KURSPAKKE_URL is missing; write the tool's own address, such as "
                "https://kurs.example.no."
            )
            return ""
        try:
            parts = urlsplit(value)
            is_address = bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_address = False
        if not is_address or parts.scheme not in ("http", "https") or value != _origin(value):
            self.mistakes.append(
                f"KURSPAKKE_URL is {value!r}; write scheme and host without a path, such as "
                "https://kurs.example.no."
            )
        elif parts.scheme == "http" and not development:
            self.mistakes.append(
                "KURSPAKKE_URL begins with http://, but browsers keep a framed tool's cookie and "
                "platforms take its keys only over https; write the https:// address, or set "
                "KURSPAKKE_DEVELOPMENT=on on your own machine."
            )
        return value

    def database_url(self) -> str:
        value = self._get("DATABASE_URL") or "sqlite:///.data/kurspakke.sqlite3"
        example = "postgresql://user:password@host/name or sqlite:////path/to/file.sqlite3"
        try:
            parsed = make_url(value)
        except (ArgumentError, ValueError):
            self.mistakes.append(f"DATABASE_URL cannot be read; write {example}.")
            return value
        if parsed.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
            self.mistakes.append(
                f"DATABASE_URL names the database {parsed.get_backend_name()!r}, which the tool "
                f"does not know; write {example}."
            )
        elif parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
            self.mistakes.append(
                f"DATABASE_URL names no file to keep the data in; write {example}."
            )
        return value

    def secret(self, development: bool) -> str:
        value, file = self._get("KURSPAKKE_SECRET"), self._get("KURSPAKKE_SECRET_FILE")
        if value and file:
            self.mistakes.append(
                "Both KURSPAKKE_SECRET and KURSPAKKE_SECRET_FILE are set; keep one of them."
            )
        elif file:
            value = self._secret_in(Path(file))
            if not value:
                return ""
        elif not value and development:
            return DEVELOPMENT_SECRET
        if not value:
            self.mistakes.append(
                "KURSPAKKE_SECRET is missing; write 32 random characters or more, for instance "
                "from `openssl rand -base64 33`, and keep them."
            )
        elif len(value) < _MIN_SECRET:
            self.mistakes.append(
                f"KURSPAKKE_SECRET has {len(value)} characters; write {_MIN_SECRET} or more."
            )
        elif value == DEVELOPMENT_SECRET and not development:
            self.mistakes.append(
                "KURSPAKKE_SECRET is the one for development, which everybody can read; write one "
                "of your own."
            )
        return value

    def _secret_in(self, file: Path) -> str:
        """Mistakes are told here; then the value is not used."""
        try:
            with file.open("rb") as stream:
                mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
                content = stream.read(_MAX_SECRET_FILE_BYTES + 1)
            if len(content) > _MAX_SECRET_FILE_BYTES:
                self.mistakes.append(
                    f"KURSPAKKE_SECRET_FILE {str(file)!r} holds more than "
                    f"{_MAX_SECRET_FILE_BYTES} bytes; write the secret and nothing else."
                )
                return ""
            value = content.decode().strip()
        except (OSError, UnicodeDecodeError) as error:
            self.mistakes.append(f"KURSPAKKE_SECRET_FILE {str(file)!r} cannot be read: {error}.")
            return ""
        if mode & (stat.S_IRWXO | stat.S_IWGRP):
            self.mistakes.append(
                f"KURSPAKKE_SECRET_FILE {str(file)!r} has mode {mode:04o}, so others on this "
                f"machine get at the secret; run `chmod 600 {file}`, or 640 for a group of the "
                "tool's own."
            )
        if not value:
            self.mistakes.append(f"KURSPAKKE_SECRET_FILE {str(file)!r} is empty.")
        return value

    def refuse_public(self, settings: Settings) -> None:
        """Whoever knows the secret can open the tool's keys, and it is written above."""
        for name, host in (
            ("KURSPAKKE_URL", urlsplit(settings.url).hostname or ""),
            ("KURSPAKKE_LISTEN", settings.listen[0]),
        ):
            if not _is_this_machine(host):
                self.mistakes.append(
                    f"{name} lets others reach the tool, while its secret is the known one for "
                    "development; set KURSPAKKE_SECRET to one of your own, or leave "
                    f"{name} out."
                )

    def folder(self, name: str) -> Path | None:
        value = self._get(name)
        if value and not Path(value).is_dir():
            self.mistakes.append(f"{name} is {value!r}, but there is no such folder.")
        return Path(value) if value else None

    def listen(self) -> tuple[str, int]:
        value = self._get("KURSPAKKE_LISTEN") or "127.0.0.1:8000"
        host, _, port = value.rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65_535:
            self.mistakes.append(
                f"KURSPAKKE_LISTEN is {value!r}; write address and port, such as 127.0.0.1:8000."
            )
            return "127.0.0.1", 8000
        return host.strip("[]"), int(port)

    def networks(self, name: str) -> tuple[Network, ...]:
        networks: list[Network] = []
        for value in filter(None, (item.strip() for item in self._get(name).split(","))):
            try:
                networks.append(ipaddress.ip_network(value))
            except ValueError as error:
                self.mistakes.append(
                    f"{name} has {value!r}, which is no address or network ({error}); write "
                    "10.0.0.7 or 10.0.0.0/24."
                )
        return tuple(networks)


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return is_loopback(host)
    except ValueError:
        return False


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def table_lines() -> list[str]:
    """The documented table in Markdown."""
    return [
        "| variable | when unset | decides |",
        "|---|---|---|",
        *(f"| `{row.name}` | {row.default} | {row.description} |" for row in TABLE),
    ]
