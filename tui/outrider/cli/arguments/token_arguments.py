"""The arguments of ``outrider token`` and ``outrider exec``."""

from __future__ import annotations

from collections.abc import Callable

from outrider.cli.arguments.parser import Commands, Parser, add_command
from outrider.cli.output.token_formats import TOKEN_FORMATS

_TOKEN_EPILOG = """\
Tokens are kept in memory only, so each call fetches one, unless they are
shared: see outrider tokens --help. --introspect and --revoke need an endpoint:
one of the issuer's metadata, or introspection_endpoint or revocation_endpoint.

OPERATION is the word that docker and git add; they write the host to standard
input. They and kubectl get a token only for the hosts that the files name for
it (hosts of the auth definition, else the URLs of variables), and those of
--allow-host. curl sends it to every URL of its command line.

examples:
  TOKEN=$(outrider token --env staging)
  outrider token --env staging --auth billing
  outrider token --request billing/create-invoice --json | jq .expires_in
  outrider token --env staging --introspect
  OUTRIDER_TOKENS=shared outrider token --env staging --revoke
  curl -K <(outrider token --as curl-config) https://api.example.com/orders
  git config credential.https://git.example.com.helper \\
    '!outrider token --workspace ~/orders-api --env staging --as git'
"""

_EXEC_EPILOG = """\
The program gets, as OS environment variables, never as arguments:
  ACCESS_TOKEN             the access token; --token-name
  ACCESS_TOKEN_EXPIRES_AT  seconds since 1970; --expires-name
  NAME                     each variable of the workspace and the environment
                           (with --request, also those of the request)
  NAME                     each secret of --secret

Characters that no shell reads in a name become _. Not passed are variables
that contain other secrets or cannot be resolved and, unless named by
--variable or with --prefix, those with a name that programs obey, such as PATH
or http_proxy: a warning lists them. OS environment variables from which the
environment reads its secrets are removed; all others stay.

The program takes the place of Outrider, so the terminal, signals and the exit
status are its own: 126 if it cannot run, 127 if it is not found. Outrider's
own errors before that have the exit status of outrider --help.

examples:
  outrider exec --env staging -- ./smoke-test.sh
  outrider exec --env staging --token-name GITLAB_TOKEN -- terraform plan
  outrider exec --env staging --prefix API_ --secret webhook_key -- make test
  outrider exec --env staging -- sh -c 'xh -A bearer -a "$ACCESS_TOKEN" :8080'
"""


def add_token(commands: Commands, common: Callable[[Parser], None]) -> None:
    """Adds ``token``; ``common`` adds what all commands have that use a workspace."""
    token = add_command(commands, "token", "fetch and print an access token", _TOKEN_EPILOG)
    common(token)
    _add_definition(token)
    form = token.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="print one JSON object, with expiry times"
    )
    form.add_argument(
        "--as",
        dest="form",
        metavar="FORMAT",
        choices=TOKEN_FORMATS.names,
        help=f"print it for another program: {', '.join(TOKEN_FORMATS.names)}",
    )
    token.add_argument(
        "operation", metavar="OPERATION", nargs="?", help="what docker or git asks for, such as get"
    )
    token.add_argument(
        "--username", metavar="NAME", help="user name for docker and git (default: oauth2)"
    )
    token.add_argument(
        "--allow-host",
        metavar="HOST",
        action="append",
        default=[],
        help="allow the token for HOST[:PORT], this command only",
    )
    about_it = token.add_mutually_exclusive_group()
    about_it.add_argument(
        "--introspect", action="store_true", help="show what the server says of it"
    )
    about_it.add_argument(
        "--revoke", action="store_true", help="revoke the cached token (RFC 7009)"
    )


def add_exec(commands: Commands, common: Callable[[Parser], None]) -> None:
    """Adds ``exec``; ``common`` adds what all commands have that use a workspace."""
    summary = "run a program with the token in its environment"
    execute = add_command(commands, "exec", summary, _EXEC_EPILOG)
    execute.after_dashes = "program"
    execute.add_argument(
        "program", metavar="-- COMMAND", nargs="*", help="the program and its arguments"
    )
    common(execute)
    _add_definition(execute)
    execute.add_argument(
        "--secret",
        metavar="NAME",
        action="append",
        default=[],
        help="pass this secret of the environment too; several",
    )
    which = execute.add_mutually_exclusive_group()
    which.add_argument(
        "--variable", metavar="NAME", action="append", help="pass only this variable; several"
    )
    which.add_argument("--no-variables", action="store_true", help="pass no variables")
    execute.add_argument(
        "--prefix", metavar="TEXT", default="", help="put before names of variables and secrets"
    )
    execute.add_argument(
        "--token-name", metavar="NAME", default="ACCESS_TOKEN", help="name of the token's variable"
    )
    execute.add_argument(
        "--expires-name", metavar="NAME", help="of its expiry (default: that and _EXPIRES_AT)"
    )
    execute.add_flag("--no-token", "fetch and pass no token")
    execute.add_flag("--yes", "confirm using a protected environment")


def _add_definition(command: Parser) -> None:
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "--auth", metavar="NAME", help='auth definition of the environment (default: "default")'
    )
    which.add_argument(
        "--request", metavar="REQUEST", help="use the auth definition of this request"
    )
    command.add_flag("--fresh", "fetch a new token even if one is cached")
