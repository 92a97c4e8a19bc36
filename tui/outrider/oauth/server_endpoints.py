"""The endpoints of an authorization server, by their names in RFC 8414 §2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec import Struct

from outrider.errors import Fault, ResolveError, SourceLocation

SUFFIX = "_endpoint"

INTROSPECTION = "introspection_endpoint"
REVOCATION = "revocation_endpoint"


class ServerEndpoints(Struct, frozen=True):
    """Where to send what: as the files say, else as the issuer's metadata says.

    Attributes:
        written: by name, from the files; these win.
        announced: by name, from the metadata.
        issuer: whose metadata it is; empty where none was read.
        place: where the auth is written, for what is missing.
        check: raises for an announced endpoint that must not be used; given its name and URL.
    """

    written: Mapping[str, str] = MappingProxyType({})
    announced: Mapping[str, str] = MappingProxyType({})
    issuer: str = ""
    place: SourceLocation = SourceLocation("")
    check: Callable[[str, str], None] | None = None

    def find(self, name: str) -> str:
        """The URL of an endpoint; empty where nobody names it."""
        return self.written.get(name) or self.announced.get(name, "")

    def need(self, name: str) -> str:
        """The URL of an endpoint that the grant cannot do without.

        Raises:
            ResolveError: nobody names it.
            AuthorizationError: the metadata names one that must not be used.
        """
        url = self.find(name)
        if url and self.check is not None and not self.written.get(name):
            self.check(name, url)
        if not url:
            fault = Fault(
                "auth_endpoint",
                f"[{self.place.dotted_key or 'auth'}] has no {name}.",
                self.place,
                f"The metadata of {self.issuer} names none." if self.issuer else "",
                f'Add {name} = "https://…".',
            )
            raise ResolveError.of([fault])
        return url
