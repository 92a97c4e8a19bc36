"""What a format of tokens for another program is, and what it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import ClassVar

from msgspec import Struct

from outrider.auth.credential import Credentials, add_credentials
from outrider.auth.origins import is_host_pattern, parse_origin
from outrider.errors import Fault, UnsupportedConfiguration, UsageError
from outrider.model.auth import AuthConfig
from outrider.model.message import HeaderFields, RequestMessage
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.token import TokenUse

USERNAME = "oauth2"
"""The user name that goes with a token where a program has to have one."""


def plain_origin(url: str) -> str:
    """Scheme, host and port of a URL; empty where that is not one of HTTP.

    Also empty where another program could read another host in it than we do.
    """
    scheme, _, rest = url.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    if scheme.lower() not in {"http", "https"} or re.search(r"[*\\\s\x00-\x1f]", url):
        return ""
    origin = parse_origin(f"{scheme}://{authority}") if is_host_pattern(authority) else None
    return str(origin) if origin is not None else ""


class ProgramCall(SafeRepr, frozen=True):
    """How a program asks for a token.

    Attributes:
        operation: the word that it adds to the command line; empty for none.
        given: what it writes to standard input; empty where the format reads nothing.
        process: OS environment variables.
        username: the user name that is asked for; empty for the default.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"given", "process"})

    operation: str = ""
    given: str = ""
    process: Mapping[str, str] = {}
    username: str = ""


class TokenPurpose(Enum):
    """What a program wants."""

    GIVE = auto()
    DROP = auto()
    NOTHING = auto()


class TokenQuery(SafeRepr, frozen=True):
    """What a program wants, and for whom.

    Attributes:
        url: where the program takes the token; empty where it does not say.
        username: the user name beside the token.
        version: the version of the format that the program reads; empty for the only one.
        is_attended: whether the user may be asked.
        rejected: the token that the program found refused.
        text: what is printed where no token is wanted.
        note: what is said on standard error then; empty for nothing.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"rejected"})

    purpose: TokenPurpose = TokenPurpose.GIVE
    url: str = ""
    username: str = ""
    version: str = ""
    is_attended: bool = True
    rejected: Secret | None = None
    text: str = ""
    note: str = ""


class HandedToken(Struct, frozen=True):
    """A token to be written for a program.

    Attributes:
        placed: where the definition puts it in a request.
        environment: id; empty without one.
        now: seconds since the epoch.
    """

    use: TokenUse
    placed: Credentials
    config: AuthConfig
    environment: str
    query: TokenQuery
    now: float

    @property
    def headers(self) -> HeaderFields:
        """The header fields by which a request carries the token.

        Raises:
            UnsupportedConfiguration: it is carried by the URL or the body.
        """
        message = add_credentials(RequestMessage("GET", "https://api.invalid"), self.placed)
        if message.headers and message.content is None:
            return message.headers
        where = self.placed.parts[0].location.value
        fault = Fault(
            "token_not_in_header",
            f"The token goes into the {where} of a request, not into a header.",
            self.config.location_of("placement"),
            advice='Set in = "header", or print the token alone.',
        )
        raise UnsupportedConfiguration.of([fault])


class TokenFormat:
    """Writes a token as another program reads it.

    Attributes:
        name: on the command line.
        summary: one sentence.
        operations: the words that the program adds, of which it always adds one; empty for none.
        reads_input: whether the program writes to standard input.
        has_username: whether a user name goes with the token.
        names_host: whether the program says where it takes the token.
        takes_bound: whether a token that is bound to a key of this process will do.
        is_quiet: whether a program runs the command, whose user expects no lines of ours.
        for_others: what is printed for a host that the token is not for, beside the error; empty
            where that is no error, and ``None`` where nothing is printed.
        when_failed: what is printed where no token could be fetched.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    operations: ClassVar[tuple[str, ...]] = ()
    reads_input: ClassVar[bool] = False
    has_username: ClassVar[bool] = False
    names_host: ClassVar[bool] = False
    takes_bound: ClassVar[bool] = False
    is_quiet: ClassVar[bool] = False
    for_others: ClassVar[str | None] = None
    when_failed: ClassVar[str] = ""

    def query(self, call: ProgramCall) -> TokenQuery:
        """What the program wants.

        Raises:
            UsageError: it asks in another way than this format has.
        """
        return TokenQuery()

    def render(self, handed: HandedToken) -> MaybeSecret:
        """The token as the program reads it, with the last line end.

        Raises:
            UnsupportedConfiguration: the definition has it go where the format has no word for.
        """
        raise NotImplementedError

    def _unknown(self, operation: str) -> UsageError:
        known = ", ".join(self.operations)
        return UsageError(f'Unknown operation "{operation}".', advice=f"Known: {known}.")
