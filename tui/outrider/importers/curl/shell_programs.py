"""Programs of a shell that send requests: a registry, one file a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import CalledProgram
from outrider.lazy_registry import LazyRegistry


class ShellProgram(Protocol):
    """A program, by what curl would have to be told to send the same."""

    name: str

    def operations(
        self, command: ShellCommand, called: CalledProgram, files: AtFileReader
    ) -> Sequence[CurlOperation]:
        """What a command sends; ``files`` reads those that it names, and has the report."""


SHELL_PROGRAMS: LazyRegistry[ShellProgram] = LazyRegistry(
    "outrider.importers",
    {
        "curl": "curl.curl_program:CurlProgram",
        "wget": "wget.wget_program:WgetProgram",
        "httpie": "httpie.httpie_program:HttpieProgram",
    },
)
