"""The command line, as argparse knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from outrider import __version__
from outrider.cli.arguments.comparing_arguments import add_comparing
from outrider.cli.arguments.import_export_arguments import add_export, add_import
from outrider.cli.arguments.once_arguments import SEND_EPILOG, add_target
from outrider.cli.arguments.parser import Commands, HelpFormatter, Parser, add_command
from outrider.cli.arguments.reference_arguments import add_help, add_schema
from outrider.cli.arguments.run_arguments import add_run
from outrider.cli.arguments.token_arguments import add_exec, add_token

_DESCRIPTION = (
    "Send requests to OAuth-protected APIs from the terminal. Outrider fetches\n"
    "and caches the access tokens.\n"
)

_EPILOG = """\
Without a command: outrider [WORKSPACE] [--env NAME] opens the workbench;
with --plain it works line by line, such as for screen readers.

A workspace is a folder with an outrider.toml, environments/ and requests/.
Commands use the workspace of the current folder or its parents (except init,
import, demo, help, keys, schema and completion).

examples:
  outrider init my-api                      create a workspace
  outrider import *.json --into my-api      import a Postman collection
  outrider check                            check its files for errors
  outrider doctor --env staging             find why the token request fails
  outrider send list-orders --env staging   fetch the token, send the request
  outrider send https://api.example.com/x   send a URL once, without a file
  TOKEN=$(outrider token --env staging)     only the token, for scripts
  outrider exec --env staging -- ./smoke.sh run a program with the token
  outrider run --report junit=report.xml    send all requests, with a report
  outrider send --help                      help for a command
  outrider help files                       every key of every file

exit status:
  0   a response below 400; check found no error; nothing differs
  1   an expectation was not met; a request of a run failed; a pair differs
  2   usage error, or a confirmation without a terminal
  3   a file, a variable, a secret, trust: no request was sent
  4   no token, so the API request was not sent
  5   no whole response from the API
  6   the API returned 400 or above
  70  internal error (a bug in Outrider)
  130, 143  interrupted, terminated
exec has the status of its program: 126 if it cannot run, 127 if not found.
"""

_TOKENS_EPILOG = """\
Tokens end with each command, unless they are shared between commands and the
workbench, in outrider/settings.toml below XDG_CONFIG_HOME, or ~/.config:

  [tokens]
  cache = "shared"

or for one shell: export OUTRIDER_TOKENS=shared

examples:
  outrider tokens
  outrider tokens --clear --env staging
"""

_DOCTOR_EPILOG = """\
Checks, in this order: references and secrets, DNS, TCP, TLS, proxy, clock,
metadata, then the token request as it is written and, if that fails, with what
may have been meant. At most 8 requests are made, none to the API, and it stops
when the server asks to wait. The exit status is 0 if a token was received,
3 for a file or a secret, 4 without a token.

examples:
  outrider doctor --env staging
  outrider doctor --env production --auth billing --yes
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
Problems are printed as file:line: error: description. The exit status is 3 if
there are errors; warnings do not count.

examples:
  outrider check
  outrider check --json | jq .errors
"""

_INIT_EPILOG = """\
Existing files are not overwritten. The new workspace is trusted.

--provider writes an environment for a known authorization server. On a
terminal it asks for what is yours; a secret that you enter goes into a local
file, which git ignores. Without one, the file has examples to replace. In a
workspace, the environment is added; it asks before it overwrites one.

providers:
  auth0, cognito, duende, duende-demo, entra, entra-certificate,
  entra-federated, github, google, hydra, keycloak, okta, okta-org, paypal,
  pingone, salesforce, spotify, zitadel

examples:
  outrider init orders-api
  outrider init . --name "Orders API"
  outrider init orders-api --provider keycloak
  outrider init . --provider entra --env staging
"""

_TRUST_EPILOG = """\
A workspace from someone else cannot run programs, cannot read OS environment
variables, the keyring or files outside its folder, and cannot send a client's
credentials, until you trust it. Review its files first. Everything it needs is
listed, and what is new since the last time is marked. Changes have to be
trusted again.

examples:
  outrider trust
  outrider trust ~/src/orders-api
  outrider send list-orders --trust         for this command only
"""

_DEMO_EPILOG = """\
The sample workspace is a private copy; it is removed when the demo ends.

examples:
  outrider demo --headless                  print commands for another shell
  outrider demo --headless --tour           send in each environment and end
"""

_KEYS_EPILOG = """\
Change keys in outrider/settings.toml below XDG_CONFIG_HOME, or ~/.config:

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
_AROUND = "workspace (default: of this folder or its parents)"


def parser(only: str | None = None) -> Parser:
    """The parser of everything; shell completion is drawn from it.

    Args:
        only: the command that was asked for: the others, of which nothing will be said, are not
            made. All are a tenth of a send.
    """
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
    for names, add in _ADDITIONS.items():
        if only is None or only in names:
            add(commands)
    return top


