"""
Open edX's side of LTI 1.3, by the classes of PyPI's `lti-consumer-xblock`.

They are a peer to test against, installed by `pip install --group open-edx` and nothing that the
tool needs: where they are missing, the tests replay the messages that they once made.
"""

from __future__ import annotations

import warnings
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conformance.open_edx.names import (
    BLOCK,
    CLIENT_ID,
    COURSE,
    DEPLOYMENT,
    DL_RETURN,
    ISSUER,
    KID,
    LAUNCH_URL,
    LINE_ITEM,
    LINE_ITEMS,
    MEMBERS,
    PERSON,
    PLATFORM,
)


def classes() -> Any:
    """The package's LTI 1.3 modules, in a Django that has no database. Skips without them."""
    pytest.importorskip("lti_consumer", reason="pip install --group open-edx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs to mend
        import django
        from django.conf import settings

        if not settings.configured:
            settings.configure(
                PLATFORM_NAME=PLATFORM,
                INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
                USE_TZ=True,
                SECRET_KEY="open-edx",
                CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
            )
            django.setup()
        from lti_consumer.lti_1p3 import consumer

        return consumer


def consumer(key_pem: str, tool_key_pem: str | None = None) -> Any:
    """Open edX with the tool configured, grades, members and deep linking switched on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = classes().LtiAdvantageConsumer(
            iss=ISSUER,
            lti_oidc_url="https://kurs.example.no/lti/login",
            lti_launch_url=LAUNCH_URL,
            client_id=CLIENT_ID,
            deployment_id=DEPLOYMENT,
            rsa_key=key_pem,
            rsa_key_id=KID,
            redirect_uris=[LAUNCH_URL],
            tool_key=tool_key_pem,
        )
        made.enable_ags(lineitems_url=LINE_ITEMS, lineitem_url=LINE_ITEM)
        made.enable_nrps(context_memberships_url=MEMBERS)
        made.enable_deep_linking(LAUNCH_URL, DL_RETURN)
    return made


def message(made: Any, kind: str, role: str, custom: dict[str, str], **answer: str) -> str:
    """The ID token that Open edX posts for the tool's authentication request `answer`."""
    from lti_consumer.data import Lti1p3LaunchData
    from lti_consumer.lti_1p3.constants import LTI_1P3_CONTEXT_TYPE

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        launch = Lti1p3LaunchData(
            user_id="42",
            user_role=role,
            config_id="7",
            resource_link_id=BLOCK,
            external_user_id=PERSON,
            message_type=kind,
        )
        login = parse_qs(urlsplit(made.prepare_preflight_url(launch)).query)
        made.set_user_data(PERSON, role)
        made.set_resource_link_claim(BLOCK)
        made.set_launch_presentation_claim("iframe")
        made.set_context_claim(COURSE, [LTI_1P3_CONTEXT_TYPE.course_offering], "Ny", "INTRO")
        made.set_custom_parameters(custom)
        asked = {"redirect_uri": LAUNCH_URL, "client_id": CLIENT_ID, **answer}
        hint = {"lti_message_hint": login["lti_message_hint"][0]}
        token: str = made.generate_launch_request(asked | hint)["id_token"]
    return token
