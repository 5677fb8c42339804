"""`python -m config.launcher`: make `.venv` and run the product in it; with the name of a list, only install it."""

import errno
import os
import signal
import sys
from pathlib import Path

from config.embedded import ChildError, FolderError, processes
from config.launcher import environment, stopping


def main() -> int:
    """Answer the exit status; whatever goes wrong on a person's machine is one sentence."""
    _end_with_make()
    stopping.listen()
    try:
        _launch(sys.argv[1:])
    except stopping.StoppedError:
        print("Stopped.", flush=True)
        return 0
    except (stopping.LaunchError, ChildError, FolderError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        print(f"{error.strerror}: {error.filename or 'the disk'}.", file=sys.stderr)
        return 1
    return 0


def _launch(names: list[str]) -> None:
    python = environment.ensure(names[0] if names else "runtime")
    if names:
        return
    if Path(sys.prefix).resolve() != environment.ENVIRONMENT.resolve():
        stopping.hold()
        os.execv(python, [str(python), "-m", "config.launcher"])  # noqa: S606 - the same process, with the dependencies
    from config.launcher import product

    product.run()


def _end_with_make() -> None:
    """A killed `make` takes the product along; a launcher started by hand may outlive its shell."""
    if os.environ.get("KALENTERI_MAKE") == str(os.getppid()):
        processes.end_with_parent(signal.SIGTERM, os.getppid())


if __name__ == "__main__":
    sys.exit(main())
