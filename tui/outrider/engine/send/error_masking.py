"""An error's sentences without the secrets that may be in them."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.engine.send.error_lines import add_lines, add_settings_lines
from outrider.engine.send.failure_places import add_settings_place
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import AuthorizationError, Fault, OutriderError
from outrider.redaction import Redactor


def shown_error(
    error: OutriderError, redactor: Redactor, snapshot: WorkspaceSnapshot
) -> OutriderError:
    """The error as it is shown: with its lines, and with every secret in its sentences masked."""
    add_settings_place(error, snapshot.environment)
    add_lines(error, snapshot.with_line)
    add_settings_lines(error, snapshot.with_line)
    error.where = redactor.mask_url(error.where)
    error.server_message = redactor.mask_body(error.server_message)
    error.whole_message = redactor.mask_body(error.whole_message)
    error.see = redactor.mask_url(error.see)
    if isinstance(error, AuthorizationError) and error.masked:
        # A secret that is a plain word ("secret") would be masked in our own words too.
        return error
    error.what = redactor.mask_body(error.what)
    error.why = redactor.mask_body(error.why)
    error.advice = redactor.mask_body(error.advice)
    error.faults = tuple(masked_fault(fault, redactor) for fault in error.faults)
    error.args = (error.what,)
    return error


def masked_fault(fault: Fault, redactor: Redactor) -> Fault:
    """The fault with every secret in its sentences masked."""
    return replace(
        fault,
        what=redactor.mask_body(fault.what),
        why=redactor.mask_body(fault.why),
        advice=redactor.mask_body(fault.advice),
    )
