"""Endpoints to which credentials would go because a response or a row of data says so."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from outrider.auth.origins import parse_origin
from outrider.engine.send.trust_needs import auth_endpoints
from outrider.errors import Fault
from outrider.model.auth import ResolvedAuth
from outrider.model.secret import reveal
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope


def captured_endpoint_faults(
    auth: ResolvedAuth, scope: VariableScope, values: RuntimeValues
) -> Iterator[Fault]:
    """A fault for each endpoint of a definition whose host no file names.

    Args:
        auth: the definition.
        scope: where its names are looked up.
        values: what was opened for it.
    """
    if not scope.captured:
        return
    files = Resolver(replace(scope, captured={}), values)
    for name, text in auth_endpoints(auth.config):
        place = auth.config.location_of(name)
        sent = parse_origin(reveal(auth.setting(name)))
        if sent is not None and parse_origin(reveal(files.text(text, place))) != sent:
            yield Fault(
                "captured_endpoint",
                f"The host of {name} comes from a captured value or a row of data.",
                place,
                "The client's credentials go only to hosts that the files name.",
                "Write its host in the file.",
            )
