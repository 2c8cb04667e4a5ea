"""
Proof in public: look a certificate up by its code, check a file, fetch a file once, our keys.

The pages tell no more of a person than the paper shows to whoever holds it, and of an uploaded file
nothing is read: only its hash is compared.
"""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool import download_links
from lti_tool.asker import asker
from lti_tool.certification.errors import ActRefused
from lti_tool.certification.paper.said import proof_lines
from lti_tool.certification.proof import Found, Kind, by_code, by_file, made
from lti_tool.learning.errors import NotThere
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import evidence_keys, platforms, sessions
from lti_tool.storage.tries import VERIFICATIONS
from lti_tool.texts import entries
from lti_tool.tool import Tool, current_tool
from lti_tool.views.errors import page_language

bp = Blueprint("proof", __name__)
log = structlog.get_logger(__name__)

_FOR_A_DAY = "public, max-age=86400"
_CODE_LENGTH = 12


@bp.get("/verify")
def verify() -> ResponseReturnValue:
    return redirect("/bevis", 302)


@bp.get("/bevis")
def ask() -> ResponseReturnValue:
    return _page("ask")


@bp.post("/bevis")
def look_up() -> ResponseReturnValue:
    """The form: to the address of the code, so that it can be kept and reloaded."""
    code = "".join(request.form.get("code", "").split())[:20]
    if len(_plain(code)) != _CODE_LENGTH or not _plain(code).isalnum() or not code.isascii():
        return _page("unknown"), 404
    return redirect(f"/bevis/{code}", 303)


@bp.get("/bevis/<code:code>")
def by_its_code(code: str) -> ResponseReturnValue:
    tool = _braked()
    with tool.database.read() as session:
        found = by_code(session, _plain(code), now=tool.clock())
    return _answer(found, "unknown")


@bp.post("/bevis/check")
def by_upload() -> ResponseReturnValue:
    tool = _braked()
    file = request.files.get("file")
    data = file.read() if file else b""
    if not data:
        return _page("no-file"), 400
    with tool.database.read() as session:
        found = by_file(session, data, now=tool.clock())
    return _answer(found, "not-ours")


@bp.get("/bevis/file/<token>")
def file(token: str) -> ResponseReturnValue:
    """For the visit that asked, within a minute. The hash is kept before the file leaves."""
    tool = current_tool()
    now, secret = tool.clock(), tool.settings.secret
    what = download_links.opened(token, secret, now)
    if what is None:
        raise ActRefused("link-too-old", status=404)
    with tool.database.begin() as session:
        visit = sessions.visit_by_digest(session, what["tenant"], what["visit"])
        if (
            visit is None
            or visit.is_over(now)
            or not platforms.is_known(session, Tenant.from_key(visit.tenant))
        ):
            raise ActRefused("link-too-old", status=404)
        proof = made(
            session,
            what["tenant"],
            what["decision"],
            Kind(what["kind"]),
            what["language"],
            secret=secret,
            now=now,
        )
    if proof is None:
        raise NotThere
    response = Response(proof.data, mimetype=proof.type)
    response.headers["Content-Disposition"] = f'attachment; filename="{proof.name}"'
    return response


@bp.get("/bevis/keys.json")
def keys() -> Response:
    """Every key that ever signed evidence (RFC 7517): signatures outlive their keys."""
    with current_tool().database.read() as session:
        response = jsonify(keys=evidence_keys.published(session))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@bp.get("/bevis/keys/<kid:kid>.json")
def key(kid: str) -> Response:
    """One of them, as the `kid` of a badge points to it."""
    with current_tool().database.read() as session:
        found = next(
            (each for each in evidence_keys.published(session) if each["kid"] == kid), None
        )
    if found is None:
        raise NotThere
    response = jsonify(found)
    response.headers["Cache-Control"] = _FOR_A_DAY
    return response


@bp.get("/bevis/issuer.json")
def issuer() -> Response:
    """The Open Badges profile that badges name as their issuer."""
    url = current_tool().settings.url
    response = jsonify(
        {
            "@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "id": f"{url}/bevis/issuer.json",
            "type": ["Profile"],
            "name": "Kurspakke",
            "url": url,
        }
    )
    response.headers["Cache-Control"] = _FOR_A_DAY
    return response


def _braked() -> Tool:
    tool = current_tool()
    network = asker(request.remote_addr, tool.settings.secret)
    if not VERIFICATIONS.allows(tool.database, network, tool.clock()):
        raise ActRefused("too-many-checks", status=429)
    return tool


def _plain(code: str) -> str:
    """O is read as 0, I and L as 1: nobody types them wrong (Crockford's base 32)."""
    return code.upper().replace("-", "").translate(str.maketrans("OIL", "011"))


def _answer(found: Found | None, otherwise: str) -> ResponseReturnValue:
    if found is None:
        return _page(otherwise), 404
    if found.record is None:
        log.error("evidence_does_not_hold", decision=found.decision.id)
        return _page("broken"), 409
    kind = "superseded" if found.superseded else found.state.value
    lines = proof_lines(found.record, page_language())
    return _page(kind, lines=lines, example=found.decision.example)


def _page(kind: str, *, lines: list[tuple[str, str]] | None = None, example: bool = False) -> str:
    language = page_language()
    return render_template(
        "proof.html",
        language=language,
        kind=kind,
        lines=lines or [],
        example=example,
        texts=entries("proof", language),
    )
