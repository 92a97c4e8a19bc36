"""What ``outrider send`` sends: a request of the workspace, or a URL with its parts."""

from __future__ import annotations

from outrider.cli.arguments.parser import Parser

SEND_EPILOG = """\
REQUEST is the path below requests/ without .toml, or the request's name where
that is unique. The environment is --env, else OUTRIDER_ENV, else the
workspace's default, else the only one.

A URL (with ://, or beginning with {{) is sent once, without a file. In a
workspace it gets the headers and the auth that a file at the top of requests/
would; outside of one it has none. Without METHOD it is GET, or POST with a
body. References such as {{base_url}} work; files are sent as they are, and
@- is standard input. --data sets no Content-Type; --form with an @FILE is
multipart. --save keeps the request, its credentials in a local file.

The body is written to standard output unchanged, as it arrives (on a terminal
line by line, and JSON indented at its end). The console is on standard error,
one line per request:

  12:04:11 token POST https://login.example.com/token 200 88 ms no token yet
  12:04:11 api   GET  https://api.example.com/orders 200 132 ms

A stream (server-sent events, JSON Lines) is followed until it ends, ctrl-c is
pressed, or nothing arrives for the timeout of the request. With --json it is a
body like any other: the timeout ends it.

examples:
  outrider send list-orders --env staging
  outrider send list-orders --env dev --env staging      in both, compared
  outrider send billing/create-invoice --var quantity=30 -v
  outrider send list-orders --json | jq .exchanges
  outrider send report --output report.pdf
  outrider send '{{base_url}}/orders?status=open'
  outrider send POST https://api.example.com/orders --json-data '{"n": 1}'
  outrider send PUT '{{base_url}}/logo' --data @logo.png --auth none
"""


_CURL_OPTIONS = {
    "-X": "the method before the URL: outrider send POST URL",
    "--request": "the method before the URL: outrider send POST URL",
    "-H": "--header 'Name: value'",
    "-d": "--data TEXT, or --json-data TEXT",
    "--data-raw": "--data TEXT",
    "--data-binary": "--data @FILE",
    "--data-urlencode": "--form NAME=VALUE",
    "-F": "--form NAME=VALUE, or --form NAME=@FILE",
    "-o": "--output FILE",
    "-i": "--include",
    "-s": "-q",
}


def add_target(send: Parser) -> None:
    """Adds the words that say what is sent, and the options of a URL."""
    send.words = "words"
    send.meant = _CURL_OPTIONS
    send.usage = "outrider send [options] (REQUEST | [METHOD] URL)"
    send.add_argument(
        "words",
        metavar="REQUEST",
        nargs="+",
        help="path or name of the request, or [METHOD] URL",
    )
    url = send.add_argument_group("options for a URL")
    url.add_argument("--auth", metavar="NAME", help="auth definition of the environment, or none")
    for name, metavar, summary in (
        ("--header", "'N: V'", "a header; 'N:' sends none"),
        ("--data", "TEXT", "the body: a text or @FILE"),
        ("--json-data", "TEXT", "the body, as JSON"),
        ("--form", "N=V", "a field of a form, or N=@FILE"),
    ):
        url.add_argument(name, metavar=metavar, action="append", default=[], help=summary)
    url.add_argument("--save", metavar="NAME", help="save it as a request of the workspace")
