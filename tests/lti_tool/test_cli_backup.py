from __future__ import annotations

from pathlib import Path

from lti_tool.storage.database import Database
from lti_tool.storage.upgrade import upgrade_in
from tests.lti_tool.test_cli import ADD, PRODUCTION, run


def at(folder: Path, name: str = "k") -> dict[str, str]:
    return PRODUCTION | {"DATABASE_URL": f"sqlite:///{folder}/{name}.sqlite3"}


def test_a_database_is_backed_up_and_restored_elsewhere(tmp_path: Path) -> None:
    run(at(tmp_path), *ADD)
    file = str(tmp_path / "k.backup")

    backed_up = run(at(tmp_path), "backup", file)
    restored = run(at(tmp_path, "other"), "restore", file)

    assert backed_up.exit_code == 0, backed_up.output
    assert backed_up.output.startswith("Backed up ")
    assert restored.exit_code == 0, restored.output
    assert restored.output.startswith("Restored ")
    assert "moodle.example.no" in run(at(tmp_path, "other"), "platform", "list").output


def test_refusals_are_sentences(tmp_path: Path) -> None:
    run(at(tmp_path), "upgrade")
    file = tmp_path / "k.backup"
    run(at(tmp_path), "backup", str(file))

    again = run(at(tmp_path), "backup", str(file))
    over = run(at(tmp_path), "restore", str(file))
    file.write_bytes(b"nothing")
    damaged = run(at(tmp_path), "restore", "--overwrite", str(file))

    assert [result.exit_code for result in (again, over, damaged)] == [1, 1, 1]
    assert "add --replace" in again.output
    assert "Add --overwrite" in over.output
    assert "no backup, or a damaged one" in damaged.output


def test_a_file_that_is_no_database_is_a_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "k.sqlite3").write_bytes(b"this is no database" * 100)

    result = run(at(tmp_path), "upgrade")

    assert result.exit_code == 1
    assert "cannot be used: file is not a database" in result.output


def test_only_a_start_upgrades_an_older_database_and_keeps_a_copy(tmp_path: Path) -> None:
    environ = at(tmp_path)
    database = Database(environ["DATABASE_URL"])
    with database.begin() as session:
        upgrade_in(session, to="0002")
    database.close()

    refused = run(environ, "platform", "list")
    upgraded = run(environ, "upgrade")

    assert refused.exit_code == 1
    assert "Run `lti-tool upgrade`" in refused.output
    (kept,) = tmp_path.glob("k-before-*.backup")
    assert f"the copy from before is {kept}" in upgraded.output
    assert run(at(tmp_path, "back"), "restore", str(kept)).exit_code == 0


def test_the_secret_is_changed_by_a_command(tmp_path: Path) -> None:
    environ = at(tmp_path)
    run(environ, "upgrade")
    old = tmp_path / "old"
    old.write_text(environ["KURSPAKKE_SECRET"] + "\n")
    new = environ | {"KURSPAKKE_SECRET": "the new secret of more than 32 characters"}

    wrong = run(environ | new, "keys", "reseal", "--old-secret-file", __file__)
    resealed = run(new, "keys", "reseal", "--old-secret-file", str(old))

    assert wrong.exit_code == 1
    assert "nothing has been changed" in wrong.output
    assert resealed.output.startswith("Sealed 1 keys with the new secret.")
    assert run(new, "keys", "list").exit_code == 0
    assert run(environ, "keys", "list").exit_code == 1
