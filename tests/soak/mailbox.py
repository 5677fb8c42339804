"""What came to the people: one mail for each message that the outbox says is sent, whoever was killed in between."""

from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path


def compare(folder: Path, sent: set[str]) -> list[str]:
    """Answer what is wrong with the kept mail; `sent` are the causes of sent messages.

    The mailbox keeps one file for a Message-ID, as a reader's mail program does: two of one cause are two Message-IDs.
    """
    came = Counter(_cause(path) for path in folder.glob("*.eml"))
    lost = sorted(sent - came.keys())
    twice = sorted(cause for cause, count in came.items() if count > 1)
    found = {"messages sent that never came": lost, "mails that came twice": twice}
    return [f"{name}: {causes[:3]}" for name, causes in found.items() if causes]


def _cause(path: Path) -> str:
    return str(message_from_bytes(path.read_bytes(), policy=policy.default)["X-Cause"])
