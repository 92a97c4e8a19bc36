"""The arguments of ``outrider import``."""

from __future__ import annotations

from outrider.cli.parser import Commands, add_command, complete

_EPILOG = """\
Every file is read first: Postman collections, environments and globals, and
texts with curl commands. Then the tree is shown that they make, and a report:
what was changed on the way, what was not carried, and why.

Secret values go into overlays (environments/NAME.local.toml), which git
ignores. Files that are there already are written over only when you say so.

examples:
  outrider import shop.postman_collection.json *.postman_environment.json \\
    --into shop
  outrider import commands.sh --dry-run
  pbpaste | outrider import -
"""


def add_import(commands: Commands) -> None:
    """Adds the command."""
    command = add_command(
        commands, "import", "bring requests and environments of other tools", _EPILOG
    )
    complete(
        command.add_argument(
            "files", metavar="FILE", nargs="+", help="files to read; - is standard input"
        ),
        "file",
    )
    complete(
        command.add_argument(
            "--into",
            metavar="DIR",
            help="the workspace, made if it is missing (default: the one around this folder)",
        ),
        "directory",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="show what would be written; write nothing"
    )
    command.add_argument(
        "--update", action="store_true", help="write over files that are there, without asking"
    )
    command.add_argument("--json", action="store_true", help="JSON on standard output")
