"""The root of every refusal that a person can cause; pages and API show the same sentence."""

from typing import ClassVar

from django.utils.functional import Promise


class RuleError(Exception):
    """A write was refused. `code` is stable, `text` is in the viewer's language, `field` names the input at fault."""

    code: ClassVar[str] = "rule"
    status: ClassVar[int] = 409
    text: "str | Promise" = ""

    def __init__(self, text: "str | Promise | None" = None, *, field: str = "") -> None:
        super().__init__(self.code)
        self.field = field
        if text is not None:
            self.text = text

    def __str__(self) -> str:
        return str(self.text)
