"""The files of a localization: `<region>/region.yaml` and `<region>/<municipality>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from courseware.course_source import LANGUAGES, REGISTER_FILE, Collector, LessonFile
from courseware.document import Document, Node
from courseware.errors import InvalidCourse, UnknownLocalization
from courseware.identifier import is_id
from courseware.problems import Problem
from courseware.source_files import may_exist, read_yaml

REGION_FILE = "region.yaml"


@dataclass(frozen=True, slots=True)
class LayerSource:
    """
    One layer as read, before any of it is trusted.

    folder: the region's.
    document: the layer's file; None when it cannot be read.
    lessons: the Markdown of replaced and added lessons, by path below the region's folder.
    register: the region's `ids.lock.yaml`, if it has one.
    """

    id: str
    folder: Path
    document: Document | None
    lessons: Mapping[str, LessonFile]
    register: Document | None
    problems: tuple[Problem, ...]

    def of_course(self, course_id: str) -> Node | None:
        """What the layer says of one course, if anything can be read."""
        return self.document.root["courses"][course_id] if self.document else None


def files(localizations: Path) -> list[tuple[str, Path]]:
    """The id and the file of every region and municipality, a region before its own."""
    return list(_files(localizations))


def _files(localizations: Path) -> Iterator[tuple[str, Path]]:
    for region in _regions(localizations):
        yield region.name, region / REGION_FILE
        for file in _municipalities(region):
            yield f"{region.name}/{file.stem}", file


def _regions(localizations: Path) -> list[Path]:
    """Folders that have a region's file; what cannot be looked into has none."""
    try:
        return [
            region
            for region in sorted(localizations.iterdir())
            if is_id(region.name) and (region / REGION_FILE).is_file()
        ]
    except OSError:
        return []


def _municipalities(region: Path) -> list[Path]:
    return [
        file
        for file in sorted(region.glob("*.yaml"))
        if is_id(file.stem) and file.name not in (REGION_FILE, REGISTER_FILE)
    ]


def read_region(region: Path) -> list[Document]:
    """All layers of a region. Raises InvalidCourse with every file that cannot be read."""
    collector = Collector()
    documents = [
        collector.yaml(region, file.name, PurePosixPath(region.name) / file.name)
        for file in (region / REGION_FILE, *_municipalities(region))
    ]
    if collector.problems:
        raise InvalidCourse(collector.problems)
    return [document for document in documents if document is not None]


def read_layer_file(localizations: Path, file: Path) -> Document:
    """The file of one layer. Raises CourseNotReadable."""
    return read_yaml(file.parent, file.name, _label(localizations, file))


def _label(localizations: Path, file: Path) -> PurePosixPath:
    name = localizations.resolve().name
    return PurePosixPath(name) / PurePosixPath(*file.relative_to(localizations).parts)


def read_layers(localizations: Path, localization_id: str, course_id: str) -> list[LayerSource]:
    """
    The layers of a localization in the order they are laid: the region, then the municipality.

    Raises UnknownLocalization, which names those that exist.
    """
    known = dict(files(localizations))
    if localization_id not in known:
        raise _unknown(localizations, localization_id, list(known))
    chain = [localization_id.split("/")[0], localization_id]
    return [
        _read_layer(localizations, each, known[each], course_id) for each in dict.fromkeys(chain)
    ]


def _unknown(localizations: Path, asked: str, known: list[str]) -> UnknownLocalization:
    label = PurePosixPath(localizations.resolve().name)
    values: dict[str, str | int] = {"id": asked, "folder": str(localizations)}
    if not known:
        return UnknownLocalization(Problem("localizations-none", label, values=values))
    values["known"] = ", ".join(known)
    return UnknownLocalization(Problem("localization-unknown", label, values=values))


def _read_layer(localizations: Path, layer_id: str, file: Path, course_id: str) -> LayerSource:
    collector = Collector()
    region = file.parent
    document = collector.yaml(region, file.name, _label(localizations, file))
    register = None
    if may_exist(region / REGISTER_FILE):
        label = _label(localizations, region / REGISTER_FILE)
        register = collector.yaml(region, REGISTER_FILE, label)
    lessons: dict[str, LessonFile] = {}
    course = document.root["courses"][course_id] if document else None
    for path in _lesson_paths(course) if course else ():
        if path.text in lessons or not _may_be_path(path.text):
            continue
        missing = path.problem("layer-file-missing", path=path.text)
        read = collector.lesson(
            region, path.text, _label(localizations, region / path.text), missing
        )
        if read is not None:
            lessons[path.text] = read
    return LayerSource(layer_id, region, document, lessons, register, tuple(collector.problems))


def _may_be_path(text: str) -> bool:
    """Whether the schema lets the path pass; what it does not is told by the schema."""
    return text.startswith("lessons/") and ".." not in text and "\\" not in text


def _lesson_paths(course: Node) -> Iterator[Node]:
    for part in ("replace", "add"):
        for entry in course[part].records():
            for language, path in entry["files"].entries():
                if language in LANGUAGES:
                    yield path
