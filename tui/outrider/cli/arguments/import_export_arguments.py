"""The arguments of ``outrider import`` and ``outrider export``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outrider.cli.arguments.parser import Commands, Parser, add_command


class _Formats:
    """The names of the exporters, which are loaded when somebody asks for one."""

    def __iter__(self) -> Iterator[str]:
        from outrider.exporters import EXPORTERS

        return (exporter.name for exporter in EXPORTERS)

    def __contains__(self, name: object) -> bool:
        return name in tuple(self)


_EXPORT_EPILOG = """\
The request is prepared as for a send, and not sent. Secrets are masked, and a
mask stands in the token's place. With --reveal the token is fetched and
everything is in clear: a curl command then does what a send does.

Postman gets what the files say, references and all. Without REQUEST it gets
the whole workspace: folders, order, inherited auth, variables, examples. Auth
of environments becomes the collection's, since environments have none there;
what differs between them becomes a variable of each. So a collection belongs
with its environments: a folder as --output takes them all, and --env NAME
alone prints one. What Postman cannot hold is told on standard error. Secrets
are left empty, unless you ask for them with --reveal.

examples:
  outrider export list-orders --as curl
  outrider export list-orders --env staging --as curl --reveal | bash
  outrider export --as postman --output ~/for-postman/
  outrider export --as postman > orders.postman_collection.json
  outrider export --as postman --env dev > dev.postman_environment.json
"""


def add_export(commands: Commands, common: Callable[[Parser], None]) -> None:
    """Adds the command; ``common`` adds what every command that sends has."""
    export = add_command(
        commands, "export", "print a request as curl and the like; sends nothing", _EXPORT_EPILOG
    )
    export.add_argument(
        "request",
        metavar="REQUEST",
        nargs="?",
        help="path or name of the request; left out, the workspace (postman only)",
    )
    export.add_argument(
        "--as",
        dest="format",
        metavar="FORMAT",
        choices=_Formats(),
        default="curl",
        help="one of %(choices)s; curl unless said",
    )
    common(export)
    written = "a file, mode 0600; for postman also a folder, for all files of the workspace"
    export.add_path("--output", "file", metavar="PATH", help=written)
    export.add_flag("--reveal", "show secrets and tokens in clear")


_IMPORT_EPILOG = """\
Every file is read first: Postman collections, environments and globals, and
texts with curl commands. Then the tree is shown that they make, and a report:
what was changed on the way, what was not carried, and why.

Secret values go into overlays (environments/NAME.local.toml), which git
ignores: of the environments that come along, else of --env, the default or the
only one, else of one that is made. A collection gets a folder of its own where
the workspace holds requests already, and is known again when it comes again.
Files that are there already are written over only when you say so.
What reads process variables or files outside the workspace, or goes somewhere
with credentials, is listed, and is written only with --yes.

examples:
  outrider import shop.postman_collection.json *.postman_environment.json \\
    --into shop
  outrider import commands.sh --dry-run
  pbpaste | outrider import -
"""


def add_import(commands: Commands) -> None:
    """Adds the command."""
    command = add_command(
        commands, "import", "bring requests and environments of other tools", _IMPORT_EPILOG
    )
    sources = "files to read; - is standard input"
    command.add_path("files", "file", metavar="FILE", nargs="+", help=sources)
    target = "the workspace, made if it is missing (default: the one around this folder)"
    command.add_path("--into", "directory", metavar="DIR", help=target)
    env = "the environment for secrets of files that bring none (default: as for a send)"
    command.add_argument("--env", metavar="NAME", help=env)
    command.add_flag("--dry-run", "show what would be written; write nothing")
    command.add_flag("--full", "report every place, not three of each kind")
    command.add_flag("--yes", "agree to all that the report says needs trust")
    command.add_flag("--update", "write over files that are there, without asking")
    command.add_flag("--json", "JSON on standard output")
