"""Where in the files the cause of a failed exchange is written."""

from __future__ import annotations

from typing import TypeVar

from outrider.errors import Fault, OutriderError, SourceLocation
from outrider.model.exchange import Failure, FailureKind
from outrider.model.workspace import Environment, RequestWithFolders
from outrider.variables.header_resolution import effective_headers

E = TypeVar("E", bound=OutriderError)

METHOD = ":method"
"""As HTTP/2 calls it (RFC 9113 §8.3.1), in :attr:`~outrider.model.exchange.Failure.header`."""


def placed_error(kind: type[E], failure: Failure, place: SourceLocation | None) -> E:
    """The failure as an error of a kind, with a fault where its cause is written."""
    error = failure.error(kind)
    if place is not None and place.file:
        error.faults = (_fault(error, place),)
        error.where = str(place)
    return error


def request_place(failure: Failure, request: RequestWithFolders) -> SourceLocation | None:
    """What of a request cannot be sent; ``None`` where no key of it is to blame."""
    file = request.request.file
    if not failure.header:
        return None
    if failure.header == METHOD:
        return SourceLocation(file, ("method",))
    for header in effective_headers(request):
        if header.row.name.strip().lower() == failure.header.lower():
            return header.place("name")
    return SourceLocation(file, ("headers",))


def add_settings_place(error: OutriderError, environment: Environment | None) -> None:
    """Gives an error about the environment's proxy or TLS material the place of the setting."""
    place = None if environment is None or error.faults else _settings_place(error, environment)
    if place is not None:
        error.faults = (_fault(error, place),)


def _settings_place(error: OutriderError, environment: Environment) -> SourceLocation | None:
    if error.code == FailureKind.PROXY_CONFIGURATION and environment.proxy:
        return SourceLocation(environment.file, ("proxy", "url"))
    if error.code == FailureKind.TLS_CONFIGURATION:
        tls = environment.tls
        written = (
            ("ca_bundle", tls.ca_bundle),
            ("client_key", tls.client_key),
            ("client_certificate", tls.client_certificate),
        )
        for key, path in written:
            if path and (path in error.what or key == "client_certificate"):
                return SourceLocation(environment.file, ("tls", key))
    return None


def _fault(error: OutriderError, place: SourceLocation) -> Fault:
    return Fault(error.code, error.what, place, error.why, error.advice, step=error.step)
