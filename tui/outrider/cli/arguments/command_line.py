"""The command line, as argparse knows it."""

from __future__ import annotations

from outrider import __version__
from outrider.cli.arguments.import_export_arguments import add_export, add_import
from outrider.cli.arguments.parser import Commands, HelpFormatter, Parser, add_command

_DESCRIPTION = """\
The terminal workbench for OAuth-protected APIs: pick an environment and send;
its access token is fetched first.
"""

_EPILOG = """\
Without a command: outrider [WORKSPACE] [--env NAME] opens the workbench.

A workspace is a folder with an outrider.toml, environments/ and requests/.
All commands but init, import, demo, keys and completion work on the one around
the folder that you are in.

examples:
  outrider init my-api                      make a workspace
  outrider import *.json --into my-api      bring a Postman collection along
  outrider check                            find every mistake in its files
  outrider send list-orders --env staging   fetch the token, send the request
  TOKEN=$(outrider token --env staging)     only the token, for scripts
  outrider send --help                      all about a command

exit status:
  0   a response below 400; check found no error
  2   wrong usage, or a question that nobody answered
  3   a file, a variable, a secret, trust: nothing was sent
  4   no token, so nothing was sent to the API
  5   no whole response from the API
  6   the API answered 400 or above
  70  a fault of Outrider's own
  130, 143  interrupted, terminated
"""

_SEND_EPILOG = """\
REQUEST is the path below requests/ without .toml, or the request's name where
that is unique. The environment is --env, else OUTRIDER_ENV, else the
workspace's default, else the only one.

The body goes to standard output, as it came (on a terminal, JSON is indented).
The console goes to standard error, one line for each exchange:

  12:04:11 token POST https://login.example.com/token 200 88 ms first use
  12:04:11 api   GET  https://api.example.com/orders 200 132 ms

examples:
  outrider send list-orders --env staging
  outrider send billing/create-invoice --var quantity=30 -v
  outrider send list-orders --json | jq .exchanges
  outrider send report --output report.pdf
"""

_TOKEN_EPILOG = """\
Tokens are kept in memory only, so each call fetches one.

examples:
  TOKEN=$(outrider token --env staging)
  outrider token --env staging --auth billing
  outrider token --request billing/create-invoice --json | jq .expires_in
"""

_ENVIRONMENTS_EPILOG = """\
examples:
  outrider environments
  outrider environments --json | jq -r '.[].id'
"""

_REQUESTS_EPILOG = """\
examples:
  outrider requests
  outrider requests --json | jq -r '.[] | select(.method == "GET").id'
"""

_CHECK_EPILOG = """\
Each mistake is told as file:line: error: what is wrong. The exit status is 3
when there is an error; warnings do not count.

examples:
  outrider check
  outrider check --json | jq .errors
"""

_INIT_EPILOG = """\
No file that is there already is overwritten. The new workspace is trusted.

examples:
  outrider init orders-api
  outrider init . --name "Orders API"
"""

_TRUST_EPILOG = """\
A workspace that somebody else made runs no program, reads no process variable,
no keyring and no file outside its folder, and sends a client's credentials
nowhere, until you trust it. Read its files first. All that it needs is listed;
what is new since the last time is marked, and had to be trusted again.

examples:
  outrider trust
  outrider trust ~/src/orders-api
  outrider send list-orders --trust         only for this one call
"""

_DEMO_EPILOG = """\
The sample workspace is a private copy; it is removed when the demo ends.

examples:
  outrider demo --headless                  prints commands to try elsewhere
  outrider demo --headless --tour           sends in each environment and ends
"""

_KEYS_EPILOG = """\
They are changed in outrider/settings.toml below XDG_CONFIG_HOME, or ~/.config:

  [keys]
  send = "f5,ctrl+r"
  console.copy = "Y"

examples:
  outrider keys
  outrider keys --json | jq -r '.[] | select(.where == "Console").id'
"""

_COMPLETION_EPILOG = """\
examples:
  eval "$(outrider completion bash)"
  eval "$(outrider completion zsh)"
  outrider completion fish > ~/.config/fish/completions/outrider.fish
"""

SHELLS = ("bash", "zsh", "fish")
_AROUND = "the workspace (default: the one around this folder)"


