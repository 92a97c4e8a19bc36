"""The authentication schemes of requests: one file each, and one line in :data:`SCHEMES`."""

from __future__ import annotations

from outrider.auth.scheme import Scheme, SchemeContext
from outrider.lazy_registry import LazyRegistry

__all__ = ["SCHEMES", "Scheme", "SchemeContext", "find_scheme"]


SCHEMES: LazyRegistry[Scheme] = LazyRegistry(
    __name__,
    {
        "oauth2": "oauth2:OAuth2",
        "basic": "basic:Basic",
        "bearer": "bearer:Bearer",
        "api_key": "api_key:ApiKey",
        "digest": "digest:Digest",
        "aws_sigv4": "aws_sigv4:AwsSigV4",
        "command": "command:Command",
        "none": "none:NoAuth",
    },
)


def find_scheme(name: str) -> Scheme | None:
    """The registered scheme of this type."""
    return SCHEMES.find(name)
