"""What an API answered to a token, and what is known of the token: facts for a refusal's cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from outrider.oauth.body_text import cut_words
from outrider.oauth.challenges import Challenge
from outrider.oauth.server_pages import PageKind, ServerPage

TOKEN_SCHEMES = frozenset({"bearer", "dpop", "oauth"})
"""Authentication schemes of challenges that ask for a token, in lower case."""

_LONGEST = 400
_SHORT = 400
"""Characters of a text that is a message, and no page."""

_FEWEST_WORDS = 3
_STATUS = re.compile(
    r"(?:http )?(?:error|status)?\W*[1-5]\d\d\W*(?:[a-z'-]+ ?){0,3}|unauthori[sz]ed|forbidden"
    r"|access denied\W?",
    re.IGNORECASE,
)
"""What only repeats the status."""


class RefusalTarget(StrEnum):
    """What the advice would have changed."""

    NOTHING = ""
    AUDIENCE = "audience"
    SCOPE = "scope"
    COMMAND = "command"
    HOSTS = "hosts"
    AUTH = "auth"
    URL = "url"
    TYPE = "type"
    CREDENTIAL = "credential"
    REGION = "region"
    SERVICE = "service"
    ACCESS_KEY = "access_key_id"
    SESSION = "session_token"
    DPOP = "dpop"
    PLACEMENT = "placement"
    SERVER = "token_endpoint"
    HEADERS = "headers"
    QUERY = "query"
    REQUEST_URL = "request_url"


class RefusalCause(Struct, frozen=True):
    """A note beside a response.

    Attributes:
        code: a stable name, for programs.
        what: what happened, with the status.
        message: the API's own words; empty where it said nothing.
        target: what the advice is about; its place is known to whoever knows the files.
        why: the cause.
        advice: with ``{place}`` where the place of the target belongs, and ``{url}`` where that
            belongs which has the host of the request.
        scope: what the auth definition lacks, in words with a space between them; empty where
            adding to its scope does not help.
    """

    code: str
    what: str
    message: str = ""
    why: str = ""
    advice: str = ""
    target: RefusalTarget = RefusalTarget.NOTHING
    scope: str = ""


class ApiRefusal(Struct, frozen=True):
    """What the API answered.

    Attributes:
        url: of the request, without path and query.
        host: with its port where it is not the scheme's own.
        error: a member ``error`` of the body.
        message: the words of the body.
        scope: a member ``scope`` of the body.
        ahead: seconds that the API's clock is ahead of this machine's; ``None`` where the API did
            not say.
        text: the beginning of a body that is no JSON, in lower case.
        said: what a page or a text says first.
        page: what such a body is.
        error_type: of the error, by AWS's field.
        sent: names of the request's header fields and query parameters, in lower case.
        token_size: characters of the token that was sent; 0 for none.
        is_opaque: the token that was sent is no JWT.
        wants_csrf: a field asks for a CSRF token.
        sign_on: the page of a single sign-on that a field names; empty for none.
        is_used_up: a field says that the rate limit is reached.
        wait: when to try again, as a field says it; empty for none.
    """

    status: int
    reason: str
    url: str
    host: str
    challenges: tuple[Challenge, ...] = ()
    error: str = ""
    message: str = ""
    scope: str = ""
    ahead: float | None = None
    text: str = ""
    said: str = ""
    page: ServerPage = ServerPage(PageKind.UNKNOWN)
    error_type: str = ""
    sent: frozenset[str] = frozenset()
    token_size: int = 0
    is_opaque: bool = False
    wants_csrf: bool = False
    sign_on: str = ""
    is_used_up: bool = False
    wait: str = ""

    @property
    def told(self) -> str:
        """The API's message, else its short text."""
        is_short = len(self.text) <= _SHORT and not _STATUS.fullmatch(self.said)
        is_short = is_short and len(self.said.split()) >= _FEWEST_WORDS
        return self.words or (one_line(self.said) if is_short else "")

    @property
    def challenge(self) -> Challenge:
        """The one that asks for a token; an empty one where there is none."""
        return next((one for one in self.challenges if one.scheme in TOKEN_SCHEMES), Challenge(""))

    @property
    def error_code(self) -> str:
        """The error in the challenge, else in the body."""
        return one_line(self.challenge.parameter("error") or self.error)

    @property
    def required_scope(self) -> list[str]:
        """The scope that the challenge requires, else the body; empty where neither says."""
        return list(dict.fromkeys((self.challenge.parameter("scope") or self.scope).split()))

    @property
    def words(self) -> str:
        """The API's message in one line."""
        return one_line(self.challenge.parameter("error_description") or self.message)

    @property
    def summary(self) -> str:
        """The status with its error, else with its reason."""
        return f"{self.status} {self.error_code or one_line(self.reason)}".strip()

    def other_scheme(self, sent: str = "bearer") -> str:
        """A scheme, where the challenges name some and none of them is of the kind ``sent``."""
        schemes = [one.scheme for one in self.challenges]
        accepted = TOKEN_SCHEMES if sent == "bearer" else {sent}
        return "" if not schemes or accepted.intersection(schemes) else schemes[0]


class TokenClaims(Struct, frozen=True):
    """What is known of the token that was sent.

    Attributes:
        audience: ``None`` where nothing can be read from the token.
        issuer: empty where nothing can be read from it.
        scope: from the token, else what the authorization server said; ``None`` where neither did.
        begins: seconds since the epoch (``nbf``), as ``expires`` (``exp``).
        bound: thumbprint of the certificate that it is bound to (RFC 8705 §3.1); empty for none.
    """

    audience: tuple[str, ...] | None = None
    issuer: str = ""
    scope: frozenset[str] | None = None
    begins: float | None = None
    expires: float | None = None
    bound: str = ""


class TokenOrigin(Struct, frozen=True):
    """What the auth definition asked for.

    Attributes:
        auth: how the definition is called: ``[auth.default]``.
        audience: what was requested as ``audience_key``, which is ``audience`` or ``resource``.
        issuer: that the token has to come from; empty where nothing says so.
        environment: its name; empty without one.
        certificate: thumbprint of the environment's client certificate; empty for none.
        proxy: that the request went through; empty for none.
        has_command: a program gives the token, and decides which scope it has.
        server: URL of the token endpoint, else the issuer; empty for none.
        server_key: the key that has it.
        instance: the host that the token response names for the token; empty for none.
        has_parameters: the definition has a table of parameters.
        prefix: written before the token; empty for none.
        header: where the token stood.
    """

    auth: str
    client_id: str = ""
    audience: tuple[str, ...] = ()
    audience_key: str = "audience"
    issuer: str = ""
    scope: frozenset[str] = frozenset()
    environment: str = ""
    certificate: str = ""
    proxy: str = ""
    has_command: bool = False
    server: str = ""
    server_key: str = "token_endpoint"
    instance: str = ""
    has_parameters: bool = False
    prefix: str = "Bearer"
    header: str = "Authorization"


def listed(values: Iterable[str]) -> str:
    """Words with a space between them, as people see them."""
    ordered: Iterator[str] = iter(sorted(values) if isinstance(values, frozenset) else values)
    return shortened(" ".join(ordered))


def shortened(text: str) -> str:
    """A value in one line of at most 120 characters."""
    return one_line(text, 120)


def one_line(text: str, most: int = _LONGEST) -> str:
    """A text in one line of at most so many characters."""
    return cut_words(" ".join(text.split()), most)
