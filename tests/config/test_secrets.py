"""The signing key: configured, or made once."""

import stat

from config import secrets


def test_configured_key_wins_and_nothing_is_written(tmp_path):
    assert secrets.secret_key("configured", tmp_path) == "configured"
    assert list(tmp_path.iterdir()) == []


def test_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = secrets.secret_key("", tmp_path / "data")

    assert len(first) >= 50
    assert secrets.secret_key("", tmp_path / "data") == first
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
