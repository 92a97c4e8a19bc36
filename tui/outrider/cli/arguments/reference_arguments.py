"""The arguments of ``outrider help`` and ``outrider schema``."""

from __future__ import annotations

from outrider.cli.arguments.parser import Commands, add_command

FILE_KINDS = ("workspace", "environment", "folder", "request", "settings", "theme")
"""The kinds of files that the reference knows."""

_HELP_EPILOG = """\
Without a topic, the topics are listed. The text is as wide as the terminal;
to page it: outrider help files request | less

examples:
  outrider help files                       which files there are
  outrider help files environment           every key: [tls], [proxy], [auth]
  outrider help auth                        keys of types, grants and methods
  outrider help send                        the same as outrider send --help
  outrider help --man ~/.local/share/man    manual pages: man outrider-files
"""

_SCHEMA_EPILOG = """\
Schemas are for editors that check and complete TOML, such as Even Better TOML
and every other editor with taplo. Without KIND, one document has all kinds.
--output writes a file for each kind and prints the lines for .taplo.toml.

kinds:
  workspace, environment, folder, request, settings, theme

examples:
  outrider schema --output schemas >> .taplo.toml
  outrider schema request | jq .properties.options
"""


def add_help(commands: Commands) -> None:
    """Adds the command that explains files, definitions and commands."""
    command = add_command(
        commands, "help", "explain files, auth, variables or a command", _HELP_EPILOG
    )
    command.add_argument("topic", metavar="TOPIC", nargs="*", help="topic, kind of file or command")
    written = command.add_mutually_exclusive_group()
    for name, what in (("--man", "manual pages"), ("--markdown", "the reference in Markdown")):
        action = written.add_argument(name, metavar="DIR", help=f"write {what} below DIR")
        action.complete = "directory"  # type: ignore[attr-defined]


def add_schema(commands: Commands) -> None:
    """Adds the command that writes files' schemas."""
    command = add_command(commands, "schema", "print JSON Schemas of the files", _SCHEMA_EPILOG)
    command.add_argument(
        "kind", metavar="KIND", nargs="?", choices=FILE_KINDS, help="kind of file (default: all)"
    )
    command.add_path(
        "--output", "directory", metavar="DIR", help="write a file for each kind below DIR"
    )
