"""
What an administrator copies to register the tool by hand, in the words of each LMS's own form.

Public: nothing here is a secret. Moodle's form was used; the others are from their documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lti_tool.protocol.dynamic_registration import SCOPES, ToolAddresses
from lti_tool.protocol.launch import DEEP_LINKING

_NAME = "Kurspakke"
_LAUNCH, _LOGIN, _KEYS, _DOMAIN = "{launch}", "{login}", "{keys}", "{domain}"
_CANVAS_JSON = "{origin}/lti/canvas.json"


@dataclass(frozen=True, slots=True)
class Form:
    """
    where: the way to the form, in the product's own (English) words.
    fields: field and value, in the order of the form.
    back: option of `lti-tool platform add` and where its value is found.
    """

    name: str
    where: str
    fields: tuple[tuple[str, str], ...]
    back: tuple[tuple[str, str], ...]


FORMS = {
    "moodle": Form(
        "Moodle",
        "Site administration › Plugins › External tool › Manage tools › configure a tool manually",
        (
            ("Tool name", _NAME),
            ("Tool URL", _LAUNCH),
            ("LTI version", "LTI 1.3"),
            ("Public key type", "Keyset URL"),
            ("Public keyset", _KEYS),
            ("Initiate login URL", _LOGIN),
            ("Redirection URI(s)", _LAUNCH),
            (
                "Tool configuration usage",
                "Show in activity chooser and as a preconfigured tool",
            ),
            ("Default launch container", "Embed, without blocks"),
            ("Supports Deep Linking (Content-Item Message)", "on"),
            ("Content Selection URL", _LAUNCH),
            (
                "IMS LTI Assignment and Grade Services",
                "Use this service for grade sync only",
            ),
            (
                "IMS LTI Names and Role Provisioning",
                "Use this service to retrieve members' information as per privacy settings",
            ),
            ("Share launcher's name with tool", "Never, or Always for names in the results"),
            ("Share launcher's email with tool", "Never"),
            ("Accept grades from the tool", "Always"),
        ),
        (
            ("--issuer", "Platform ID"),
            ("--client-id", "Client ID"),
            ("--deployment", "Deployment ID"),
            ("--jwks-url", "Public keyset URL"),
            ("--token-url", "Access token URL"),
            ("--auth-url", "Authentication request URL"),
        ),
    ),
    "canvas": Form(
        "Canvas",
        "Admin › Developer Keys › + Developer Key › LTI Key, Method: Enter URL",
        (
            ("JSON URL", _CANVAS_JSON),
            ("Redirect URIs", _LAUNCH),
            ("Key Name", _NAME),
        ),
        (
            ("--issuer", "https://canvas.instructure.com"),
            ("--client-id", "the number in Details of the developer key"),
            ("--deployment", "Settings › Apps › the cog of the app › Deployment Id"),
            ("--jwks-url", "https://sso.canvaslms.com/api/lti/security/jwks"),
            ("--token-url", "https://sso.canvaslms.com/login/oauth2/token"),
            ("--auth-url", "https://sso.canvaslms.com/api/lti/authorize_redirect"),
            ("--embed-origin", "the address of your own Canvas, https://….instructure.com"),
        ),
    ),
    "brightspace": Form(
        "Brightspace",
        "Admin Tools › Manage Extensibility › LTI Advantage › Register Tool › Standard",
        (
            ("Name", _NAME),
            ("Domain", "{origin}"),
            ("Redirect URLs", _LAUNCH),
            ("OpenID Connect Login URL", _LOGIN),
            ("Target Link URI", _LAUNCH),
            ("Keyset URL", _KEYS),
            (
                "Extensions",
                "Assignment and Grade Services, Deep Linking, Names and Role Provisioning Services",
            ),
        ),
        (
            ("--issuer", "Issuer"),
            ("--client-id", "Client ID"),
            ("--deployment", "Deployment ID, once you have made a deployment"),
            ("--jwks-url", "Brightspace Keyset URL"),
            ("--token-url", "Brightspace OAuth2 Access Token URL"),
            ("--auth-url", "OpenID Connect Authentication Endpoint"),
            ("--token-audience", "https://api.brightspace.com/auth/token"),
        ),
    ),
    "blackboard": Form(
        "Blackboard",
        "developer.anthology.com › My apps › Register a REST or LTI application",
        (
            ("Application Name", _NAME),
            ("Domain(s)", _DOMAIN),
            ("My Integration supports LTI 1.3", "on"),
            ("Login Initiation URL", _LOGIN),
            ("Tool Redirect URL(s)", _LAUNCH),
            ("Tool JWKS URL", _KEYS),
            ("Signing Algorithm", "RS256"),
            ("In Learn: Content type, Deep Linking content tool, Target Link URI", _LAUNCH),
        ),
        (
            ("--issuer", "https://blackboard.com"),
            ("--client-id", "Application ID"),
            ("--deployment", "Learn: Admin › LTI Tool Providers › the tool › Deployment ID"),
            ("--jwks-url", "Public keyset URL"),
            ("--token-url", "Auth token endpoint"),
            ("--auth-url", "OIDC auth request endpoint"),
            ("--embed-origin", "the address of your own Learn"),
        ),
    ),
    "open-edx": Form(
        "Open edX",
        "Studio › unit › Advanced › LTI Consumer › Edit",
        (
            ("LTI Version", "LTI 1.3"),
            ("Tool Launch URL", _LAUNCH),
            ("Registered Redirect URIs", '["{launch}"]'),
            ("Tool Initiate Login URL", _LOGIN),
            ("Tool Public Key Mode", "Keyset URL"),
            ("Tool Keyset URL", _KEYS),
            ("Enable LTI NRPS", "True"),
            ("Deep linking", "True"),
            ("Deep Linking Launch URL", _LAUNCH),
            ("LTI Assignment and Grades Service", "Allow tools to submit grades only"),
            ("Scored", "True"),
        ),
        (
            ("--issuer", "the address of the LMS"),
            ("--client-id", "Client ID"),
            ("--deployment", "Deployment ID (1)"),
            ("--jwks-url", "Keyset URL"),
            ("--token-url", "Access Token URL"),
            ("--auth-url", "Login URL"),
        ),
    ),
    "itslearning": Form(
        "itslearning",
        "Admin › Edit global settings › Apps › LTI 1.3: what itslearning's support asks for",
        (
            ("Tool name", _NAME),
            ("Tool URL / Target link URI", _LAUNCH),
            ("Initiate login URL", _LOGIN),
            ("Redirection URI", _LAUNCH),
            ("Public keyset URL", _KEYS),
            ("Deep linking URL", _LAUNCH),
            ("Services", "Assignment and Grade Services, Names and Role Provisioning Services"),
        ),
        (
            ("--issuer", "Issuer / Platform ID"),
            ("--client-id", "Client ID"),
            ("--deployment", "Deployment ID; each customer has its own"),
            ("--jwks-url", "Public keyset URL"),
            ("--token-url", "Access token URL"),
            ("--auth-url", "Authentication request URL"),
        ),
    ),
}


def filled(form: Form, addresses: ToolAddresses) -> list[tuple[str, str]]:
    """The form's fields with our own addresses in them."""
    origin = addresses.launch_url.removesuffix("/lti/launch")
    return [
        (
            field,
            value.format(
                launch=addresses.launch_url,
                login=addresses.login_url,
                keys=addresses.jwks_url,
                domain=addresses.domain,
                origin=origin,
            ),
        )
        for field, value in form.fields
    ]


def canvas_configuration(addresses: ToolAddresses, description: str) -> dict[str, Any]:
    """What Canvas reads as a developer key's configuration (*Enter URL*)."""
    placements = [
        {
            "placement": placement,
            "enabled": True,
            "text": _NAME,
            "message_type": DEEP_LINKING,
            "target_link_uri": addresses.launch_url,
        }
        for placement in ("assignment_selection", "link_selection")
    ]
    return {
        "title": _NAME,
        "description": description,
        "oidc_initiation_url": addresses.login_url,
        "target_link_uri": addresses.launch_url,
        "public_jwk_url": addresses.jwks_url,
        "scopes": list(SCOPES),
        "custom_fields": {},
        "extensions": [
            {
                "domain": addresses.domain,
                "tool_id": "kurspakke",
                "platform": "canvas.instructure.com",
                "privacy_level": "anonymous",
                "settings": {"text": _NAME, "placements": placements},
            }
        ],
    }
