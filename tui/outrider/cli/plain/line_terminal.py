"""Standard input and output, a line at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from getpass import getpass

from msgspec import Struct

from outrider.visible_text import visible_line

YES = frozenset({"y", "yes"})


class LineTerminal(Struct):
    """Whoever types the lines: a person, who can be asked, or a file.

    Attributes:
        is_attended: whether somebody sits there.
        complete: every word that may be typed next, for a line that has begun.
    """

    is_attended: bool
    complete: Callable[[str], Iterable[str]] | None = None

    @classmethod
    def of_process(cls) -> LineTerminal:
        """The one that this process was started on."""
        return cls(sys.stdin.isatty() and sys.stdout.isatty())

    def say(self, *lines: str) -> None:
        """Writes lines to standard output; nothing in them can act on a terminal."""
        for line in lines:
            sys.stdout.write(f"{visible_line(line)}\n")

    def read_command(self, prompt: str) -> str:
        """The next line.

        Raises:
            EOFError: there are no more.
            KeyboardInterrupt: the user gave up this line.
        """
        sys.stdout.flush()
        if self.is_attended:
            if self.complete is not None:
                _begin_completing(self.complete)
            return input(f"{visible_line(prompt)}> ")
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")

    def ask(self, question: str, before: str = "") -> str | None:
        """What is typed for a value; ``None`` where nobody is there, or gives up.

        Args:
            question: what is asked for, in a few words.
            before: the value as it is, to be changed.
        """
        if not self.is_attended:
            return None
        sys.stdout.flush()
        try:
            with _Typed(before):
                return input(f"{visible_line(question)}: ")
        except (EOFError, KeyboardInterrupt):
            self.say("")
            return None

    def ask_secret(self, question: str) -> str | None:
        """As :meth:`ask`; nothing is shown of what is typed."""
        if not self.is_attended:
            return None
        sys.stdout.flush()
        try:
            return getpass(f"{visible_line(question)}: ")
        except (EOFError, KeyboardInterrupt):
            self.say("")
            return None

    def confirm(self, question: str) -> bool:
        """Whether the answer is yes; where nobody is there it is no."""
        if not self.is_attended:
            return False
        # On a line of its own: a dumb terminal scrolls a prompt that is longer than its line.
        self.say(question)
        return (self.ask("yes or no") or "").strip().lower() in YES


class _Typed:
    """While a line is read that begins with a text, as if it had been typed."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __enter__(self) -> None:
        if self._text:
            import readline

            readline.set_startup_hook(lambda: readline.insert_text(self._text))

    def __exit__(self, *_: object) -> None:
        if self._text:
            import readline

            readline.set_startup_hook()


def _begin_completing(complete: Callable[[str], Iterable[str]]) -> None:
    """Lets Tab complete words; what is typed is remembered for this session only."""
    import readline

    def candidate(_word: str, number: int) -> str | None:
        begun = readline.get_line_buffer()[: readline.get_endidx()]
        found = sorted(set(complete(begun)))
        return f"{found[number]} " if number < len(found) else None

    readline.set_completer_delims(" ")
    readline.set_completer(candidate)
    readline.parse_and_bind("tab: complete")
