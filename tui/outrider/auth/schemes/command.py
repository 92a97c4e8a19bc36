"""A token that another program gives: the user's own command-line client, or a script."""

from __future__ import annotations

from outrider.auth.credential import Credentials, format_credential
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.auth.schemes.oauth2 import WARM
from outrider.auth.token_tables import TOKEN_RESPONSE
from outrider.model.auth import Field, FieldKind, Placement, ResolvedAuth
from outrider.model.message import RequestMessage

COMMAND = Field(
    "command",
    "Command",
    FieldKind.COMMAND,
    required=True,
    help="prints the token; no shell",
    meaning=(
        "Program that prints the token, or a JSON token response, and its arguments. No shell"
        " is used; references are replaced."
    ),
    example=["az", "account", "get-access-token"],
)
TIMEOUT = Field(
    "timeout",
    "Timeout",
    FieldKind.NUMBER,
    default="30",
    help="seconds that it may take",
    meaning="Seconds that the program may take.",
    example=60,
)


class Command(Scheme):
    """A token that a program prints; cached and renewed as any other."""

    type = "command"
    summary = "The output of a program, such as az or gcloud, cached as any token."
    own_fields = (COMMAND, TIMEOUT, WARM)
    placement = Placement()
    uses_token = True
    token_tables = (TOKEN_RESPONSE,)

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """The token, placed (RFC 6750 §2)."""
        if context.token is None:
            return Credentials()
        return format_credential(auth.placement or Placement(), context.token)
