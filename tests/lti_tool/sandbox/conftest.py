from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from flask.testing import FlaskClient

from lti_tool.sandbox.app import create_platform
from lti_tool.sandbox.faults import Faults
from lti_tool.sandbox.model import Activity, ContentItem, Tool
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.signing import KeyRing, new_key
from lti_tool.sandbox.store import Store
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.sandbox.tool_side import ISSUER, ToolSide


@pytest.fixture(scope="session")
def keys() -> tuple[RSAPrivateKey, RSAPrivateKey, RSAPrivateKey]:
    """The platform's, the tool's and a stranger's."""
    return new_key(), new_key(), new_key()


@pytest.fixture
def stranger(keys: tuple[RSAPrivateKey, RSAPrivateKey, RSAPrivateKey]) -> RSAPrivateKey:
    return keys[2]


@pytest.fixture
def tool_side(
    keys: tuple[RSAPrivateKey, RSAPrivateKey, RSAPrivateKey], clock: FakeClock
) -> ToolSide:
    return ToolSide(Tool.at("http://localhost:8400"), KeyRing(keys[1]), clock)


@pytest.fixture
def platform(
    keys: tuple[RSAPrivateKey, RSAPrivateKey, RSAPrivateKey], clock: FakeClock, tool_side: ToolSide
) -> Platform:
    return Platform(ISSUER, keys[0], clock, tool_side.tool, fetch_json=tool_side.fetch_json)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def activity(store: Store) -> Activity:
    """A test that gives at most ten points."""
    item = ContentItem(
        "Medikamentregning", "http://localhost:8400/lti/launch", "", {"Course": "medication"}, 10
    )
    return store.add_activities((item,))[0]


@pytest.fixture
def client(platform: Platform, store: Store, faults: Faults) -> FlaskClient:
    return create_platform(platform, store, secret=b"test", faults=faults).test_client()


@pytest.fixture
def enter(client: FlaskClient) -> Callable[[str], None]:
    """Log in as the person with this id."""

    def log_in(person_id: str) -> None:
        assert client.post("/enter", data={"person": person_id}).status_code == 303

    return log_in


@pytest.fixture
def bearer(
    client: FlaskClient, platform: Platform, tool_side: ToolSide
) -> Callable[..., dict[str, str]]:
    """A header with a fresh access token for these scopes."""

    def header(*scopes: str) -> dict[str, str]:
        answer = client.post(
            "/token",
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": tool_side.sign(tool_side.assertion(platform.addresses.token)),
                "scope": " ".join(scopes),
            },
        )
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    return header
