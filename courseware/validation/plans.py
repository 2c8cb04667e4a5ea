"""Staff groups, learning paths and the placement test between them."""

from __future__ import annotations

from collections.abc import Iterator

from courseware.document import Node
from courseware.model import Kind
from courseware.problems import Problem
from courseware.validation.facts import alternatives


def problems(root: Node) -> Iterator[Problem]:
    groups, paths = ids_of(root["groups"]), ids_of(root["paths"])
    for chapter in root["chapters"].records():
        for node in (chapter, *chapter["lessons"].records()):
            yield from audience(node, groups, paths)
    placements = [
        node for node in root["assessments"].records() if node["kind"].value == Kind.PLACEMENT
    ]
    for placement in placements[1:]:
        yield placement["kind"].problem("placement-twice")
    for placement in placements[:1]:
        yield from _thresholds(placement, paths)
    for node in root["assessments"].records():
        if node["kind"].value != Kind.PLACEMENT and node["thresholds"].given:
            yield node["thresholds"].problem("only-placement", field="thresholds")


def ids_of(nodes: Node) -> list[str]:
    return [node["id"].text for node in nodes.records() if node["id"].text]


def audience(node: Node, groups: list[str], paths: list[str]) -> Iterator[Problem]:
    """Groups and paths that a chapter or a lesson names and the course does not have."""
    for field, known, code in (
        ("groups", groups, "group-unknown"),
        ("paths", paths, "path-unknown"),
    ):
        for each in node[field].items():
            if each.text and each.text not in known:
                yield each.problem(code, id=each.text, known=alternatives(each.text, known))


def _thresholds(placement: Node, paths: list[str]) -> Iterator[Problem]:
    """The shorter the path, the more it takes; the longest is for everybody."""
    if not paths:
        yield placement["kind"].problem("placement-without-paths")
        return
    before: Node | None = None
    for threshold in placement["thresholds"].records():
        path, percent = threshold["path"], threshold["percent"]
        if path.text and path.text not in paths:
            yield path.problem("path-unknown", id=path.text, known=alternatives(path.text, paths))
            continue
        if path.text == paths[-1]:
            yield path.problem("threshold-of-longest", id=path.text)
        if before is not None and (
            paths.index(path.text) <= paths.index(before["path"].text)
            or percent.integer >= before["percent"].integer
        ):
            yield threshold.problem("threshold-order", id=path.text)
        before = threshold
