"""The authentication schemes of requests: one file each, and one line in :data:`SCHEMES`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from outrider.auth.credential import Credential
from outrider.auth.schemes.api_key import ApiKey
from outrider.auth.schemes.basic import Basic
from outrider.auth.schemes.bearer import Bearer
from outrider.auth.schemes.none import NoAuth
from outrider.auth.schemes.oauth2 import OAuth2
from outrider.model.auth import Field, Placement, ResolvedAuth
from outrider.model.secret import Secret


class Scheme(Protocol):
    """A way in which a request proves who sends it; ``type`` in an ``[auth]`` table.

    Attributes:
        type: the name in files.
        summary: one sentence.
        placement: where its credential goes unless the table says otherwise; ``None`` where
            ``placement`` means nothing to it.
        uses_token: it needs an access token, which the token worker obtains.
    """

    @property
    def type(self) -> str:
        """The name in files."""

    @property
    def summary(self) -> str:
        """One sentence."""

    @property
    def placement(self) -> Placement | None:
        """The default placement."""

    @property
    def uses_token(self) -> bool:
        """Whether it needs an access token."""

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """The keys that a table of this type may hold, given what it holds already."""

    def credential(self, auth: ResolvedAuth, token: Secret | None) -> Credential | None:
        """What to put into the request.

        Raises:
            ResolveError: the settings cannot be written in this scheme's form.
        """


SCHEMES: tuple[Scheme, ...] = (OAuth2(), Basic(), Bearer(), ApiKey(), NoAuth())


def find_scheme(name: str) -> Scheme | None:
    """The registered scheme of this type."""
    return next((scheme for scheme in SCHEMES if scheme.type == name), None)
