"""Where an import comes from: files that are named, or a text that is pasted."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from glob import glob
from pathlib import Path

from msgspec import Struct
from textual import events
from textual.widgets import Input

from outrider.dialogs.text_prompt import Prompt
from outrider.errors import UsageError
from outrider.home_path import expand_home
from outrider.importers import find_importer
from outrider.toolkit.fields.line_input import LineInput
from outrider.toolkit.value_message import ValueMessage
from outrider.visible_text import visible_line

_NOTE = (
    "Files or folders of Postman, OpenAPI, Bruno and other tools, or files with "
    "commands. Separate paths with spaces; * and ~ work. Or paste the text."
)


class ImportInput(Struct, frozen=True):
    """What is to be imported: either names of files or a text."""

    files: tuple[str, ...] = ()
    text: str = ""


class ImportInputField(LineInput):
    """A line for names of files; what is pasted and is no name is told as a text."""

    class TextPasted(ValueMessage):
        """A text of a known format was pasted, with its line breaks."""

        text: str

    def on_paste(self, event: events.Paste) -> None:
        """Tells of a text; of anything else, the field's own handler makes a line."""
        text = event.text
        if find_importer(text) is not None or len(text.strip().splitlines()) > 1:
            event.prevent_default()
            event.stop()
            self.post_message(self.TextPasted(text))


class ImportPrompt(Prompt[ImportInput]):
    """Asks for files or a text; the result is ``None`` where the user went away."""

    def __init__(self) -> None:
        super().__init__("Import", _NOTE)

    def field(self) -> LineInput:
        """With a name for an example."""
        return ImportInputField(placeholder="shop.postman_collection.json …")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes names of files, or a command that was typed."""
        value = event.value.strip()
        if not value:
            self._say("Enter a path or paste the text.")
            return
        if find_importer(value) is not None and not os.path.lexists(value):
            self.dismiss(ImportInput(text=value))
            return
        try:
            found = parse_file_names(value)
        except UsageError as error:
            self._say(error.what)
        else:
            missing = [name for name in found if not os.path.lexists(name)]
            if missing:
                name = missing[0]
                here = "" if Path(name).is_absolute() else f" in {Path.cwd()}"
                self._say(f'File "{name}" not found{here}.')
            else:
                self.dismiss(ImportInput(tuple(found)))

    def on_import_input_field_text_pasted(self, message: ImportInputField.TextPasted) -> None:
        """Takes the text at once."""
        self.dismiss(ImportInput(text=message.text))


def parse_file_names(line: str) -> Sequence[str]:
    """The files that a line names, in a shell's quoting; a name that is one file needs none.

    Patterns that match nothing stay as they are.

    Raises:
        UsageError: a name begins in a home folder that is not known.
    """
    whole = expand_home(line)
    if os.path.lexists(whole):
        return [whole]
    try:
        words = shlex.split(line)
    except ValueError:
        words = [line]
    found: list[str] = []
    for word in words:
        path = expand_home(word)
        matches = sorted(glob(path)) if any(sign in path for sign in "*?[") else []  # noqa: PTH207
        found += matches or [path]
    return found


def origin_name(origin: ImportInput) -> str:
    """What a title calls it."""
    if not origin.files:
        return "Import pasted text"
    more = f" and {len(origin.files) - 1} more" if len(origin.files) > 1 else ""
    return visible_line(f"Import {Path(origin.files[0]).name}{more}")
