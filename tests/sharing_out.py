"""How workers share the tests: what starts a browser or the product stays together, and of the rest each module."""

from xdist.scheduler import LoadScopeScheduling

# One worker has all of these, for each of them makes something that takes long; what takes longest begins first.
TOGETHER = ("tests/pages/", "tests/product/")
LONG = (*TOGETHER, "tests/config/")


class Sharing(LoadScopeScheduling):
    """By folder or module: xdist's own groups stand in the ids of tests, which pytest 9.2 no longer lets it write."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if module.startswith(folder)), module)


def begin_with_the_longest(items) -> None:
    items.sort(key=lambda item: next((rank for rank, folder in enumerate(LONG) if item.nodeid.startswith(folder)), 9))
