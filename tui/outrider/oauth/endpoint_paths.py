"""What the path of a URL says of an endpoint, and which token endpoint is probably beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

AUTHORIZATION = "authorization endpoint"

_KINDS = {
    AUTHORIZATION: r"authorize|authorization(?:\.oauth2)?"
    r"|(?:connect|openid-connect|oauth2?|v2)/auth",
    "userinfo endpoint": r"user_?info(?:\.openid)?",
    "JWKS": r"jwks(?:\.json)?|certs|jwk_uri|discovery/v2\.0/keys",
    "introspection endpoint": r"introspect(?:ion)?(?:\.oauth2)?|tokeninfo",
    "revocation endpoint": r"revoke|revocation|revoke_token(?:\.oauth2)?",
    "end session endpoint": r"logout|end_?session|signout",
    "device authorization endpoint": r"device_?authorization|device_?code|device",
}
"""By the last segment of the path."""

_MISNAMED = frozenset({"auth", "tokens", "token_endpoint", "token-endpoint"})
"""Last segments that people write for ``token``, and that are no other endpoint's."""

_OF_PRODUCTS = (
    (r"/adfs/(?:services|ls|fs|portal)(?:/.*)?", "/adfs/oauth2/token"),
    (
        r"(.*/realms/[^/]+)/(?:protocol/(?:saml|docker-v2)|account)(?:/.*)?",
        r"\1/protocol/openid-connect/token",
    ),
    (r"/idp/(?:sso\.saml2|startsso\.ping|sts\.wst|.*\.ssaml2)|/pf-ws/.*", "/as/token.oauth2"),
    (r"/services/soap/.*", "/services/oauth2/token"),
    (r"/(?:samlsso|passivests)|/services/wso2carbon-sts.*", "/oauth2/token"),
    (r"(/[0-9a-f-]{36})/(?:wsfed|saml2)", r"\1/oauth2/v2.0/token"),
    (r"/sap/bc/(?!sec/oauth2/).*", "/sap/bc/sec/oauth2/token"),
)
"""Addresses that a product has for other protocols, and its token endpoint: AD FS, Keycloak,
PingFederate, Salesforce, WSO2, Microsoft Entra, SAP."""

_ISSUERS = (
    r"(.*/realms/[^/]+)/protocol/openid-connect/token",
    r"(.*/oauth2/[\w-]+)/v1/token",
    r"(.*)/(?:connect/token|as/token\.oauth2|oauth2/v1/token|oauth/v2/token)",
)
"""Paths of token endpoints whose product has its issuer above them: Keycloak, Okta, Duende,
PingFederate, Zitadel."""

_TOKEN = re.compile(r"token|(?:\A|/)sts\b", re.IGNORECASE)
_SIGN_IN_PATH = re.compile(
    r"(?:\A|[/._-])(?:log-?in|log-?on|sign-?in|sign_in|sign-?on|sso|saml2?|wsfed|adfs/ls|authorize"
    r"|authenticate|oauth2/(?:start|auth|sign_in)|session/new|sessions/new|idp|cas|mfa|consent"
    r"|o/oauth2(?:/v2)?/auth|openid-connect/auth|cdn-cgi/access|sso-api|\.auth)(?:\Z|[/._;-])",
    re.IGNORECASE,
)
GATEWAY_PATHS = (
    r"/my\.(?:policy|logout)|/vdesk/|/dana-na/|/\+CSCOE\+/|/global-protect/|/vpn/(?:index|tmindex)"
    r"|/pkmslogin|/pkmsoidc|/oam/server|/obrareq\.cgi|/siteminderagent|/nf/auth|/logon/LogonPoint"
    r"|/remote/login|/cgi/(?:login|tm)\b|/authelia\b|/if/flow/"
)
"""Where access gateways keep their sign-in: F5, Ivanti, Cisco, Palo Alto, NetScaler, IBM, Oracle,
Broadcom, Fortinet, Authelia, authentik."""

_GATEWAY_SIGN_IN = re.compile(GATEWAY_PATHS, re.IGNORECASE)
_SIGN_IN_QUERY = re.compile(
    r"(?:\A|&)(?:samlrequest|relaystate|redirect_ur[il]|return_?(?:to|url)|rd|response_type"
    r"|originalurl|goto|continue|service|wtrealm|fromuri|target|next)=",
    re.IGNORECASE,
)


def endpoint_kind(url: str) -> str:
    """What a URL that is no token endpoint seems to be: ``authorization endpoint``; else empty."""
    path = _path(url).rstrip("/")
    for kind, pattern in _KINDS.items():
        if re.search(rf"/(?:{pattern})\Z", path, re.IGNORECASE):
            return kind
    return ""


def likely_token_endpoint(url: str) -> str:
    """The token endpoint that is probably beside another endpoint; empty where nothing tells."""
    kind, path = endpoint_kind(url), _path(url).rstrip("/")
    if not kind:
        return ""
    folder, _, last = path.rpartition("/")
    name = "token"
    if folder.endswith("/login/oauth"):
        name = "access_token"
    elif last.endswith(".oauth2"):
        name = "token.oauth2"
    elif not folder:
        if kind != AUTHORIZATION:
            return ""
        # Auth0 and its like have only this one below a folder.
        folder = "/oauth"
    return _with_path(url, f"{folder}/{name}")


def possible_token_endpoints(url: str) -> Iterator[str]:
    """Where the token endpoint may be, if a URL is none, the likeliest first.

    More than :func:`likely_token_endpoint` says: for who tries them, and does not only advise.
    """
    likely = likely_token_endpoint(url) or product_token_endpoint(url)
    if likely:
        yield likely
    folder, _, last = _path(url).rstrip("/").rpartition("/")
    if last.lower() in _MISNAMED or (likely and not folder):
        beside = _with_path(url, f"{folder}/token")
        if beside and beside != likely:
            yield beside


def product_token_endpoint(url: str) -> str:
    """The token endpoint of a product, known by the path of another of its addresses; else empty.

    The address is one for another protocol: SAML, WS-Trust, SOAP.
    """
    path = _path(url).rstrip("/")
    for pattern, endpoint in _OF_PRODUCTS:
        found = re.fullmatch(pattern, path, re.IGNORECASE)
        if found:
            return _with_path(url, found.expand(endpoint))
    return ""


def likely_issuer(url: str) -> str:
    """The issuer whose token endpoint a URL probably is, by its path; empty for none."""
    path = _path(url).rstrip("/")
    for pattern in _ISSUERS:
        found = re.fullmatch(pattern, path)
        if found:
            return _with_path(url, found[1])
    return ""


def is_same_endpoint(url: str, other: str) -> bool:
    """Whether two URLs differ in nothing that makes another endpoint of one: slash, case, host."""
    return _path(url).strip("/").lower() == _path(other).strip("/").lower()


def may_be_token_endpoint(url: str) -> bool:
    """Whether a URL can be offered as a token endpoint, by its path alone."""
    last = _path(url).rstrip("/").rpartition("/")[2]
    return _TOKEN.search(last) is not None and not is_sign_in(url)


def is_sign_in(url: str) -> bool:
    """Whether a URL is that of a page where people sign in."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if _TOKEN.search(parts.path.rstrip("/").rpartition("/")[2]):
        return False
    return bool(
        _GATEWAY_SIGN_IN.search(parts.path)
        or _SIGN_IN_PATH.search(parts.path)
        or _SIGN_IN_QUERY.search(parts.query)
    )


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _with_path(url: str, path: str) -> str:
    try:
        return urlsplit(url)._replace(path=path, query="", fragment="").geturl()
    except ValueError:
        return ""
