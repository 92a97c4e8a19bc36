"""Everything that a person or a program could read about what an engine did."""

from __future__ import annotations

import io

from outrider.cli.output.console_output import ConsoleWriter
from outrider.cli.output.error_output import write_error
from outrider.engine.engine import Engine
from outrider.engine.send.send_job import SendResult


def told(workbench: Engine, *results: SendResult) -> str:
    """The console with headers and bodies, and the errors of these results."""
    out = io.StringIO()
    view = ConsoleWriter(out, workbench.redactor, verbose=True)
    for entry in workbench.console:
        view.write_entry(entry)
    for result in results:
        if result.error is not None:
            write_error(result.error, out)
            out.write(repr(result.error.args))
    return out.getvalue()


def sentence(result: SendResult) -> str:
    """Every word about a result's error, in one text."""
    error = result.error
    assert error is not None
    assert error.what.strip()
    said = (error.what, error.where, error.server_message, error.see, error.why, error.advice)
    return "\n".join(said)
