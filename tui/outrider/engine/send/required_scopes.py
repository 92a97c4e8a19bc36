"""The scopes that an operation requires, as its document said, beside those that are requested."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.auth.schemes import find_scheme
from outrider.errors import Fault, Severity
from outrider.model.auth import AuthConfig
from outrider.model.workspace import RequestWithFolders
from outrider.variables.reference_grammar import has_reference

NOT_COVERED = "scope_not_covered"


def scope_faults(
    request: RequestWithFolders, config: AuthConfig | None, scope: object
) -> Iterator[Fault]:
    """A warning where an auth definition requests less than its request requires.

    Args:
        request: what is sent, or checked.
        config: the auth definition that it gets.
        scope: what the definition requests, resolved or as written. Nothing is said where it is
            empty, since the server decides then (RFC 6749 §3.3), and where it is a secret.
    """
    required = request.request.required_scopes
    if not required or config is None or not isinstance(scope, str) or has_reference(scope):
        return
    scheme = find_scheme(config.type)
    requested = scope.split()
    lacking = [one for one in required if one not in requested]
    if scheme is None or not scheme.uses_token or not requested or not lacking:
        return
    names = ", ".join(f'"{one}"' for one in lacking)
    yield Fault(
        NOT_COVERED,
        f"The requested scope lacks {names}, which this operation requires.",
        config.location_of("scope"),
        f'Request "{request.request.name}" requires: {" ".join(required)}.',
        f"Add {names} to scope.",
        Severity.WARNING,
    )
