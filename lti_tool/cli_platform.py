"""`lti-tool platform`: the LMSs that may open courses here."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import click

from courseware import locate
from courseware.localization import available
from lti_tool.cli_platform_check import check
from lti_tool.cli_platform_standing import approve, existing, remove, resume, suspend
from lti_tool.cli_platform_values import values
from lti_tool.cli_tool import pass_tool
from lti_tool.protocol.registration import Registration, Standing
from lti_tool.storage import audit, platforms
from lti_tool.storage.audit import OPERATOR
from lti_tool.storage.platforms import NewRegistration
from lti_tool.tool import Tool

_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_MAX_ID = 255


@click.group()
def platform() -> None:
    """The learning platforms (LMSs) that may open courses here."""


@platform.command()
@click.option("--issuer", required=True, help="As the platform writes it, character by character.")
@click.option("--client-id", required=True, help="The id that the platform gave this tool.")
@click.option("--auth-url", required=True, help="Its authentication request URL.")
@click.option("--token-url", required=True, help="Its access token URL.")
@click.option("--jwks-url", required=True, help="The address of its public keys.")
@click.option("--deployment", "deployments", required=True, multiple=True, help="May be repeated.")
@click.option("--name", help="What people call it. [default: the issuer's host]")
@click.option(
    "--embed-origin",
    "embed_origins",
    multiple=True,
    help="Whose pages may frame the course. May be repeated. [default: the issuer's origin]",
)
@click.option(
    "--localization", help="The localization that links of these deployments get by default."
)
@click.option("--token-audience", help="Where it is not the token URL, as with Brightspace.")
@pass_tool
def add(
    tool: Tool,
    issuer: str,
    client_id: str,
    auth_url: str,
    token_url: str,
    jwks_url: str,
    deployments: tuple[str, ...],
    name: str | None,
    embed_origins: tuple[str, ...],
    localization: str | None,
    token_audience: str | None,
) -> None:
    """
    Register a platform, or bring a registered one up to date.

    A platform is known by its issuer and client id; new deployments are added to the known ones,
    and what is not said stays as it was.
    """
    insecure = tool.settings.loopback_platforms
    for option, url in (
        ("--issuer", issuer),
        ("--auth-url", auth_url),
        ("--token-url", token_url),
        ("--jwks-url", jwks_url),
    ):
        _check_url(option, url, insecure=insecure)
    for option, value in (("--client-id", client_id), *(("--deployment", d) for d in deployments)):
        if not value.strip() or len(value) > _MAX_ID:
            raise click.BadParameter(f"write 1 to {_MAX_ID} characters", param_hint=option)
    check_localization(localization)
    parts = urlsplit(issuer)
    for origin in embed_origins:
        check_origin(origin)
    with tool.database.read() as session:
        known = platforms.find(session, issuer, client_id)
    if known is not None:
        name = name or known.name
        embed_origins = embed_origins or known.embed_origins
        token_audience = token_audience or known.token_audience
        said = (known.deployments.get(each) for each in deployments)
        localization = localization or next(filter(None, said), None)
    new = NewRegistration(
        issuer=issuer,
        client_id=client_id,
        auth_url=auth_url,
        token_url=token_url,
        jwks_url=jwks_url,
        deployments=deployments,
        name=name or parts.netloc,
        embed_origins=embed_origins or (f"{parts.scheme}://{parts.netloc}",),
        localization=localization,
        token_audience=token_audience,
    )
    with tool.database.begin() as session:
        registration = platforms.add(session, new, tool.clock())
        audit.record(
            session,
            "add platform" if known is None else "change platform",
            registration.id,
            at=tool.clock(),
            by=OPERATOR,
            host=parts.netloc,
            deployments=", ".join(deployments),
        )
    word = "Registered" if known is None else "Changed"
    click.echo(f"{word} {registration.name} as {registration.id}.")
    click.echo("Enter these addresses in the platform:")
    click.echo(f"  Tool URL:         {tool.settings.launch_url}")
    click.echo(f"  Login URL:        {tool.settings.login_url}")
    click.echo(f"  Redirect URI:     {tool.settings.launch_url}")
    click.echo(f"  Public key set:   {tool.settings.jwks_url}")


@platform.command("list")
@pass_tool
def list_platforms(tool: Tool) -> None:
    """One line for each platform: id, name, issuer, client id, and what waits or is suspended."""
    with tool.database.read() as session:
        registrations = platforms.everything(session)
    for registration in registrations:
        parts = (registration.id, registration.name, registration.issuer, registration.client_id)
        click.echo("  ".join((*parts, *_barred(registration))))
    if not registrations:
        click.echo("No platform is registered. `lti-tool platform add --help` tells how.")


@platform.command()
@click.argument("platform_id")
@pass_tool
def show(tool: Tool, platform_id: str) -> None:
    """Everything that is known about one platform."""
    with tool.database.read() as session:
        registration = existing(session, platform_id)
    _describe(registration)


def _barred(registration: Registration) -> list[str]:
    whole = [] if registration.standing is Standing.ACTIVE else [registration.standing.value]
    return [*whole, *(f"deployment {id_} {why}" for id_, why in registration.barred.items())]


def _describe(registration: Registration) -> None:
    rows = [
        ("id", registration.id),
        ("name", registration.name),
        ("issuer", registration.issuer),
        ("client id", registration.client_id),
        ("auth URL", registration.auth_url),
        ("token URL", registration.token_url),
        ("key set URL", registration.jwks_url),
        ("family", registration.family or "not told"),
        ("standing", registration.standing.value),
        ("token audience", registration.token_audience or "the token URL"),
        *(("embed origin", origin) for origin in registration.embed_origins),
        *(
            ("deployment", f"{deployment} (localization: {localization or 'none'})")
            for deployment, localization in registration.deployments.items()
        ),
        *(("deployment", f"{id_} ({why})") for id_, why in registration.barred.items()),
    ]
    for label, value in rows:
        click.echo(f"{label + ':':16}{value}")


def _check_url(option: str, url: str, *, insecure: bool) -> None:
    try:
        parts = urlsplit(url)
        is_url = bool(parts.hostname) and parts.username is None and not re.search(r"[\s\x00]", url)
    except ValueError:
        is_url = False
        parts = urlsplit("")
    if not is_url or parts.scheme not in ("https", "http"):
        raise click.BadParameter(f"{url!r} is no web address", param_hint=option)
    if parts.scheme == "http" and not insecure:
        raise click.BadParameter(
            f"{url!r} begins with http://; platforms need https. (For a platform on this machine, "
            "set KURSPAKKE_DEVELOPMENT=on and KURSPAKKE_INSECURE_PLATFORMS=loopback.)",
            param_hint=option,
        )


def check_origin(origin: str) -> None:
    if not _ORIGIN.fullmatch(origin):
        raise click.BadParameter(
            f"{origin!r} is no origin; write scheme and host, such as https://moodle.example.no",
            param_hint="--embed-origin",
        )


def check_localization(localization: str | None) -> None:
    if localization is None:
        return
    known = [info.id for info in available(locate.content() / "localizations")]
    if localization not in known:
        listed = ", ".join(known) or "none"
        raise click.BadParameter(
            f"there is no localization {localization!r}; there are: {listed}",
            param_hint="--localization",
        )


for command in (approve, suspend, resume, remove, check, values):
    platform.add_command(command)