def _common(command: Parser, *, many: bool = False) -> None:
    command.add_path("--workspace", "directory", metavar="DIR", help=_AROUND)
    if many:
        command.add_argument(
            "--env",
            metavar="NAME",
            action="append",
            default=[],
            help="environment to use, such as dev; several at once",
        )
    else:
        command.add_argument("--env", metavar="NAME", help="environment to use, such as dev")
    command.add_argument(
        "--var",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="set a variable; without =VALUE, from the OS environment",
    )
    command.add_flag("--trust", "trust this workspace for this command only")
    verbosity = command.add_mutually_exclusive_group()
    verbosity.add_argument("-v", "--verbose", action="store_true", help="show headers and bodies")
    verbosity.add_argument("-q", "--quiet", action="store_true", help="show errors only")


def _send(commands: Commands) -> None:
    send = add_command(commands, "send", "fetch the token, then send a request", SEND_EPILOG)
    add_target(send)
    _common(send, many=True)
    send.add_flag("--json", "print one JSON object")
    send.add_flag("--include", "print status line and headers before the body")
    written = "write the body to FILE, unchanged, mode 0600"
    send.add_path("--output", "file", metavar="FILE", help=written)
    send.add_flag("--reveal", "do not mask secrets and tokens")
    send.add_flag("--yes", "confirm sending to a protected environment")
    send.add_argument(
        "--allow-host",
        metavar="HOST",
        action="append",
        default=[],
        help="allow credentials for HOST[:PORT], this command only",
    )


def _run(commands: Commands) -> None:
    add_run(commands, partial(_common, many=True))


def _token(commands: Commands) -> None:
    add_token(commands, _common)


def _exec(commands: Commands) -> None:
    add_exec(commands, _common)


def _tokens(commands: Commands) -> None:
    tokens = add_command(commands, "tokens", "list or clear shared tokens", _TOKENS_EPILOG)
    tokens.add_argument("--env", metavar="NAME", help="those of this environment only")
    tokens.add_flag("--clear", "clear them, in every workspace")
    tokens.add_flag("--json", "print JSON; tokens are masked")


def _doctor(commands: Commands) -> None:
    summary = "find why the token request fails; name the change"
    doctor = add_command(commands, "doctor", summary, _DOCTOR_EPILOG)
    _common(doctor)
    doctor.add_argument(
        "--auth", metavar="NAME", help='auth definition of the environment (default: "default")'
    )
    doctor.add_flag("--yes", "confirm checking a protected environment")


def _lists(commands: Commands) -> None:
    for name, summary, epilog in (
        ("environments", "list the environments", _ENVIRONMENTS_EPILOG),
        ("requests", "list the requests", _REQUESTS_EPILOG),
        ("check", "check all files for errors; nothing is sent", _CHECK_EPILOG),
    ):
        command = add_command(commands, name, summary, epilog)
        command.add_path("--workspace", "directory", metavar="DIR", help=_AROUND)
        command.add_flag("--json", "print JSON")


def _workspace(commands: Commands) -> None:
    init = add_command(commands, "init", "create a workspace", _INIT_EPILOG)
    init.add_path("directory", "directory", metavar="DIR", help="created if it does not exist")
    init.add_argument(
        "--name", metavar="TEXT", help="name of the workspace (default: of the folder)"
    )
    init.add_argument(
        "--provider", metavar="NAME", help="add an environment for this authorization server"
    )
    init.add_argument(
        "--env", metavar="NAME", help="name of that environment (default: the provider)"
    )
    trust = add_command(
        commands, "trust", "allow a workspace to run commands and read files", _TRUST_EPILOG
    )
    trust.add_path("directory", "directory", metavar="DIR", nargs="?", help=_AROUND)


def _keys(commands: Commands) -> None:
    keys = add_command(commands, "keys", "list every key of the workbench", _KEYS_EPILOG)
    form = keys.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print the table as Markdown")


def _export(commands: Commands) -> None:
    add_export(commands, _common)


def _comparing(commands: Commands) -> None:
    add_comparing(commands, _AROUND)


def _demo(commands: Commands) -> None:
    summary = "start a sample workspace with local servers"
    demo = add_command(commands, "demo", summary, _DEMO_EPILOG)
    demo.add_flag("--headless", "start only the servers; print the commands to try")
    demo.add_flag("--tour", "with --headless: send once in each environment and end")


def _completion(commands: Commands) -> None:
    summary = "print the completion script of a shell"
    completion = add_command(commands, "completion", summary, _COMPLETION_EPILOG)
    completion.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def workbench_parser() -> Parser:
    """The parser of a call without a command."""
    workbench = Parser(prog="outrider", description="Open the workbench.", allow_abbrev=False)
    workbench.add_argument("workspace", metavar="WORKSPACE", nargs="?", help=_AROUND)
    workbench.add_argument("--env", metavar="NAME", help="environment to start in")
    workbench.add_flag("--plain", "work line by line, without drawing")
    return workbench


_ADDITIONS: Mapping[tuple[str, ...], Callable[[Commands], None]] = {
    ("send",): _send,
    ("run",): _run,
    ("token",): _token,
    ("tokens",): _tokens,
    ("exec",): _exec,
    ("doctor",): _doctor,
    ("compare", "history"): _comparing,
    ("environments", "requests", "check"): _lists,
    ("init", "trust"): _workspace,
    ("import",): add_import,
    ("export",): _export,
    ("demo",): _demo,
    ("keys",): _keys,
    ("help",): add_help,
    ("schema",): add_schema,
    ("completion",): _completion,
}
"""What adds each command to the parser, in the order of the help."""
