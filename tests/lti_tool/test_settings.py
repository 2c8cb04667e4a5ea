from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from lti_tool.errors import SettingsError
from lti_tool.settings import DEVELOPMENT_SECRET, TABLE, Settings, table_lines

SECRET = "a secret of more than thirty-two characters"
PRODUCTION = {"KURSPAKKE_URL": "https://kurs.example.no", "KURSPAKKE_SECRET": SECRET}


def test_production_needs_an_address_and_a_secret_and_nothing_else() -> None:
    settings = Settings.from_environ(PRODUCTION)

    assert settings.url == "https://kurs.example.no"
    assert settings.launch_url == "https://kurs.example.no/lti/launch"
    assert settings.database_url == "sqlite:///.data/kurspakke.sqlite3"
    assert settings.listen == ("127.0.0.1", 8000)
    assert settings.trusted_proxies == ()
    assert settings.is_https
    assert not settings.development
    assert not settings.loopback_platforms


def test_development_needs_nothing() -> None:
    settings = Settings.from_environ({"KURSPAKKE_DEVELOPMENT": "on"})

    assert settings.url == "http://localhost:8000"
    assert settings.secret == DEVELOPMENT_SECRET
    assert not settings.loopback_platforms


def test_everything_can_be_set(tmp_path: Path) -> None:
    write_secret(tmp_path / "secret", f"{SECRET}\n")
    settings = Settings.from_environ(
        {
            "KURSPAKKE_URL": "http://localhost:9000/",
            "DATABASE_URL": "postgresql://kurs:password@db/kurs",
            "KURSPAKKE_SECRET_FILE": str(tmp_path / "secret"),
            "KURSPAKKE_PRIVATE_CONTENT": str(tmp_path),
            "KURSPAKKE_LISTEN": "[::1]:9000",
            "KURSPAKKE_PROCESSES": "4",
            "KURSPAKKE_DELIVERY": "worker",
            "KURSPAKKE_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/24",
            "KURSPAKKE_DEVELOPMENT": "yes",
            "KURSPAKKE_INSECURE_PLATFORMS": "loopback",
        }
    )

    assert settings == Settings(
        url="http://localhost:9000",
        database_url="postgresql://kurs:password@db/kurs",
        secret=SECRET,
        private_content=tmp_path,
        listen=("::1", 9000),
        processes=4,
        delivers_in_web_processes=False,
        trusted_proxies=(
            ipaddress.ip_network("127.0.0.1/32"),
            ipaddress.ip_network("10.0.0.0/24"),
        ),
        development=True,
        loopback_platforms=True,
    )
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"KURSPAKKE_URL": ""}, "KURSPAKKE_URL is missing"),
        ({"KURSPAKKE_URL": "http://kurs.example.no"}, "begins with http://"),
        ({"KURSPAKKE_URL": "https://kurs.example.no/lti"}, "without a path"),
        ({"KURSPAKKE_URL": "kurs.example.no"}, "scheme and host"),
        ({"KURSPAKKE_URL": "https://[::1"}, "scheme and host"),
        ({"KURSPAKKE_SECRET": ""}, "KURSPAKKE_SECRET is missing"),
        ({"KURSPAKKE_SECRET": "short"}, "has 5 characters; write 32 or more"),
        ({"KURSPAKKE_SECRET": DEVELOPMENT_SECRET}, "which everybody can read"),
        ({"KURSPAKKE_SECRET_FILE": "/also"}, "keep one of them"),
        ({"KURSPAKKE_SECRET": "", "KURSPAKKE_SECRET_FILE": "/none"}, "cannot be read"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "mysql://host/name"}, "names the database 'mysql'"),
        ({"DATABASE_URL": "sqlite://"}, "names no file"),
        ({"KURSPAKKE_PRIVATE_CONTENT": "/no/such/folder"}, "no such folder"),
        ({"KURSPAKKE_LISTEN": "8000"}, "write address and port"),
        ({"KURSPAKKE_LISTEN": "localhost:99999"}, "write address and port"),
        ({"KURSPAKKE_PROCESSES": "0"}, "a number from 1 to 64"),
        ({"KURSPAKKE_PROCESSES": "many"}, "a number from 1 to 64"),
        ({"KURSPAKKE_DELIVERY": "pigeon"}, "write `web` or `worker`"),
        ({"KURSPAKKE_TRUSTED_PROXIES": "proxy.local"}, "no address or network"),
        ({"KURSPAKKE_TRUSTED_PROXIES": "10.0.0.1/24"}, "has host bits set"),
        ({"KURSPAKKE_DEVELOPMENT": "maybe"}, "write `on` or `off`"),
        ({"KURSPAKKE_INSECURE_PLATFORMS": "everywhere"}, "write `loopback`"),
        ({"KURSPAKKE_INSECURE_PLATFORMS": "loopback"}, "is a development switch"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    change: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence) as stopped:
        Settings.from_environ(PRODUCTION | change)

    assert len(str(stopped.value).splitlines()) == 1


