from __future__ import annotations

import html

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from lti_tool.cli import main
from lti_tool.manual_values import FORMS, filled
from lti_tool.protocol.dynamic_registration import SCOPES, ToolAddresses
from lti_tool.settings import TABLE
from lti_tool.texts import LANGUAGES, entries

OWN = ToolAddresses(
    "https://kurs.example.no/lti/launch",
    "https://kurs.example.no/lti/login",
    "https://kurs.example.no/lti/jwks.json",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_has_every_value_for_every_lms(client: FlaskClient, language: str) -> None:
    page = client.get("/lti/setup", headers={"Accept-Language": language})

    assert page.status_code == 200
    shown = html.unescape(page.text)
    assert entries("setup", language)["title"] in shown
    for form in FORMS.values():
        for field, value in filled(form, OWN):
            assert field in shown
            assert value in shown
        assert all(option in shown for option, _ in form.back)


@pytest.mark.parametrize("lms", FORMS)
def test_the_command_prints_the_same(lms: str) -> None:
    environ = {row.name: None for row in TABLE} | {
        "KURSPAKKE_URL": "https://kurs.example.no",
        "KURSPAKKE_SECRET": "x" * 32,
    }

    result = CliRunner().invoke(main, ["platform", "values", "--lms", lms], env=environ)

    assert result.exit_code == 0, result.output
    assert all(value in result.output for _, value in filled(FORMS[lms], OWN))
    others = [form.name for id_, form in FORMS.items() if id_ != lms]
    assert not any(line in others for line in result.output.splitlines())


@pytest.mark.parametrize("lms", FORMS)
def test_every_form_names_all_that_the_tool_needs(lms: str) -> None:
    values = " ".join(value for _, value in filled(FORMS[lms], OWN))
    wanted = {OWN.launch_url, OWN.login_url, OWN.jwks_url}

    if lms == "canvas":
        assert "https://kurs.example.no/lti/canvas.json" in values
    else:
        assert all(address in values for address in wanted)
    options = {option for option, _ in FORMS[lms].back}
    assert options >= {"--issuer", "--client-id", "--deployment", "--auth-url", "--token-url"}


def test_canvas_reads_its_configuration(client: FlaskClient) -> None:
    document = client.get("/lti/canvas.json").get_json()

    assert document["target_link_uri"] == OWN.launch_url
    assert document["oidc_initiation_url"] == OWN.login_url
    assert document["public_jwk_url"] == OWN.jwks_url
    assert document["scopes"] == list(SCOPES)
    (extension,) = document["extensions"]
    assert extension["privacy_level"] == "anonymous"
    assert [each["placement"] for each in extension["settings"]["placements"]] == [
        "assignment_selection",
        "link_selection",
    ]
