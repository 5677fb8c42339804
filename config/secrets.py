"""The signing key: from the environment, or made once and kept in the data folder of an embedded installation."""

import os
import secrets
from pathlib import Path


def secret_key(configured: str, data_dir: Path) -> str:
    """Answer the configured key, else the one in `data_dir/secret_key`, made on first use (mode 0600)."""
    if configured:
        return configured
    path = data_dir / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
