"""The least that one would write with Textual: three widgets, no style sheet of its own."""

from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class ThreeWidgets(App[None]):
    """A title, a question and a field."""

    def compose(self) -> ComposeResult:
        """The three."""
        yield Label("Three widgets, painted by Textual")
        yield Label("What is your name?")
        yield Input()


if __name__ == "__main__":
    ThreeWidgets().run()
