"""The arguments of ``outrider compare`` and ``outrider history``."""

from __future__ import annotations

from outrider.cli.arguments.parser import Commands, add_command

_COMPARE_EPILOG = """\
A and B are each one of:
  REQUEST@ENV   what a send of the request would send; nothing is sent
  history:ID    an earlier send: outrider history lists them
  FILE.har:N    entry N of a HAR file, from 1 on (browsers, mitmproxy, ZAP)
  FILE, -       a curl command in a file or on standard input

Method, URL, headers, body and response are compared part by part: JSON by
path, forms by field, text by line. Secrets are compared and masked. Headers
that differ each time, such as Date, are marked as volatile and do not count.
The exit status is 0 if nothing differs and 1 if something does.

examples:
  outrider compare list-orders@dev list-orders@staging
  outrider compare list-orders@dev traffic.har:3
  outrider compare history:1f9c history:88a0 --json | jq .differences
  pbpaste | outrider compare - create-order@dev
"""

_HISTORY_EPILOG = """\
The history is kept in files if outrider/settings.toml below XDG_CONFIG_HOME,
or ~/.config, has:

  [history]
  keep = true

examples:
  outrider history
  outrider history --json | jq -r '.[0].id'
  outrider compare history:1f9c list-orders@dev
"""


def add_comparing(commands: Commands, around: str) -> None:
    """Adds both; ``around`` says which workspace is meant without one."""
    compare = add_command(
        commands, "compare", "compare two requests and their responses", _COMPARE_EPILOG
    )
    compare.add_path("first", "file", metavar="A", help="a request, an earlier send or a file")
    compare.add_path("second", "file", metavar="B", help="what it is compared with")
    compare.add_path("--workspace", "directory", metavar="DIR", help=around)
    compare.add_argument(
        "--var",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="set a variable; without =VALUE, from the OS environment",
    )
    compare.add_flag("--trust", "trust this workspace for this command only")
    compare.add_argument(
        "--allow-host",
        metavar="HOST",
        action="append",
        default=[],
        help="allow credentials for HOST[:PORT], this command only",
    )
    compare.add_flag("--json", "print one JSON object")
    compare.add_argument("-q", "--quiet", action="store_true", help="show errors only")
    history = add_command(commands, "history", "list earlier sends", _HISTORY_EPILOG)
    history.add_path("--workspace", "directory", metavar="DIR", help=around)
    history.add_flag("--json", "print JSON")
