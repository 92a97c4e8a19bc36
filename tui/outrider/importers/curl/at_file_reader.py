"""What ``@file`` and ``-`` stand for in the options of a curl command."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from outrider.importers.curl.shell_command import VARIABLE, ShellCommand, template
from outrider.importers.importer import ReadFile, no_file, without_credentials
from outrider.model.import_result import ImportReport


class AtFileReader:
    """Reads what ``@file`` names, for one command.

    Args:
        command: what ``-`` reads from.
        read: the bytes of a file; ``None`` where it is not to be had.
        report: told of what cannot be read.
    """

    def __init__(self, command: ShellCommand, read: ReadFile, report: ImportReport) -> None:
        self._command = command
        self.read = read
        self.report = report

    def is_fed(self, name: str) -> bool:
        """Whether a name stands for a text that the script itself holds."""
        command = self._command
        return name == "-" and (command.stdin is not None or bool(command.stdin_pieces))

    @property
    def pieces(self) -> Sequence[tuple[str, str]]:
        """What the command is fed, where that is several texts and files."""
        return self._command.stdin_pieces

    def path(self, name: str) -> str:
        """The file that a name stands for; empty where it is what the command is fed."""
        return self._command.stdin_file if name == "-" else name

    def data(self, name: str) -> bytes | None:
        """The bytes of ``@name``; ``None`` where they are not to be had."""
        if name == "-" and self._command.stdin is not None:
            return self._command.stdin.encode("utf-8", "surrogateescape")
        if name == "-" and self.pieces:
            read = [
                text.encode("utf-8", "surrogateescape") if not file else self.data(file)
                for text, file in self.pieces
            ]
            known = [one for one in read if one is not None]
            return b"".join(known) if len(known) == len(read) else None
        path = self.path(name)
        if (written := self._command.texts.get(path)) is not None:
            return written.encode("utf-8", "surrogateescape")
        return self.read(path) if path and not VARIABLE.search(path) else None

    def text(self, name: str) -> str:
        """The text of ``@name``; a reference without a value where there is none, which is told."""
        data = self.data(name)
        if data is None:
            return self.unknown(name)
        try:
            return data.decode()
        except UnicodeDecodeError:
            return self.unknown(name, "is not text")

    def is_text(self, name: str) -> bool:
        """Whether ``@name`` can be read, and is text."""
        data = self.data(name)
        try:
            return data is not None and data.decode() is not None
        except UnicodeDecodeError:
            return False

    def shown(self, word: str) -> str:
        """A word as the command has it, for a report."""
        for note in self._command.notes:
            word = word.replace(f"\0({note.name}\0", note.written) if note.written else word
        return without_credentials(word)

    def is_sent_whole(self, path: str, option: str) -> bool:
        """Whether a file that is no text is sent as it is: with nothing in it to take out."""
        if self.is_text(path):
            return False
        data = self.data(path)
        return data is not None and (option == "json" or not set(b"\r\n\0") & set(data))

    def unknown(self, name: str, problem: str = "") -> str:
        """What stands for the content of ``@name``: a reference that nothing has a value for."""
        path = self.path(name)
        if path.startswith("\0(") and VARIABLE.fullmatch(path):
            # What stands for the output of a command is told by itself.
            return path
        word = re.sub(r"[^A-Za-z0-9]+", "_", posixpath.basename(path.replace("\0", ""))).strip("_")
        reference = f"content_of_{word or 'file'}" if path else "standard_input"
        what = f'File "{template(path)}"' if path else "Standard input"
        is_paste = self.read is no_file
        problem = problem or ("was not read" if is_paste else "could not be read")
        self.report.lost(
            f"{what} {problem}; reference {{{{{reference}}}}} replaces it.",
            why="Pasted commands do not read files." if is_paste and path else "",
            advice=f'Define variable "{reference}" before sending.',
        )
        return f"\0({reference}\0"
