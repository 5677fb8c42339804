"""What a start tells: `demo.json` for programs, and an address, a mailbox and accounts for people."""

import json
from pathlib import Path
from typing import Any


def write(data: Path, base_url: str, offered: dict[str, Any]) -> None:
    """Put `demo.json` in place in one step, so that no reader sees half of it."""
    content = {"base_url": base_url, "mailbox_url": f"{base_url}/mailbox.json", **offered}
    draft = data / "demo.json.new"
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    draft.replace(data / "demo.json")


def withdraw(data: Path) -> None:
    for name in ("demo.json", "demo.json.new"):
        (data / name).unlink(missing_ok=True)


def tell(base_url: str, offered: dict[str, Any]) -> None:
    """Print where the product is and what to try."""
    lines = ["", "Koulutuskalenteri is running.", "", f"  Address      {base_url}/"]
    if offered:
        lines += [f"  Mailbox      {base_url}/mailbox/", "", *_accounts(offered["accounts"]), *_to_try(base_url)]
    print("\n".join([*lines, "", "Ctrl-C stops it; the next start finds everything as you left it.", ""]), flush=True)


def _accounts(accounts: list[dict[str, Any]]) -> list[str]:
    if not accounts:
        return []
    lines = ["  Sign in (a link works again and again):"]
    for account in accounts:
        who = ", ".join(str(account[key]) for key in ("name", "role", "agency") if account[key])
        lines += [f"    {who}", f"      {account['sign_in_url']}"]
    return [*lines, ""]


def _to_try(base_url: str) -> list[str]:
    return [
        "  To try:",
        f"    Find a training and register   {base_url}/fi/events/",
        f"    Read the mail that follows     {base_url}/mailbox/",
        f"    Subscribe in a calendar app    {base_url}/fi/subscribe/",
        f"    Plan, with a link from above   {base_url}/fi/workspace/",
    ]
