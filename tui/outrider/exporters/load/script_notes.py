"""What a script says of itself at its top, whatever its language."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.exporters.code.code_request import taken_along
from outrider.exporters.load.load_script import LoadScript, ScriptRequest
from outrider.model.connection import HttpVersion
from outrider.visible_text import visible_line


def head_lines(script: LoadScript, program: str, run: str) -> Iterator[str]:
    """The lines of the first comment.

    Args:
        script: what is written.
        program: what runs it.
        run: the command by which people run it.
    """
    of = f' in environment "{script.environment}"' if script.environment else ""
    yield visible_line(f"{script.title or 'Requests'}{of}, for {program}: {run}")
    if script.values:
        yield ""
        yield "It reads these OS environment variables:"
        yield from (visible_line(f"  {one.name}: {one.what}") for one in script.values)
    if script.tokens:
        yield ""
        yield "It fetches these tokens, and renews them before they expire and after a 401:"
        yield from (visible_line(f"  {one.name}") for one in script.tokens)
    if script.notes:
        yield ""
        yield from map(visible_line, script.notes)


def connection_notes(script: LoadScript, bundle: str, http2: str) -> Iterator[str]:
    """What of TLS, proxy and HTTP version is left to whoever runs the script.

    Args:
        script: what is written.
        bundle: the OS environment variable for a CA bundle; empty where the script has it.
        http2: what is said where only one version is spoken, which differs from the workspace's.
    """
    settings = script.connection
    if settings is None:
        return
    if bundle and settings.verify and settings.ca_bundle:
        yield f"Run it with {bundle}={settings.ca_bundle}"
    if settings.client_certificate:
        yield f"The client certificate was not exported: {settings.client_certificate}"
    if settings.proxy:
        yield f"Run it with HTTP_PROXY and HTTPS_PROXY set to {settings.proxy}"
    if http2 and settings.http in {HttpVersion.HTTP2, HttpVersion.AUTO}:
        yield http2


def redirected_fields(request: ScriptRequest, program: str) -> Iterator[str]:
    """What a program takes along to the host of a redirect, where Outrider takes nothing."""
    message = request.message
    names = taken_along((name for name, _ in message.headers), has_body=message.body is not None)
    if request.follow_redirects and names:
        yield f"{program} takes along in redirects to other hosts: {', '.join(names)}"
