"""Which rows of the tree are in sight: what is folded, what a filter leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.widgets.view_models import TreeRow


class TreeFolding:
    """The rows of the tree, from top to bottom, and which of its folders are folded."""

    def __init__(self) -> None:
        self.all: tuple[TreeRow, ...] = ()
        self.folded: set[str] = set()
        self._texts: list[str] = []

    def show(self, rows: tuple[TreeRow, ...]) -> None:
        """Takes other rows; folders stay folded."""
        if rows != self.all:
            self.all = rows
            self._texts = []

    def unfolded(self) -> Iterator[int]:
        """Indexes of the rows that no folder hides."""
        hidden_below: int | None = None
        for index, row in enumerate(self.all):
            if hidden_below is not None and row.depth > hidden_below:
                continue
            hidden_below = row.depth if row.is_folder and row.id in self.folded else None
            yield index

    def matches(self, index: int, words: Sequence[str]) -> bool:
        """Whether a row contains every word, each in small letters."""
        if not self._texts:
            self._texts = [f"{one.method} {one.name} {one.id}".casefold() for one in self.all]
        text = self._texts[index]
        return all(word in text for word in words)

    def filtered(self, words: Sequence[str]) -> list[int]:
        """Indexes of the rows that match, and of the folders above them, folded or not."""
        found: set[int] = set()
        path: list[int] = []
        for index, row in enumerate(self.all):
            del path[row.depth :]
            if self.matches(index, words):
                found.update(path)
                found.add(index)
            if row.is_folder:
                path.append(index)
        return sorted(found)

    def above(self, index: int) -> Iterator[TreeRow]:
        """The folders that a row lies in, the nearest first."""
        depth = self.all[index].depth
        for row in reversed(self.all[:index]):
            if row.is_folder and row.depth < depth:
                depth = row.depth
                yield row

    def reveal(self, index: int) -> None:
        """Unfolds what hides a row."""
        self.folded.difference_update(above.id for above in self.above(index))
