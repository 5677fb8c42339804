"""The process in which calendars are read: `python -m events.incoming.sandbox`, bytes in, JSON out.

It limits itself before it reads a byte: what a calendar does to it, it does to nobody else.
"""

import datetime as dt
import json
import resource
import sys

from events.incoming import limits


def confine() -> None:
    """Never more memory or computing than this, no file written, none opened besides those of Python itself."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def main() -> None:
    confine()
    sys.setrecursionlimit(300)
    from events.incoming.reading import calendars
    from events.incoming.reading.problems import CalendarError

    asked = json.loads(sys.stdin.buffer.readline())
    window = (dt.datetime.fromisoformat(asked["from"]), dt.datetime.fromisoformat(asked["until"]))
    content = sys.stdin.buffer.read(limits.MOST_BYTES + 1)
    answer: dict[str, object]
    try:
        found = calendars.read(content, window=window, now=dt.datetime.fromisoformat(asked["now"]))
        answer = found.as_json()
    except CalendarError as error:
        answer = {"refused": error.code, "details": error.details}
    except MemoryError:
        answer = {"refused": "takes_too_much_memory", "details": {}}
    except RecursionError:
        answer = {"refused": "nested_too_deep", "details": {}}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
