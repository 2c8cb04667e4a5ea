"""
The author's own look at a course: a server on this machine that follows the files.

It shows what a package would show; where the course has problems it lists them instead.
"""

from __future__ import annotations

import html
import logging
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask, Response, abort, request, send_file, send_from_directory
from werkzeug.serving import make_server

from courseware import locate
from courseware.bundle import make_bundle
from courseware.course_source import REGISTER_FILE
from courseware.errors import (
    CourseNotReadable,
    CourseNotWritable,
    InvalidCourse,
    UnknownLocalization,
)
from courseware.problems import Problem, Severity
from courseware.register import update
from scorm_builder import problem_list
from scorm_builder.errors import CannotRead
from scorm_builder.page import page
from scorm_builder.source import Source, open_source
from scorm_builder.texts import builder_text

HOST = "127.0.0.1"
LOOK_EVERY_SECONDS = 0.4
RELOAD = "reload.js"

_CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"  # noqa: E501


@dataclass(frozen=True, slots=True)
class Preview:
    """Which course is shown, in whose words, and in which language problems are told."""

    folder: Path
    localization: str | None
    localizations: Path
    today: Callable[[], date]
    language: str

    def source(self) -> Source:
        """The course as it is on disk; what only lacks its numbers gets them."""
        try:
            return self._open()
        except InvalidCourse as error:
            errors = [each for each in error.problems if each.severity is Severity.ERROR]
            if any(each.code != "register-missing" for each in errors):
                raise
            self._number(errors)
        return self._open()

    def _number(self, missing: Sequence[Problem]) -> None:
        """What cannot be numbered is told when the course is opened again."""
        region = (self.localization or "").split("/")[0]
        for problem in missing:
            of_course = problem.file.name == REGISTER_FILE
            with suppress(InvalidCourse, CourseNotReadable, CourseNotWritable):
                update(self.folder if of_course else self.localizations / region)

    def _open(self) -> Source:
        return open_source(
            self.folder,
            localization=self.localization,
            localizations=self.localizations,
            today=self.today(),
        )

    def fingerprint(self) -> int:
        """Another number as soon as any file of the course or its localizations is another."""
        found = []
        for root in (self.folder, self.localizations):
            for path in sorted(root.rglob("*")):
                try:
                    state = path.stat()
                except OSError:
                    continue  # saved anew by an editor while we look
                found.append((str(path), state.st_mtime_ns, state.st_size))
        return hash(tuple(found))


def create_app(preview: Preview) -> Flask:
    """The preview as a WSGI app; answers this machine only."""
    app = Flask(__name__, static_folder=None)

    @app.before_request
    def only_this_machine() -> None:
        # A page elsewhere whose name is made to point here must not read an unpublished course.
        if request.host.rsplit(":", 1)[0] not in (HOST, "localhost"):
            abort(403)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _CSP
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @app.get("/")
    def course() -> Response:
        try:
            bundle = make_bundle(preview.source().course, remote_tests=False)
        except InvalidCourse as error:
            return Response(_problem_page(error, preview.language), 422, mimetype="text/html")
        except (CourseNotReadable, UnknownLocalization) as error:
            sentences = [error.problem.what(preview.language), error.problem.mend(preview.language)]
            return Response(_page_of(sentences, preview.language), 422, mimetype="text/html")
        return Response(page(bundle, "preview", scripts=(RELOAD,)), mimetype="text/html")

    @app.get("/player.<kind>")
    def player(kind: str) -> Response:
        if kind not in ("js", "css"):
            abort(404)
        return send_file(locate.player() / f"player.{kind}")

    @app.get("/media/<path:name>")
    def media(name: str) -> Response:
        return send_from_directory(preview.folder.resolve() / "media", name)

    @app.get(f"/{RELOAD}")
    def reload_script() -> Response:
        return send_file(Path(__file__).with_name(RELOAD))

    @app.get("/changes")
    def changes() -> Response:
        return Response(_changes(preview), mimetype="text/event-stream")

    return app


def _changes(preview: Preview) -> Iterator[str]:
    """Server-sent events: one as soon as a file is another, and a heartbeat in between."""
    seen = preview.fingerprint()
    while True:
        time.sleep(LOOK_EVERY_SECONDS)
        now = preview.fingerprint()
        yield "data: changed\n\n" if now != seen else ": still here\n\n"
        seen = now


def _problem_page(error: InvalidCourse, language: str) -> str:
    return _page_of(list(problem_list.lines(error.problems, language)), language)


def _page_of(lines: list[str], language: str) -> str:
    heading = builder_text(language, "preview-problems")
    waiting = builder_text(language, "preview-waiting")
    items = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{heading}</title><link rel="stylesheet" href="player.css">'
        f'<body class="kp-problems"><main><h1>{heading}</h1><p>{waiting}</p>{items}</main>'
        f'<script src="{RELOAD}" defer></script></body></html>'
    )


def serve(preview: Preview, port: int, ready: Callable[[str], None]) -> None:
    """
    Serve until interrupted; `ready` is told the address once it answers.

    Raises CannotRead when the port is not to be had.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError as error:
            raise CannotRead("port-taken", port=port) from error
        app = create_app(preview)
        server = make_server(HOST, port, app, threaded=True, fd=listening.fileno())
        ready(f"http://{HOST}:{port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            server.server_close()
