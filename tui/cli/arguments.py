"""The command line, as argparse knows it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tui import __version__

_EPILOG = """\
examples:
  outrider init my-api                      make a workspace
  outrider send list-orders --env staging   send a request; its token is fetched first
  TOKEN=$(outrider token --env staging)     only the token
  outrider check                            find every mistake in the files, send nothing

exit status:
  0  a response below 400; check found no error    4  no token, so nothing was sent to the API
  2  wrong usage, or an unanswered question        5  no whole response from the API
  3  a file, a variable, a secret, trust           6  the API answered 400 or above
  70 a fault of Outrider's own; 130, 143 interrupted, terminated
"""

_SEND_EPILOG = """\
REQUEST is the path below requests/ without .toml, or the request's name where that is unique.
The environment is --env, else OUTRIDER_ENV, else the workspace's default, else the only one.

The response's body goes to standard output, the console to standard error:

  12:04:11 token POST https://login.example.com/connect/token 200 88 ms first use
  12:04:11 api   GET  https://api.example.com/orders 200 132 ms
"""


def parser() -> argparse.ArgumentParser:
    """The parser of everything; shell completion is drawn from it."""
    top = argparse.ArgumentParser(
        prog="outrider",
        description="The terminal workbench for OAuth-protected APIs: pick an environment, send, "
        "and the access token is fetched first.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"outrider {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _send(commands)
    _token(commands)
    _lists(commands)
    _workspace(commands)
    _demo(commands)
    _completion(commands)
    return top


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    epilog: str = "",
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _where(command: argparse.ArgumentParser) -> None:
    option = command.add_argument(
        "--workspace",
        metavar="DIR",
        help="the workspace (default: this folder or the nearest above it)",
    )
    _complete(option, "directory")


def _common(command: argparse.ArgumentParser) -> None:
    _where(command)
    command.add_argument("--env", metavar="NAME", help="the environment")
    command.add_argument(
        "--var",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a variable that wins over all others; NAME alone takes the process variable NAME",
    )
    command.add_argument(
        "--trust", action="store_true", help="trust this workspace for this one call"
    )
    verbosity = command.add_mutually_exclusive_group()
    verbosity.add_argument(
        "-v", "--verbose", action="store_true", help="headers and bodies in the console"
    )
    verbosity.add_argument("-q", "--quiet", action="store_true", help="no console, errors only")


def _send(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    send = _command(commands, "send", "send a request, its token first", _SEND_EPILOG)
    send.add_argument("request", metavar="REQUEST", help="path or name of the request")
    _common(send)
    send.add_argument("--json", action="store_true", help="one JSON object on standard output")
    send.add_argument(
        "--include", action="store_true", help="status line and headers before the body"
    )
    output = send.add_argument(
        "--output", metavar="FILE", help="write the body to FILE, as it arrives, mode 0600"
    )
    _complete(output, "file")
    send.add_argument("--reveal", action="store_true", help="show secrets and tokens in clear")
    send.add_argument(
        "--yes", action="store_true", help="send an unsafe method to a protected environment"
    )


def _token(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    token = _command(commands, "token", "print an access token")
    _common(token)
    which = token.add_mutually_exclusive_group()
    which.add_argument("--auth", metavar="NAME", help="an auth of the environment (default)")
    which.add_argument("--request", metavar="REQUEST", help="the auth that this request gets")
    token.add_argument("--fresh", action="store_true", help="fetch a new one in any case")
    token.add_argument("--json", action="store_true", help="one JSON object with its times")


def _lists(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, summary in (
        ("environments", "list the environments"),
        ("requests", "list the requests"),
        ("check", "find every mistake in the files; opens no secret, sends nothing"),
    ):
        command = _command(commands, name, summary)
        _where(command)
        command.add_argument("--json", action="store_true", help="JSON on standard output")


def _workspace(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = _command(commands, "init", "make a workspace in a folder")
    _complete(
        init.add_argument("directory", metavar="DIR", help="made if it is missing"), "directory"
    )
    init.add_argument("--name", metavar="TEXT", help="the workspace's name (default: the folder's)")
    trust = _command(
        commands, "trust", "trust a workspace: it may run its commands and read your files"
    )
    _complete(
        trust.add_argument("directory", metavar="DIR", nargs="?", help="default: this workspace"),
        "directory",
    )


def _demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = _command(
        commands,
        "demo",
        "an authorization server, an API and a sample workspace, on this machine only",
    )
    demo.add_argument(
        "--headless", action="store_true", help="servers only; prints the commands to try"
    )
    demo.add_argument(
        "--tour", action="store_true", help="with --headless: send once in each environment and end"
    )


def _completion(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    completion = _command(
        commands,
        "completion",
        "print the completion script of a shell",
        'examples:\n  eval "$(outrider completion bash)"\n'
        "  outrider completion fish > ~/.config/fish/completions/outrider.fish\n",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))


def _complete(action: argparse.Action, kind: str) -> None:
    """Tells shtab what a shell may complete there."""
    action.complete = kind  # type: ignore[attr-defined]


def command_names() -> tuple[str, ...]:
    """Every command."""
    return (
        "send",
        "token",
        "environments",
        "requests",
        "check",
        "init",
        "trust",
        "demo",
        "completion",
    )


def is_workbench_call(argv: Sequence[str]) -> bool:
    """Whether the words ask for the workbench: none of them, or a folder, or only ``--env``."""
    first = next((word for word in argv if not word.startswith("-")), None)
    if argv and argv[0] in {"-h", "--help", "--version"}:
        return False
    return not argv or first not in command_names()
