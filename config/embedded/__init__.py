"""The embedded PostgreSQL and Valkey; replaced by setting DATABASE_URL and REDIS_URL. Imports nothing of Django."""

from config.embedded.folders import FolderError
from config.embedded.processes import ChildError
from config.embedded.services import AlreadyRunningError, Lock, Services, announce, prepare, running_services

__all__ = [
    "AlreadyRunningError",
    "ChildError",
    "FolderError",
    "Lock",
    "Services",
    "announce",
    "prepare",
    "running_services",
]
