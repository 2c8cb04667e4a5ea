"""Localizations: which there are, and a course as one of them wants it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from courseware.errors import CourseNotReadable, InvalidCourse
from courseware.layer_files import LayerSource, files, read_layer_file, read_layers
from courseware.model import Course, Language
from courseware.problems import Severity
from courseware.validation import in_order, layers
from courseware.validation.facts import facts_of_course


@dataclass(frozen=True, slots=True)
class LocalizationInfo:
    """One to choose. `language` is empty where the course's own applies."""

    id: str
    title: str
    language: Language
    example: bool


def available(localizations: Path) -> list[LocalizationInfo]:
    """
    Every region and municipality, a region before its own.

    A file that cannot be read is still listed, by its id: choosing it tells what is wrong.
    """
    return [_info(localizations, layer_id, file) for layer_id, file in files(localizations)]


def _info(localizations: Path, layer_id: str, file: Path) -> LocalizationInfo:
    try:
        root = read_layer_file(localizations, file).root
    except CourseNotReadable:
        return LocalizationInfo(layer_id, layer_id, "", example=False)
    title = root["title"].text or layer_id
    return LocalizationInfo(layer_id, title, root["language"].text, root["example"].flag)


def localize(course: Course, localization_id: str, localizations: Path) -> Course:
    """
    The course with the region's layer on it, then the municipality's.

    A layer that the course has already is not laid again.
    Raises UnknownLocalization, and InvalidCourse with every error in the layers: nothing local is
    ever dropped or kept in silence.
    """
    sources = _not_laid(course, localization_id, localizations)
    if not sources:
        return course
    found = layers.problems(course, sources, facts_of_course(course))
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    if errors:
        raise InvalidCourse(in_order(errors))
    return layers.lay_all(course, sources)


def localize_released(course: Course, localization_id: str, localizations: Path) -> Course:
    """
    The same of a release, whose layers were judged when it was made, by the rules of that day.

    Raises UnknownLocalization.
    """
    return layers.lay_all(course, _not_laid(course, localization_id, localizations))


def _not_laid(course: Course, localization_id: str, localizations: Path) -> list[LayerSource]:
    laid = {layer.id for layer in course.layers}
    sources = read_layers(localizations, localization_id, course.id)
    return [source for source in sources if source.id not in laid]
