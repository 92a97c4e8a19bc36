"""``basic``: a user name and a password (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode

from outrider.auth.credential import Credentials, header_credential
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.errors import Fault, ResolveError
from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.message import RequestMessage
from outrider.model.secret import MASK, reveal


class Basic(Scheme):
    """User name and password, as UTF-8, in an ``Authorization: Basic`` header."""

    type = "basic"
    summary = "A user name and a password (RFC 7617)."
    own_fields = (
        Field(
            "username",
            "User name",
            required=True,
            meaning="User name, without a colon.",
            example="ann",
        ),
        Field(
            "password",
            "Password",
            kind=FieldKind.SECRET,
            help="optional",
            meaning="Password: a reference to a secret. Without it, an empty one is sent.",
            example="{{password}}",
        ),
    )

    credential = "user name or password"

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The header.

        Raises:
            ResolveError: the user name holds a colon, which would end it (RFC 7617 §2).
        """
        username, password = reveal(auth.setting("username")), reveal(auth.setting("password"))
        if ":" in username:
            fault = Fault(
                "username_colon",
                "The user name contains a colon, which ends it in a Basic header.",
                auth.config.location_of("username"),
                advice="Use a user name without a colon.",
            )
            raise ResolveError.of([fault])
        encoded = b64encode(f"{username}:{password}".encode()).decode("ascii")
        line = header_credential("Authorization", f"Basic {encoded}", f"Basic {MASK}")
        return Credentials((line,))
