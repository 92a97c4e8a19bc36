"""curl, as a shell calls it."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.operations import CurlOperation, operations
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import CalledProgram


class CurlProgram:
    """Its options are the operations."""

    name = "curl"

    def operations(
        self, command: ShellCommand, called: CalledProgram, files: AtFileReader
    ) -> Sequence[CurlOperation]:
        """Those of a command."""
        return operations(command, called.arguments, files.read)
