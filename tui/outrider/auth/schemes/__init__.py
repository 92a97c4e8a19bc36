"""The authentication schemes of requests: one file each, and one line in :data:`SCHEMES`."""

from __future__ import annotations

from outrider.auth.scheme import Scheme, SchemeContext
from outrider.auth.schemes.api_key import ApiKey
from outrider.auth.schemes.aws_sigv4 import AwsSigV4
from outrider.auth.schemes.basic import Basic
from outrider.auth.schemes.bearer import Bearer
from outrider.auth.schemes.command import Command
from outrider.auth.schemes.digest import Digest
from outrider.auth.schemes.none import NoAuth
from outrider.auth.schemes.oauth2 import OAuth2

__all__ = ["SCHEMES", "Scheme", "SchemeContext", "find_scheme"]


SCHEMES: tuple[Scheme, ...] = (
    OAuth2(),
    Basic(),
    Bearer(),
    ApiKey(),
    Digest(),
    AwsSigV4(),
    Command(),
    NoAuth(),
)


def find_scheme(name: str) -> Scheme | None:
    """The registered scheme of this type."""
    return next((scheme for scheme in SCHEMES if scheme.type == name), None)