def write_secret(file: Path, content: str, mode: int = 0o600) -> None:
    file.write_text(content)
    file.chmod(mode)


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o440, 0o640])
def test_a_secret_file_may_be_open_to_a_group_for_reading(tmp_path: Path, mode: int) -> None:
    write_secret(tmp_path / "secret", SECRET, mode)
    environ = PRODUCTION | {"KURSPAKKE_SECRET": "", "KURSPAKKE_SECRET_FILE": f"{tmp_path}/secret"}

    assert Settings.from_environ(environ).secret == SECRET


@pytest.mark.parametrize(
    ("content", "mode", "sentence"),
    [
        (SECRET, 0o644, "has mode 0644, so others on this machine get at the secret"),
        (SECRET, 0o604, "has mode 0604"),
        (SECRET, 0o660, "has mode 0660"),
        ("x" * 4097, 0o600, "holds more than 4096 bytes"),
        ("å" * 2049, 0o600, "holds more than 4096 bytes"),
        ("\n", 0o600, "is empty"),
        ("short", 0o600, "has 5 characters"),
    ],
)
def test_a_secret_file_that_is_no_secret_stops_the_start(
    tmp_path: Path, content: str, mode: int, sentence: str
) -> None:
    write_secret(tmp_path / "secret", content, mode)
    environ = PRODUCTION | {"KURSPAKKE_SECRET": "", "KURSPAKKE_SECRET_FILE": f"{tmp_path}/secret"}

    with pytest.raises(SettingsError, match=sentence) as stopped:
        Settings.from_environ(environ)

    assert len(str(stopped.value).splitlines()) == 1


@pytest.mark.parametrize("secret", ["", DEVELOPMENT_SECRET])
@pytest.mark.parametrize(
    "change",
    [
        {"KURSPAKKE_URL": "https://kurs.example.no"},
        {"KURSPAKKE_URL": "http://192.168.1.7:8000"},
        {"KURSPAKKE_URL": "http://localhost.example.no"},
        {"KURSPAKKE_LISTEN": "0.0.0.0:8000"},
        {"KURSPAKKE_LISTEN": "[::]:8000"},
        {"KURSPAKKE_LISTEN": "192.168.1.7:8000"},
    ],
)
def test_nobody_else_reaches_a_tool_with_the_known_secret(
    change: dict[str, str], secret: str
) -> None:
    environ = {"KURSPAKKE_DEVELOPMENT": "on", "KURSPAKKE_SECRET": secret} | change
    (name,) = change

    with pytest.raises(SettingsError, match=f"{name} lets others reach the tool"):
        Settings.from_environ(environ)

    assert Settings.from_environ(environ | {"KURSPAKKE_SECRET": SECRET}).development


@pytest.mark.parametrize("host", ["localhost", "kurs.localhost", "127.0.0.2", "[::1]"])
def test_the_known_secret_serves_this_machine(host: str) -> None:
    environ = {
        "KURSPAKKE_DEVELOPMENT": "on",
        "KURSPAKKE_URL": f"http://{host}:8000",
        "KURSPAKKE_LISTEN": f"{host}:8000",
    }

    assert Settings.from_environ(environ).secret == DEVELOPMENT_SECRET


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as stopped:
        Settings.from_environ({"KURSPAKKE_PROCESSES": "0", "DATABASE_URL": "nonsense"})

    assert len(str(stopped.value).splitlines()) == 4


def test_the_operators_page_holds_the_table_of_settings() -> None:
    page = Path("docs/operations/settings.md").read_text(encoding="utf-8")

    assert "\n".join(table_lines()) in page


class _Recording(dict[str, str]):
    def __init__(self, environ: dict[str, str]) -> None:
        super().__init__(environ)
        self.read: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        self.read.add(name)
        return super().get(name, default)


def test_the_table_names_every_variable_that_is_read() -> None:
    environ = _Recording(PRODUCTION)

    Settings.from_environ(environ)

    assert environ.read == {row.name for row in TABLE}
