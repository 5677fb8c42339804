#!/usr/bin/env python3
"""Django's command line. Without DATABASE_URL it uses the embedded services, started for the command if need be."""

import contextlib
import os
import sys

# What works without a database, so that nothing is started for it.
NEEDS_NO_SERVICES = {"", "help", "--help", "-h", "version", "--version", "collectstatic", "findstatic", "diffsettings"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from catalogue import courier
    from config import embedded

    command = sys.argv[1] if len(sys.argv) > 1 else ""
    services = contextlib.nullcontext() if command in NEEDS_NO_SERVICES else embedded.running_services()
    try:
        with services:
            from django.core.management import execute_from_command_line

            try:
                execute_from_command_line(sys.argv)
            finally:
                courier.rest()
    except (embedded.ChildError, embedded.FolderError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
