"""Every municipality in every profile: only what has changed, and whole files or none."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scorm_builder.terminal import EXIT_FILES, EXIT_MEND, EXIT_USAGE
from tests.sample_course import MUNICIPALITY, swap
from tests.scorm_builder.test_cli import run, run_json

PROFILES = ("moodle-scorm12", "web")


@pytest.fixture
def two(sample_localizations: Path) -> Path:
    """A region with two municipalities."""
    other = MUNICIPALITY.replace("Vik", "Nes").split("    add:")[0]
    (sample_localizations / "fjellregionen" / "nes.yaml").write_text(other, encoding="utf-8")
    return sample_localizations


def build_all(course: Path, out: Path, *more: object) -> tuple[int, dict[str, Any]]:
    profiles = [word for profile in PROFILES for word in ("--profile", profile)]
    return run_json("build", course, "--all", "--out", out, *profiles, *more)


def outcomes(answer: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(p["localization"], p["profile"]): p["outcome"] for p in answer["packages"]}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_municipality_gets_each_profile_with_its_report(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    code, answer = build_all(sample_course, tmp_path / "out")

    assert code == 0
    assert set(outcomes(answer)) == {
        (f"fjellregionen/{name}", profile) for name in ("nes", "vik") for profile in PROFILES
    }
    names = {path.name for path in (tmp_path / "out").iterdir()}
    for package in answer["packages"]:
        stem = Path(package["out"]).stem
        assert {f"{stem}.zip", f"{stem}.report.html", f"{stem}.report.json"} <= names


def test_side_by_side_the_bytes_are_those_of_a_single_build(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    running = start(sample_course, tmp_path / "out")
    _, trace = running.communicate(timeout=120)
    one, vik = tmp_path / "one.zip", "fjellregionen/vik"
    run("build", sample_course, "--profile", "web", "--localization", vik, "--out", one)

    assert running.returncode == 0, trace
    many = tmp_path / "out" / "eksempel-fjellregionen-vik-web.zip"
    assert many.read_bytes() == one.read_bytes()


def test_what_has_not_changed_is_left_alone(sample_course: Path, two: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_all(sample_course, out)
    before = contents(out)

    _, again = build_all(sample_course, out)

    assert set(outcomes(again).values()) == {"unchanged"}
    assert contents(out) == before


def test_a_municipalitys_own_change_builds_its_own_packages(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build_all(sample_course, out)
    swap(two / "fjellregionen" / "vik.yaml", "Ola i Vik", "Kari i Vik")

    _, again = build_all(sample_course, out)

    assert {name for (name, _), o in outcomes(again).items() if o == "built"} == {
        "fjellregionen/vik"
    }


@pytest.mark.parametrize("what", ["lesson", "picture", "package", "report", "option"])
def test_any_change_that_matters_is_seen(
    what: str, sample_course: Path, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build_all(sample_course, out)
    more: list[str] = []
    match what:
        case "lesson":
            swap(sample_course / "lessons" / "meld-fra.nb.md", "Skriv avvik.", "Meld avvik.")
        case "picture":
            swap(sample_course / "media" / "las.svg", "M6 10", "M5 10")
        case "package":
            (out / "eksempel-fjellregionen-vik-web.zip").write_bytes(b"cut")
        case "report":
            (out / "eksempel-fjellregionen-vik-web.report.html").unlink()
        case "option":
            more = ["--with-certifying-test", "prove"]

    _, again = build_all(sample_course, out, *more)

    assert outcomes(again)["fjellregionen/vik", "web"] == "built"


def test_a_municipality_with_a_mistake_is_told_and_the_others_are_built(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    swap(two / "fjellregionen" / "vik.yaml", 'accent: "#0a5b66"', 'accent: "#ffff00"')

    code, answer = build_all(sample_course, tmp_path / "out")

    assert code == EXIT_MEND
    assert outcomes(answer)["fjellregionen/nes", "web"] == "built"
    assert outcomes(answer)["fjellregionen/vik", "web"] == "failed"
    failed = next(p for p in answer["packages"] if p["outcome"] == "failed")
    assert [p["code"] for p in failed["problems"] if p["severity"] == "error"] == [
        "contrast-too-low"
    ]


def test_a_profile_that_lacks_an_address_is_left_out_unless_it_was_named(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    everything = run_json("build", sample_course, "--all", "--out", tmp_path / "out")
    named = run_json(
        "build", sample_course, "--all", "--out", tmp_path / "out", "--profile", "cartridge11"
    )

    assert everything[0] == 0
    assert outcomes(everything[1])["fjellregionen/vik", "cartridge11"] == "left-out"
    assert named[0] == EXIT_MEND


def test_a_region_that_does_not_exist_is_told_with_those_that_do(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    result = run(
        "build", sample_course, "--all", "--out", tmp_path / "out", "--localization", "dalregionen"
    )

    assert result.exit_code == EXIT_USAGE
    assert "fjellregionen/nes" in result.stderr
    assert not (tmp_path / "out").exists()


def test_without_all_one_package_is_built_and_no_more_can_be_asked_for(
    sample_course: Path, tmp_path: Path
) -> None:
    result = run("build", sample_course, "--out", tmp_path / "a.zip")
    more = [word for name in PROFILES[:2] for word in ("--profile", name)]
    refused = run("build", sample_course, *more, "--out", tmp_path / "b.zip")

    assert result.exit_code == 0
    assert "moodle-scorm12" in result.stdout
    assert (tmp_path / "a.zip").exists()
    assert refused.exit_code == EXIT_USAGE
    assert "--all" in refused.stderr


def start(course: Path, out: Path, **how: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from scorm_builder.cli import main; main()",
         "build", str(course), "--all", "--out", str(out), "--json",
         "--profile", PROFILES[0], "--profile", PROFILES[1]],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **how,
    )  # fmt: skip


def test_a_disk_that_is_full_is_said_and_nothing_half_is_left(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    running = start(sample_course, tmp_path / "out", preexec_fn=no_room)
    told, trace = running.communicate(timeout=120)

    assert running.returncode == EXIT_FILES, trace
    assert json.loads(told)["error"]["code"] == "cannot-write"
    assert list((tmp_path / "out").iterdir()) == []


def test_an_interrupt_leaves_whole_files_or_none(
    sample_course: Path, two: Path, tmp_path: Path
) -> None:
    running = start(sample_course, tmp_path / "out")
    while running.poll() is None and not list(tmp_path.glob("out/*")):
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    _, trace = running.communicate(timeout=120)

    left = [path.name for path in (tmp_path / "out").iterdir()]
    assert running.returncode in (EXIT_MEND, 0)
    assert "Traceback" not in trace
    assert not [name for name in left if name.endswith(".part")]
