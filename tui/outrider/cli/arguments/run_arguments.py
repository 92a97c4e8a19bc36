"""The arguments of ``outrider run``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from outrider.cli.arguments.parser import Commands, Parser, add_command

_RUN_EPILOG = """\
Sends all requests of the workspace, or those of the folders and requests that
are named, in the order of the tree, for each --env, row of data and repeat.
Each of these passes has its own captured values; requests that use the same
token share it. A request is skipped if an earlier one of the run did not
capture what it needs; if no earlier one captures it, the request fails with
exit status 3. Nothing is sent twice by itself.

A request fails if an expectation is not met, without a whole response, and
with a status of 400 or above that no [[expect]] status names. The exit status
is 0 if none failed, else the lowest of 3, 4, 5 that an error has, else 1.

--data reads CSV (with a header), JSON (an array of objects) or JSON Lines. The
columns are variables, which win over those of files.

Reports go to standard output, or to a file: text (default), json, junit, tap,
html. Secrets and what looks like a credential are masked in them. Progress is
written to standard error, unless the text has a line for each request anyway;
-q writes failures and the summary only.

examples:
  outrider run
  outrider run billing --env dev --env staging
  outrider run billing --data customers.csv --parallel 4
  outrider run --report junit=report.xml --report html=report.html
  outrider run --report json | jq .counts
  outrider run billing --update                 write its snapshots again
"""


def add_run(commands: Commands, common: Callable[[Parser], None]) -> None:
    """Adds the command; ``common`` adds what all commands have that send."""
    summary = "send a folder of requests and check them"
    run = add_command(commands, "run", summary, _RUN_EPILOG)
    names = "folders and requests (default: all)"
    run.add_argument("names", metavar="FOLDER|REQUEST", nargs="*", help=names)
    common(run)
    rows = "run once for each row of a CSV or JSON file"
    run.add_path("--data", "file", metavar="FILE", help=rows)
    run.add_argument("--repeat", metavar="N", type=_count, default=1, help="run everything N times")
    run.add_argument(
        "--parallel", metavar="N", type=_count, default=1, help="run N rows or repeats at once"
    )
    run.add_flag("--bail", "stop after the first request that fails")
    run.add_argument(
        "--report",
        metavar="FORMAT[=FILE]",
        action="append",
        default=[],
        help="write a report: text, json, junit, tap, html",
    )
    run.add_flag("--update", "write the snapshots of expectations again")
    run.add_flag("--yes", "confirm sending to protected environments")
    run.add_argument(
        "--allow-host",
        metavar="HOST",
        action="append",
        default=[],
        help="allow credentials for HOST[:PORT], this command only",
    )


def _count(word: str) -> int:
    if word.isascii() and word.isdigit() and int(word[:9]) >= 1 and len(word) < 10:
        return int(word)
    raise argparse.ArgumentTypeError(f'"{word}" is not a number from 1 on')
