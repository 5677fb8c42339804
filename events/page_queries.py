"""The query of a page of filters: what is the page's own, and the filters behind it."""

from events.filters import Selection


class PageQuery:
    """Of a page that has a `selection`, and an `own` part of its query that is no filter (`""` when there is none)."""

    selection: Selection

    @property
    def own(self) -> str:
        raise NotImplementedError

    @property
    def prefix(self) -> str:
        """The page's own part, ready to stand before filters."""
        return f"{self.own}&" if self.own else ""

    @property
    def query(self) -> str:
        """The canonical query of the page."""
        return "&".join(part for part in (self.own, self.selection.query) if part)
