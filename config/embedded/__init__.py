"""The embedded PostgreSQL and Valkey; replaced by setting DATABASE_URL and REDIS_URL. Imports nothing of Django."""

from config.embedded.folders import FolderError, make_data_folder
from config.embedded.processes import ChildError, join_server
from config.embedded.services import (
    COMMAND,
    RUN,
    AlreadyRunningError,
    Lock,
    Services,
    announce,
    data_folder,
    prepare,
    running_services,
    wanted,
)

__all__ = [
    "COMMAND",
    "RUN",
    "AlreadyRunningError",
    "ChildError",
    "FolderError",
    "Lock",
    "Services",
    "announce",
    "data_folder",
    "join_server",
    "make_data_folder",
    "prepare",
    "running_services",
    "wanted",
]
