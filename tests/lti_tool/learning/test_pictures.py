from __future__ import annotations

from base64 import b64decode

import pytest

from courseware.drawing import DrawnItem
from courseware.public_item import public_item
from lti_tool.learning.archive import Archive
from lti_tool.learning.errors import NotThere
from lti_tool.learning.pictures import with_pictures
from tests.assessment_samples import course_of, label
from tests.lti_tool.learning.test_shelf import holding, packed

__all__ = ["packed"]

SVG = b"<svg/>"


def test_a_picture_comes_inside_its_question_and_has_no_address() -> None:
    course, _ = course_of([label("bilde")], {})
    item = public_item(course, DrawnItem("bilde", None, "abc"))

    sent = with_pictures(item, {"media/las.svg": SVG}.__getitem__)

    assert "media/" not in str(sent)
    start = 'src="data:image/svg+xml;base64,'
    for html in sent["pictureHtml"].values():
        assert b64decode(html.partition(start)[2].partition('"')[0]) == SVG
    assert sent | {"pictureHtml": item["pictureHtml"]} == item


def test_only_pictures_of_the_course_can_be_read(packed: Archive) -> None:
    shelf = holding(packed)
    served = shelf.get(packed.edition, None)

    assert shelf.picture(served, "media/las.svg").startswith(b"<svg")
    with pytest.raises(NotThere):
        shelf.picture(served, "course.yaml")
