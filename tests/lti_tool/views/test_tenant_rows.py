"""Everything that a tenant's people leave behind can be counted, and deleted for good."""

from __future__ import annotations

from flask import Flask

from lti_tool.protocol.registration import Tenant
from lti_tool.storage import tenant_rows
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, TENANT, a_launch, launched, take

OTHER = Tenant("moodle2", "1")


def test_what_people_did_is_counted_and_deleted_for_one_platform_only(
    app: Flask, tool: Tool, edition: str
) -> None:
    for tenant in (TENANT, OTHER):
        take(launched(app, tool, a_launch("anne", tenant=tenant)), tool)
        launched(app, tool, a_launch("liv", tenant=tenant, roles=TEACHER))
    with tool.database.read() as session:
        before = tenant_rows.count(session, TENANT.registration_id)
        of_other = tenant_rows.count(session, OTHER.registration_id)

    with tool.database.begin() as session:
        tenant_rows.remove(session, TENANT.registration_id)

    assert before == of_other
    assert {"attempt", "placement", "progress", "visit", "outgoing score"} <= before.keys()
    with tool.database.read() as session:
        assert tenant_rows.count(session, TENANT.registration_id) == {}
        assert tenant_rows.count(session, OTHER.registration_id) == of_other


def test_a_deployment_is_no_prefix_of_another(app: Flask, tool: Tool, edition: str) -> None:
    launched(app, tool, a_launch("anne", tenant=Tenant("moodle", "1")))
    launched(app, tool, a_launch("anne", tenant=Tenant("moodle", "11")))

    with tool.database.begin() as session:
        tenant_rows.remove(session, "moodle", "1")

    with tool.database.read() as session:
        assert tenant_rows.count(session, "moodle", "1") == {}
        assert tenant_rows.count(session, "moodle", "11") != {}