def parser() -> Parser:
    """The parser of everything; shell completion is drawn from it."""
    top = Parser(
        prog="outrider",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"outrider {__version__}",
        help="show the version and exit",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _send(commands)
    _token(commands)
    _lists(commands)
    _workspace(commands)
    add_import(commands)
    add_export(commands, _common)
    _demo(commands)
    _keys(commands)
    _completion(commands)
    return top


def _common(command: Parser) -> None:
    command.add_path("--workspace", "directory", metavar="DIR", help=_AROUND)
    command.add_argument("--env", metavar="NAME", help="the environment, dev say")
    command.add_argument(
        "--var",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a variable that wins over all others; NAME alone takes the process variable NAME",
    )
    command.add_flag("--trust", "trust this workspace for this one call")
    verbosity = command.add_mutually_exclusive_group()
    verbosity.add_argument(
        "-v", "--verbose", action="store_true", help="headers and bodies in the console"
    )
    verbosity.add_argument("-q", "--quiet", action="store_true", help="no console, errors only")


def _send(commands: Commands) -> None:
    send = add_command(commands, "send", "fetch the token, then send a request", _SEND_EPILOG)
    send.add_argument("request", metavar="REQUEST", help="path or name of the request")
    _common(send)
    send.add_flag("--json", "one JSON object on standard output")
    send.add_flag("--include", "status line and headers before the body")
    written = "write the body to FILE, as it arrives, mode 0600"
    send.add_path("--output", "file", metavar="FILE", help=written)
    send.add_flag("--reveal", "show secrets and tokens in clear")
    send.add_flag("--yes", "send an unsafe method to a protected environment")
    send.add_argument(
        "--allow-host",
        metavar="HOST",
        action="append",
        default=[],
        help="let credentials go to HOST, or HOST:PORT, in this one call",
    )


def _token(commands: Commands) -> None:
    token = add_command(commands, "token", "fetch and print an access token", _TOKEN_EPILOG)
    _common(token)
    which = token.add_mutually_exclusive_group()
    which.add_argument("--auth", metavar="NAME", help="an auth of the environment (default)")
    which.add_argument("--request", metavar="REQUEST", help="the auth that this request gets")
    token.add_flag("--fresh", "fetch a new one, whatever is cached")
    token.add_flag("--json", "one JSON object with its times")


def _lists(commands: Commands) -> None:
    for name, summary, epilog in (
        ("environments", "list the environments", _ENVIRONMENTS_EPILOG),
        ("requests", "list the requests", _REQUESTS_EPILOG),
        ("check", "find every mistake in the files; sends nothing", _CHECK_EPILOG),
    ):
        command = add_command(commands, name, summary, epilog)
        command.add_path("--workspace", "directory", metavar="DIR", help=_AROUND)
        command.add_flag("--json", "JSON on standard output")


def _workspace(commands: Commands) -> None:
    init = add_command(commands, "init", "make a workspace in a folder", _INIT_EPILOG)
    init.add_path("directory", "directory", metavar="DIR", help="made if it is missing")
    init.add_argument("--name", metavar="TEXT", help="the workspace's name (default: the folder's)")
    trust = add_command(
        commands, "trust", "let a workspace run its commands and read files", _TRUST_EPILOG
    )
    trust.add_path("directory", "directory", metavar="DIR", nargs="?", help=_AROUND)


def _keys(commands: Commands) -> None:
    keys = add_command(commands, "keys", "list every key of the workbench", _KEYS_EPILOG)
    form = keys.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="JSON on standard output")
    form.add_argument("--markdown", action="store_true", help="the table that README has")


def _demo(commands: Commands) -> None:
    summary = "try it out: a sample workspace and servers on this machine"
    demo = add_command(commands, "demo", summary, _DEMO_EPILOG)
    demo.add_flag("--headless", "servers only; prints the commands to try")
    demo.add_flag("--tour", "with --headless: send once in each environment and end")


def _completion(commands: Commands) -> None:
    summary = "print the completion script of a shell"
    completion = add_command(commands, "completion", summary, _COMPLETION_EPILOG)
    completion.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def workbench_parser() -> Parser:
    """The parser of a call without a command."""
    workbench = Parser(prog="outrider", description="Opens the workbench.", allow_abbrev=False)
    workbench.add_argument("workspace", metavar="WORKSPACE", nargs="?", help=_AROUND)
    workbench.add_argument("--env", metavar="NAME", help="the environment to begin with")
    return workbench
