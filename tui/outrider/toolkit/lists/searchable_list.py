"""A list in which words are looked for: the cursor goes from one line with them to the next."""

from __future__ import annotations

from textual import events

from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.lists.filterable_list import FilterableList, TypedFilter


class SearchableList(FilterableList):
    """A list that can be searched as well as filtered; the title shows both."""

    BINDINGS = with_ids(
        "console",
        key("/", "search", "Search", "Search the list"),
        key("f", "filter", "Filter", "Filter the list"),
        hidden_key("n", "find(1)", "Next", "Go to the next match"),
        hidden_key("N", "find(-1)", "Previous", "Go to the previous match"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._search = TypedFilter()
        self._hits: tuple[int, int] = (0, 0)

    def line_text(self, index: int) -> str:
        """What a line says, whole: the text that is looked at."""
        raise NotImplementedError

    @property
    def search_title(self) -> str:
        """What a title says of it: words, place and number of lines; empty without a search."""
        if not (self._search.text or self._search.typing):
            return ""
        place, found = self._hits
        return f"{self._search.title} {place}/{found}"

    @property
    def takes_escape(self) -> bool:
        """Whether escape ends a search, or shows all lines again."""
        return any((one.text or one.typing) for one in (self._filter, self._search))

    def on_key(self, event: events.Key) -> None:
        """Types into the search or the filter."""
        if self._search.take(event):
            self._go(0)
        else:
            super().on_key(event)

    def on_paste(self, event: events.Paste) -> None:
        """Pastes into the search or the filter."""
        if self._search.paste(event):
            self._go(0)
        else:
            super().on_paste(event)

    def on_blur(self) -> None:
        """Who leaves has finished typing."""
        self._search.typing = False
        super().on_blur()

    def action_search(self) -> None:
        """Keys go to the search from now on."""
        self._search.clear()
        self._search.typing = True
        self._hits = (0, 0)
        self.update_title()

    def action_find(self, step: int) -> None:
        """To the next line with what is looked for, or the one before; round the ends."""
        self._go(step)

    def action_clear_filter(self) -> None:
        """Ends the search; without one, the filter."""
        if self._search.text:
            self._search.clear()
            self.update_title()
        else:
            super().action_clear_filter()

    def _go(self, step: int) -> None:
        wanted = self._search.text.casefold()
        lines = range(self.count if wanted else 0)
        hits = [at for at in lines if wanted in self.line_text(at).casefold()]
        self._hits = (0, 0)
        if hits:
            if step < 0:
                place = next((at for at in reversed(hits) if at < self.cursor), hits[-1])
            else:
                place = next((at for at in hits if at >= self.cursor + step), hits[0])
            self._hits = (hits.index(place) + 1, len(hits))
            self.move_to(place)
        self.update_title()
