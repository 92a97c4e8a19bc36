"""Requests that were prepared or sent already, as a script: their credentials are values."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from outrider.exporters.load.load_script import LoadScript, ScriptRequest
from outrider.exporters.load.markers import Markers
from outrider.exporters.load.script_conditions import script_checks
from outrider.exporters.load.script_messages import MessageWriter
from outrider.exporters.load.value_names import ScriptValues
from outrider.exporters.masking import MaskingPolicy
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest
from outrider.model.secret import masked
from outrider.model.workspace import Request

_TAG = "404040404040"
"""Of marks for credentials that are written out: they are found before anything else is read."""


def script_of_request(outgoing: PreparedRequest, masking: MaskingPolicy) -> LoadScript:
    """A script for a request that was not sent."""
    return _script([outgoing], masking)


def script_of_entries(entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> LoadScript:
    """A script that sends all requests of the console again, in order."""
    found = [one.exchange for one in entries if one.exchange is not None]
    return _script([PreparedRequest(one.request, one.connection) for one in found], masking)


def _script(requests: Sequence[PreparedRequest], masking: MaskingPolicy) -> LoadScript:
    values = ScriptValues()
    writer = MessageWriter(Markers(_TAG), values, masking)
    written = []
    for one in requests:
        message = writer.message(one.message)
        notes = [*writer.notes]
        if one.login is not None:
            notes.append(f"The signature ({one.login.scheme}) is not in this script.")
        path = masked(one.message.url).partition("://")[2].partition("?")[0]
        name = f"{one.message.method} {masking.url(path)}"
        checks = script_checks(Request("", "", ""), notes.append, lambda _: False)
        made = ScriptRequest(name, message, checks=checks, notes=tuple(notes))
        if one.timeout is not None:
            made = replace(made, timeout=one.timeout)
        written.append(replace(made, follow_redirects=bool(one.redirects)))
    connection = requests[0].connection if requests else None
    if connection is not None:
        connection = replace(connection, proxy=masking.url(connection.proxy))
    return LoadScript("", "", tuple(written), values.all, connection=connection)
