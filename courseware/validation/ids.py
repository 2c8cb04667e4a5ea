"""Ids in the YAML files: each given once, each reference to one that exists, each numbered."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from courseware.course_source import REGISTER_FILE, CourseSource, lesson_nodes
from courseware.document import Document, Node
from courseware.problems import Problem, Severity
from courseware.register import OF_COURSE, course_ids, number_problems
from courseware.source_files import is_folder
from courseware.validation.facts import Facts, alternatives


def twice(nodes: Iterable[Node]) -> Iterator[Problem]:
    """nodes: the ids themselves."""
    first: dict[str, Node] = {}
    for node in nodes:
        before = first.setdefault(node.text, node)
        if before is not node and node.text:
            where = f"{before.document.file}:{before.line}"
            yield node.problem("id-twice", id=node.text, first=where)


def problems(source: CourseSource, facts: Facts) -> Iterator[Problem]:
    root = source.root
    questions = [node for bank in source.banks.values() for node in bank.root["questions"].items()]
    for nodes in (
        root["chapters"].items(),
        lesson_nodes(root),
        questions,
        root["assessments"].items(),
        root["groups"].items(),
        root["paths"].items(),
        root["laws"].items(),
        root["variables"].items(),
        root["certificate"]["scopes"].items(),
        root["certificate"]["sign_off"]["observations"].items(),
        root["evaluation"].items(),
        *(opinion["options"].items() for opinion in root["evaluation"].records()),
    ):
        yield from twice(node["id"] for node in nodes)
    yield from twice(node["path"] for node in root["assets"].items())
    yield from _dangling(root, questions, facts)
    yield from _orphans(source)
    yield from _unregistered(source)


def _dangling(root: Node, questions: list[Node], facts: Facts) -> Iterator[Problem]:
    language = root["language"]
    if language.text and facts.languages and language.text not in facts.languages:
        listed = ", ".join(facts.languages)
        yield language.problem("language-not-listed", language=language.text, listed=listed)
    banks = root["banks"].texts
    for assessment in root["assessments"].items():
        for bank in assessment["banks"].items():
            if bank.text and bank.text not in banks:
                known = alternatives(bank.text, banks)
                yield bank.problem("bank-unknown", id=bank.text, known=known)
    for question in [each for node in questions for each in (node, *node["parts"].records())]:
        picture = question["picture"]
        if picture.text and picture.text not in facts.assets:
            known = alternatives(picture.text, facts.assets)
            yield picture.problem("media-undeclared", id=picture.text, known=known)
        law = question["law"]
        if law.text and law.text not in facts.laws:
            yield law.problem("law-unknown", id=law.text, known=alternatives(law.text, facts.laws))


def _orphans(source: CourseSource) -> Iterator[Problem]:
    """Files that look like lessons and banks, but that `course.yaml` does not name."""
    root = source.root
    languages = root["languages"].texts
    lessons = {
        f"{lesson['id'].text}.{language}.md"
        for lesson in lesson_nodes(root)
        for language in languages
    }
    for name in _names(source.folder / "lessons", "*.md"):
        if name not in lessons:
            label = source.label(f"lessons/{name}")
            yield Problem("lesson-orphan", label, severity=Severity.WARNING)
    banks = {f"{bank_id}.yaml" for bank_id in root["banks"].texts}
    for name in _names(source.folder / "questions", "*.yaml"):
        if name not in banks:
            label = source.label(f"questions/{name}")
            values: dict[str, str | int] = {"id": name.removesuffix(".yaml")}
            yield Problem("bank-orphan", label, values=values, severity=Severity.WARNING)


def _each_named_once(course: Node, banks: Iterable[Document]) -> bool:
    """Whether every lesson, test and question has an id that no other of its kind has."""
    questions = [question for bank in banks for question in bank.root["questions"].items()]
    for nodes in (lesson_nodes(course), course["assessments"].items(), questions):
        named = [node["id"].text for node in nodes]
        if not all(named) or len(named) != len(set(named)):
            return False
    return True


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(file.name for file in folder.glob(pattern)) if is_folder(folder) else []


def _unregistered(source: CourseSource) -> Iterator[Problem]:
    """`ids.lock.yaml` against the course; nothing where either is only half read."""
    label = source.label(REGISTER_FILE)
    folder = shlex.quote(str(source.folder))
    root = source.register.root if source.register else None
    if root is not None:
        yield from number_problems(root, OF_COURSE)
    if source.problems or source.course is None:
        return
    own_banks = [bank for bank_id, bank in source.banks.items() if bank_id not in source.private]
    wanted = course_ids(source.course, own_banks)
    known = dict(root["numbers"].entries()) if root is not None else {}
    missing = [key for key in dict.fromkeys(wanted) if key not in known]
    if missing:
        values: dict[str, str | int] = {"ids": ", ".join(missing), "folder": folder}
        yield Problem("register-missing", label, 1 if root else None, values=values)
    if not _each_named_once(source.root, own_banks):
        return  # what seems gone may only have lost its id
    for key, node in known.items():
        replaced = bool(source.private) and key.startswith("question/")
        if key not in wanted and not replaced:
            yield node.problem("register-stale", id=key, folder=folder)
