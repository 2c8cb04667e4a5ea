"""PDFs of anybody: each planted mistake is found by its own rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorm_builder.inspection import inspect
from scorm_builder.inspection.kinds import Kind
from tests.scorm_builder.inspection.papers import PLANTED, write_paper

UNCLAIMED = {"pdf-not-claimed", "pdf-title-hidden"}
ALSO = dict.fromkeys(("pdf-untagged", "pdf-not-claimed", "picture-alt"), UNCLAIMED)
"""What makes no claim to be PDF/UA does not show its title either."""


def rules(package: Path) -> set[str]:
    return {finding.rule.id for finding in inspect(package).findings} - {"no-provenance"}


def test_a_good_paper_breaks_no_rule(tmp_path: Path) -> None:
    inspection = inspect(write_paper(tmp_path))

    assert {finding.rule.id for finding in inspection.findings} == {"no-provenance"}
    assert inspection.kind is Kind.PDF
    assert inspection.links == ["https://lovdata.no/"]


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_mistake_is_found_by_its_rule(rule: str, tmp_path: Path) -> None:
    found = rules(PLANTED[rule](tmp_path))

    assert rule in found
    assert found - {rule} <= ALSO.get(rule, set())


@given(
    cuts=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), min_size=1, max_size=4
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_wrong_with_the_bytes_it_is_a_finding_and_never_a_failure(
    cuts: list[tuple[float, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    paper = write_paper(tmp_path_factory.mktemp("cut"))
    raw = bytearray(paper.read_bytes())
    for share, content in cuts:
        at = max(5, int(share * len(raw)))
        raw[at : at + len(content)] = content
    paper.write_bytes(raw)

    assert inspect(paper).kind is Kind.PDF
