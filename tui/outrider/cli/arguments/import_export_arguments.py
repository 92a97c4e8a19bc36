"""The arguments of ``outrider import`` and ``outrider export``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outrider.cli.arguments.parser import Commands, Parser, add_command


class _Formats:
    """The names of the exporters, which are loaded when somebody asks for one."""

    def __iter__(self) -> Iterator[str]:
        from outrider.exporters import EXPORTERS

        return iter(EXPORTERS.names)

    def __contains__(self, name: object) -> bool:
        return name in tuple(self)


_EXPORT_EPILOG = """\
The request is prepared but not sent. Secrets and the token are masked. With
--reveal the token is fetched and nothing is masked, so the curl command sends
the same request.

Postman and Bruno exports keep {{references}}. Without REQUEST, the whole
workspace is exported: folders, order, inherited auth, variables and examples.
A collection has one auth, so what differs between environments becomes a
variable of each: pass a folder as --output to export the environments too, or
--env NAME to print one. Bruno exports are written as a folder, which --output
names. What the other program does not support is listed on standard error.
Secrets are exported empty unless --reveal is given.

.http exports keep {{references}} too. REQUEST can be a folder. With a folder
as --output, each folder becomes a file, with http-client.env.json beside them.

Scripts for load generators (k6, locust) send a folder, a request, or all: they
fetch and renew the token by themselves, and read secrets from OS environment
variables, which their first lines list. What they do not do is listed on
standard error. With --reveal they contain the secrets.

examples:
  outrider export list-orders --as curl
  outrider export list-orders --env staging --as curl --reveal | bash
  outrider export --as postman --output ~/for-postman/
  outrider export --as bruno --output ~/for-bruno/
  outrider export --as http --output ~/for-jetbrains/
  outrider export --as postman > orders.postman_collection.json
  outrider export --as postman --env dev > dev.postman_environment.json
  outrider export orders --as k6 --env staging --output orders.js
"""


def add_export(commands: Commands, common: Callable[[Parser], None]) -> None:
    """Adds the command; ``common`` adds what every command that sends has."""
    export = add_command(
        commands,
        "export",
        "export a request (curl, HAR, Postman …); nothing is sent",
        _EXPORT_EPILOG,
    )
    export.add_argument(
        "request",
        metavar="REQUEST",
        nargs="?",
        help="request; for formats of workspaces a folder, or all",
    )
    export.add_argument(
        "--as",
        dest="format",
        metavar="FORMAT",
        choices=_Formats(),
        default="curl",
        help="one of %(choices)s (default: curl)",
    )
    common(export)
    written = "write to a file, mode 0600; postman, bruno, http: or folder"
    export.add_path("--output", "file", metavar="PATH", help=written)
    export.add_flag("--reveal", "do not mask secrets and tokens")


_IMPORT_EPILOG = """\
Reads OpenAPI and Swagger documents, collections and environments of Postman,
Bruno, Insomnia, Hoppscotch, Thunder Client and posting, .http and HAR files,
and commands of curl, fetch, PowerShell, wget and HTTPie: files, or folders of
them. Shows the resulting folders and requests, and a report of what was
changed or not imported, and why.

Secret values go into environments/NAME.local.toml, which git ignores: of the
imported environments, else of --env, the default or the only environment, else
of a new one. If the workspace has requests already, a collection gets a folder
of its own; importing the same collection again updates that folder. Existing
files are overwritten only with --update. Whatever reads OS environment
variables or files outside the workspace, or sends credentials to a new host,
needs --yes.

examples:
  outrider import shop.postman_collection.json *.postman_environment.json \\
    --into shop
  outrider import commands.sh --dry-run
  outrider import api.http --into shop
  pbpaste | outrider import -
"""


def add_import(commands: Commands) -> None:
    """Adds the command."""
    command = add_command(
        commands, "import", "import requests and environments from other tools", _IMPORT_EPILOG
    )
    sources = "files or folders to read; - for standard input"
    command.add_path("files", "file", metavar="FILE", nargs="+", help=sources)
    target = "workspace, created if missing (default: of this folder)"
    command.add_path("--into", "directory", metavar="DIR", help=target)
    env = "environment for secrets of files that have none"
    command.add_argument("--env", metavar="NAME", help=env)
    command.add_flag("--dry-run", "show what would be written, without writing")
    command.add_flag("--full", "list every place, not three of each kind")
    command.add_flag("--yes", "agree to everything the report lists under trust")
    command.add_flag("--update", "overwrite existing files without asking")
    command.add_flag("--json", "print JSON")
