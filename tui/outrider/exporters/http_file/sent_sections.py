"""Requests that were sent, as sections of an ``.http`` file: nothing is to be resolved."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from outrider.exporters.code.code_request import CodeRequest
from outrider.exporters.http_file.readable_bodies import METHODS, is_readable_body
from outrider.visible_text import visible_line

_DRAWN = frozenset({"content-length", "host", "transfer-encoding"})
"""Header fields that every reader writes itself."""


def sent_section(request: CodeRequest) -> str:
    """A request as it is or would be on the wire; what no reader can send is told in comments."""
    return "\n".join(_lines(request)) + "\n"


def _lines(request: CodeRequest) -> Iterator[str]:
    path = unquote(request.url.partition("://")[2].partition("?")[0].partition("/")[2])
    yield f"### {visible_line(request.method)} /{visible_line(path)}"
    if request.method not in METHODS:
        yield "# Readers of this format do not know the method."
    if request.login is not None:
        yield f"# Not exported: {request.login.scheme} auth of {visible_line(request.login.user)}."
    yield "# @no-redirect"
    url = request.url.replace("{{", "%7B%7B")
    yield f"{request.method} {url}"
    for name, value in request.headers:
        if name.lower() not in _DRAWN:
            yield f"{name}: {value}"
    if request.body:
        yield from _body(request)


def _body(request: CodeRequest) -> Iterator[str]:
    assert request.body is not None
    if len(request.body) == 1 and not isinstance(request.body[0], bytes):
        yield ""
        yield f"< {request.body[0].path}"
        return
    data = b"".join(one for one in request.body if isinstance(one, bytes))
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = ""
    if len(request.body) == 1 and is_readable_body(text):
        yield ""
        yield text
    elif data:
        yield "# Not exported: the body, which readers of this format would not send as it is."
        yield "# Export it as curl, or export the request from the workspace to a folder."
