"""Which requests capture which variables, as they are edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from outrider.model.workspace import Collection, Request


class CapturingRequests:
    """Looks through all requests when somebody asks.

    Args:
        collection: gives the requests as their files have them.

    Attributes:
        edited: gives those that are being edited.
    """

    def __init__(self, collection: Callable[[], Collection]) -> None:
        self._collection = collection
        self.edited: Callable[[], Iterable[Request]] = tuple

    def capturing(self, name: str) -> str:
        """The id of the first request that captures a variable; empty for none."""
        for request in self._requests():
            if any(name == one.name for _, one in request.active_captures):
                return request.id
        return ""

    def names(self) -> Iterator[str]:
        """The names of all variables that a request captures."""
        for request in self._requests():
            yield from (one.name for _, one in request.active_captures)

    def _requests(self) -> Iterable[Request]:
        edited = {one.id: one for one in self.edited()}
        return {**self._collection().requests, **edited}.values()
