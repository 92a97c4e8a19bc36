"""The terminal's pen: where it stands, how it writes, and the shortest way elsewhere."""

from __future__ import annotations

from outrider.terminal.rendering.sgr_styles import PLAIN, SgrStyles


class Pen:
    """What is written to the terminal, in as few bytes as it takes.

    Behind the last column terminals differ in where the cursor is: some wait there for the next
    character, others stand in the last column, and what moves by so many columns leads them to
    different places. So the column is unknown there, and only what names a column, or begins with
    CR, leads away.
    """

    def __init__(self, styles: SgrStyles) -> None:
        self._styles = styles
        self._look = PLAIN
        self._row: int | None = None
        self._column: int | None = None
        self._written: list[str] = []
        self._anchored = False

    @property
    def look(self) -> str:
        """The look of what is written next."""
        return self._look

    @property
    def place(self) -> tuple[int, int] | None:
        """Column and line where the next character lands; ``None`` where nobody knows."""
        return None if self._column is None or self._row is None else (self._column, self._row)

    def begin(self) -> None:
        """Begins a frame: whatever was written in between, each begins and ends without a look.

        The first way of a frame names its place: where something else has moved the cursor
        meanwhile, no more than a letter goes astray.
        """
        self._written = []
        self._look = PLAIN
        self._anchored = False

    def take(self) -> str:
        """What was written since :meth:`begin`."""
        return "".join(self._written)

    def lose_place(self) -> None:
        """Nobody knows where the cursor is."""
        self._row = self._column = None

    def change_look(self, look: str) -> None:
        """What is written from here on has this look."""
        if look != self._look:
            self._written.append(self._styles.transition(self._look, look))
            self._look = look

    def write(self, text: str, column: int | None) -> None:
        """Writes a text of certain width; the cursor is in this column then, if it is known."""
        self._written.append(text)
        self._column = column

    def write_uncertain(self, text: str) -> None:
        """Writes a text of which nobody knows how far it reaches."""
        self._written.append(text)
        self.lose_place()

    def move(self, column: int, row: int) -> None:
        """Goes to a cell by the shortest way; nothing is written on the way."""
        if (self._column, self._row) == (column, row):
            return
        ways = [f"\x1b[{row + 1};{column + 1}H" if column else f"\x1b[{row + 1 if row else ''}H"]
        if self._row is not None and self._anchored:
            down = row - self._row
            if not down:
                if self._column is not None and column > self._column:
                    ways.append(_forward(column - self._column))
                ways.append(f"\x1b[{column + 1}G")
            if 0 <= down < len(ways[0]):
                # In the first column a line feed goes straight down, whatever the modes are.
                ways.append("\r" + "\n" * down + _forward(column))
        self._written.append(min(ways, key=len))
        self._column, self._row = column, row
        self._anchored = True


def _forward(columns: int) -> str:
    if columns < 2:
        return "\x1b[C" if columns else ""
    return f"\x1b[{columns}C"
