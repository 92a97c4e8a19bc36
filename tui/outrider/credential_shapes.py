"""What looks like a credential: by the name of what holds it, or by its own shape.

The one place that decides it. Importers ask before they write a literal to a file; ``check``,
exporters and masking ask about what is there already. Pure, and linear in the length of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

SECRET_FIELDS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "dpop", "x-auth"}
)
"""Header fields, in lower case, that are credentials and do not sound like it."""

_SECRET_ENDS = (
    # what people are told to keep to themselves
    *("secret", "secrets", "password", "passwords", "passwd", "passphrase", "passcode"),
    *("passwort", "kennwort", "contrasena", "senha", "motdepasse", "wachtwoord"),
    # what is sent in the place of a password
    *("token", "tokens", "apikey", "apikeys", "authkey", "accesskey", "secretkey", "privatekey"),
    *("subscriptionkey", "masterkey", "accountkey", "sharedkey", "signingkey", "encryptionkey"),
    *("functionkey", "functionskey", "appkey", "applicationkey", "adminkey", "servicekey"),
    *("storagekey", "hmackey", "jwtkey", "serverkey", "sessionkey", "sessionid", "codeverifier"),
    *("devicecode", "jwt", "assertion", "amzsignature", "googsignature"),
)
_SECRET_WORDS = frozenset({"pwd", "pw", "pswd", "pass", "sig", "sid", "pat", "cookie", "bearer"})
"""Names that are credentials when they are a word of their own: ``db_pwd``, not ``bypass``."""

_STEMS = (
    *("secret", "pass", "wort", "woord", "senha", "contrasena", "token", "key", "verifier"),
    *("code", "jwt", "assertion", "id", "pwd", "pw", "pswd", "sig", "sid", "pat", "cookie"),
    "bearer",
)
"""One of them is in each name that is a credential."""

_OFTEN_SECRET_WORDS = frozenset(
    {"key", "auth", "session", "signature", "credential", "credentials", "authorization"}
)
"""Names that hold a credential where their value looks like one: ``?key=AIza…``."""

_OPENS_ALONE = (["auth"], ["signature"])
"""Names that are nothing more, as in ``?Signature=…`` of a signed URL."""
_SHORT = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~%-]{8,}")
_METHOD = re.compile(
    r"o?auth|open|oidc|saml|basic|bearer|digest|hmac|sha|md5|rsa|ecdsa|ed\d|x\.?509|aws|ntlm|http|v\d",
    re.IGNORECASE,
)
"""How something is signed or who is let in by, which is no signature."""

_HARMLESS = re.compile(
    r"(?:page|paging|pagination|continuation|next|prev|previous|sync|cursor|scroll|resume|"
    r"csrf|xsrf|csrfmiddleware|requestverification|antiforgery|authenticity|idempotency|design|"
    r"max|min|total|prompt|completion|input|output|cached|reasoning|num|count|of|start|end)tokens?"
)
"""``next_page_token`` leads to a page and ``csrf_token`` to a form: neither opens anything."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")
_BEHIND = frozenset(
    {
        *("value", "val", "text", "old", "new", "current", "default"),
        *("prod", "production", "live", "dev", "development", "test", "testing", "qa", "uat"),
        *("stage", "staging", "sandbox", "local", "demo"),
        *("confirm", "confirmation", "again", "repeat"),
    }
)
"""Words behind a name that leave it what it is: ``api_key_prod``, ``password_2``."""

_SCHEMES = r"(?:Bearer|Basic|Token|DPoP|ApiKey|Api-Key|SSWS|GenieKey|Klaviyo-API-Key)"
_SHAPES = (
    # JSON Web Tokens and encrypted ones (RFC 7519, RFC 7516)
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*",
    r"gh[opusr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}",
    r"gl(?:pat|dt|rt|ptt|cbt|oas|ft|imt|agent|soat|ffct)-[A-Za-z0-9_.-]{16,}",
    r"xox[abceoprs](?:\.xox[bp])?-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{10,}",
    r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{8,}",
    r"whsec_[A-Za-z0-9+/=]{16,}|(?:sk-|fig[dou]_)[A-Za-z0-9_-]{20,}",
    r"(?:AKIA|ASIA)[A-Z0-9]{12,}",
    r"(?:AIza|pypi-)[A-Za-z0-9_-]{30,}",
    r"(?:ya29\.|hv[sbr]\.|GOCSPX-|dckr_(?:pat|oat)_)[A-Za-z0-9_-]{16,}",
    r"npm_[A-Za-z0-9]{30,}|rubygems_[a-f0-9]{40,}",
    r"shp(?:at|ss|ca|pa)_[a-fA-F0-9]{16,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"sq0[a-z]{3}-[A-Za-z0-9_-]{16,}|AT[AC]TT3[A-Za-z0-9_=-]{20,}",
    r"PMAK-[a-f0-9-]{20,}|NRAK-[A-Z0-9]{20,}",
    r"(?:dapi|pul-|do[opr]_v1_)[a-f0-9]{32,}",
    r"(?:lin_api|hf|gsk|ntn)_[A-Za-z0-9]{20,}",
    r"xkeysib-[a-f0-9]{32,}[A-Za-z0-9-]*|sntry[su]_[A-Za-z0-9_=+/-]{20,}",
    r"key-[a-f0-9]{32}|AGE-SECRET-KEY-1[A-Z0-9]{20,}",
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\:,.-]{16,}",
)
_SHAPE = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(_SHAPES)})")
_AFTER_SCHEME = re.compile(rf"(?<![\w-]){_SCHEMES}\s+(?P<value>[A-Za-z0-9._~+/=:|!$%^*-]{{8,}})")

_PLACEHOLDER = re.compile(
    r"(?:[<\[(].*[>\])]|\$\{?\w+\}?|%\w+%|\$\(.*\)|[xX*•.…_#?-]+|"
    r"(?:your|insert|enter|paste|replace)[\s_-].*|"
    r"(?:my|the|add|put|type|some|fill|use|set)(?:[\s_-][a-z]+){0,4}[\s_-](?:key|token|secret|"
    r"password|passwd|passphrase|pwd|pass|value|id|name|code|jwt|here|credentials?|string|text)s?|"
    r"(?:your|insert|enter|replace)[A-Z].*|.*[\s_-]here|change[\s_-]?(?:me|it)|replace[\s_-]?me|"
    r"to[\s_-]?do|tbd|n/?a|none|null|nil|undefined|empty|redacted|masked|hidden|removed|"
    r"string|str|text|value|example|placeholder|dummy|"
    r"true|false|yes|no|on|off|\d{1,5}|-?\d+\.\d+)",
    re.IGNORECASE | re.DOTALL,
)
_YOURS = re.compile(r"^(?:YOUR|INSERT|ENTER|REPLACE|ADD|PUT)[_-]?[A-Z]", re.ASCII)
_REFERENCE = re.compile(r"\\?\{\{[^{}]*\}\}")
"""Also one that a backslash makes literal: what fills it in is somebody else."""
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9+/=_~-]+")
_KEY = re.compile(
    r"(?=.*[0-9])(?=.*[A-Za-z])(?:[A-Za-z0-9]{12,}|[A-Za-z0-9+/=_~-]{16,})|"
    r"[0-9A-Fa-f]{16,}|[A-Za-z]{24,}"
)
_RANDOM = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~%:-]{16,}")
_MADE = re.compile(r"[0-9]|[a-z][A-Z]")
_SCHEME_WORD = re.compile(rf"{_SCHEMES}\s+", re.IGNORECASE)

_NAME = r"(?<![\w.$-])(?P<name>[A-Za-z_][\w.-]{0,63})"
_QUOTED = re.compile(
    rf"(?P<around>\\?[\"'`]?){_NAME}(?P=around)\s{{0,20}}(?:[:=]|=>)\s{{0,20}}(?P<quote>\\?[\"'`])"
    # Of ``'&secret=' + name + '&'`` the code between two texts is no value.
    r"(?!\s{0,20}\+[^\"'`\n]{0,200}[+(,\[]\s{0,20}[\"'`])"
    r"(?P<value>(?:[^\"'`\\\n]|\\.|(?!(?P=quote))[\"'`]){1,4096}?)(?P=quote)"
)
_CODE = re.compile(r"\s{0,20}(?:[)\]},;:?.+&|]|$)")
_LITERAL = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/", re.S
)
_TEXT = (
    r"(?P<quote>[\"'`])"
    r"(?P<value>(?:[^\"'`\\\n]|\\.|(?!(?P=quote))[\"'`]){1,4096}?)(?P=quote)"
)
_NAMED = r"(?P<around>[\"'`])(?P<name>[A-Za-z_][\w.-]{0,63})(?P=around)"
_SCRIPTED = (
    # a call with a name and a value
    rf"(?<![\w$])(?:set|add|append|upsert|put|update|header)\w{{0,40}}\(\s{{0,20}}{_NAMED}"
    rf"\s{{0,20}},\s{{0,20}}{_TEXT}",
    # a member of a table, by its name
    rf"\[\s{{0,5}}{_NAMED}\s{{0,5}}\]\s{{0,5}}=\s{{0,20}}{_TEXT}",
    # a row with its key and its value, in either order
    rf"(?<!\w)(?:key|name)[\"']?\s{{0,5}}:\s{{0,5}}{_NAMED}\s{{0,20}},\s{{0,20}}[\"']?value[\"']?"
    rf"\s{{0,5}}:\s{{0,5}}{_TEXT}",
    rf"(?<!\w)value[\"']?\s{{0,5}}:\s{{0,5}}{_TEXT}\s{{0,20}},\s{{0,20}}[\"']?(?:key|name)[\"']?"
    rf"\s{{0,5}}:\s{{0,5}}{_NAMED}",
)
_HTML = r"<(?:input|meta|param)\s[^<>]{0,500}?\b"
_ATTRIBUTE = r"=\\?[\"'](?P<name>[A-Za-z_][\w.:-]{0,63})\\?[\"']"
_CONTENT = r"\b(?:value|content)=\\?(?P<quote>[\"'])(?P<value>[^\"'<>\\]{1,4096})"
_MARKED_UP = (
    # fields of HTML, by their names and types, in either order
    *(rf"{_HTML}{key}{_ATTRIBUTE}[^<>]{{0,500}}?{_CONTENT}" for key in ("name", "type")),
    *(rf"{_HTML}{_CONTENT}[^<>]{{0,500}}?\b{key}{_ATTRIBUTE}" for key in ("name", "type")),
    rf"(?P<quote>&(?:quot|#34);){_NAME}(?P=quote)\s{{0,5}}:\s{{0,5}}(?P=quote)(?P<value>[^&<>\"']{{1,4096}})",
    # a comment of a product (RFC 9110 §10.1.5)
    rf"(?P<quote>[(;])\s{{0,5}}{_NAME}\s{{0,3}}[:=]\s{{0,3}}"
    r"(?P<value>(?=[\w+/=.~-]{0,200}[0-9])[\w+/=.~-]{10,500})(?=\s{0,5}[;,)])",
)
_SCRIPTED_PATTERNS = tuple(map(re.compile, (*_SCRIPTED, *_MARKED_UP)))
_MADE_OF = (
    # What stands behind the colon of what is encoded for Basic (RFC 7617), and a key of an HMAC.
    re.compile(
        r"(?<!\w)btoa\(\s{0,5}(?P<quote>[\"'`])[^\"'`\\\n:]{0,200}:"
        r"(?P<value>[^\"'`\\\n]{1,500})(?P=quote)"
    ),
    re.compile(rf"Hmac\w{{0,20}}\([^,()\n]{{1,200}},\s{{0,5}}{_TEXT}"),
)
_COMMENT = re.compile(r"(?:(?<!:)//|/\*|^[ \t]*\*)[^\n]*", re.MULTILINE)
_IN_COMMENT = re.compile(
    rf"{_NAME}(?:\s{{1,3}}is|\s{{0,3}}[:=])\s{{1,3}}[\"'`]?"
    r"(?P<value>(?=[A-Za-z_+/=.-]{0,200}[0-9])(?=[0-9_+/=.-]{0,200}[A-Za-z])[\w+/=.-]{8,500})"
)
_CONTINUED = re.compile(rf"\s{{0,20}}\+\s{{0,20}}{_TEXT}")
_PAIR = re.compile(rf"{_NAME}=(?P<value>[^&\s#\"'`<>{{}};,()]{{1,4096}})")
_ELEMENT = re.compile(
    r"<(?P<name>[A-Za-z_][\w.:-]{0,63})(?:\s[^<>]{0,500})?>(?P<value>[^<>{}]{1,4096})</"
)
_FIELD = re.compile(
    r"(?:^[ \t]*|[\"'])(?P<name>[A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(?P<value>[^\r\n\"']{1,4096})",
    re.MULTILINE,
)
_PART = re.compile(
    r"^content-disposition:[ \t]*form-data;[^\r\n]{0,200}?\bname=\"?"
    r"(?P<name>[^\"\r\n;]{1,64})[^\r\n]{0,500}"
    r"(?:\r?\n[^\r\n]{1,500}){0,8}\r?\n\r?\n(?P<value>.{1,4096}?)(?=\r?\n--)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
"""A part of a multipart body that is written out (RFC 7578)."""
_USERINFO = re.compile(r"://(?P<name>[^\s/:@?#\"'{}]{0,200}):(?P<value>[^\s/@?#\"'{}]{1,500})@")

_SAID = re.compile(
    r"\b(?P<name>key|token|secret|password|passwd|pwd)\b(?: is)?[ :=]{1,4}[\"'`]?"
    r"(?P<value>(?=[A-Za-z_+/=.-]*[0-9])(?=[0-9_+/=.-]*[A-Za-z])[A-Za-z0-9_+/=.-]{8,})",
    re.IGNORECASE,
)
"""A credential that a sentence gives away: ``use the key 4f2a…``."""


class FoundCredential(Struct, frozen=True):
    """A credential within a text.

    Attributes:
        start: where it begins.
        end: behind its last character.
        name: what to call it: the name of what holds it, else empty.
    """

    start: int
    end: int
    name: str


@lru_cache(maxsize=4096)
def is_credential_name(name: str) -> bool:
    """Whether what has this name is a credential: ``clientSecret``, ``X-Vault-Token``."""
    words = _words(name)
    joined = "".join(words)
    if _HARMLESS.search(joined):
        return False
    return bool(words) and (joined.endswith(_SECRET_ENDS) or words[-1] in _SECRET_WORDS)


def credential_names(names: Iterable[str]) -> frozenset[str]:
    """Those of many names that :func:`is_credential_name` holds for; fast where few may be."""
    names = list(names)
    told = "\n".join(names).lower()
    stems = [stem for stem in _STEMS if stem in told]
    if not stems:
        return frozenset()
    return frozenset(
        name
        for name in names
        if any(stem in name.lower() for stem in stems) and is_credential_name(name)
    )


def is_credential(name: str, value: str) -> bool:
    """Whether a parameter, a member, a variable or a cookie of this name holds a credential.

    References and what stands for a value that is still to come are none.
    """
    if is_placeholder(value) or _says_its_name(name, value):
        return False
    if is_credential_name(name) or has_credential_shape(value):
        return True
    words = _words(name)
    if words in _OPENS_ALONE and _SHORT.fullmatch(value) and not _METHOD.match(value):
        return True
    often = bool(words) and words[-1] in _OFTEN_SECRET_WORDS
    return often and _RANDOM.fullmatch(_without_scheme(value)) is not None


def is_credential_field(name: str, value: str) -> bool:
    """Whether a header field holds a credential (RFC 9110 §11.6.2, RFC 6265, and key fields)."""
    if name.lower() in SECRET_FIELDS:
        return not is_placeholder(_without_scheme(value))
    return is_credential(name, value)


def has_credential_shape(value: str) -> bool:
    """Whether a text is, or carries, what is known as a credential by its looks alone."""
    if _SHAPE.search(value):
        return True
    return any(_opens(found["value"]) for found in _AFTER_SCHEME.finditer(value))


def may_be_key(text: str) -> bool:
    """Whether a user, who is seldom a secret, may be a key or a token: it can name nothing."""
    return has_credential_shape(text) or any(map(_KEY.fullmatch, _NOT_IN_KEYS.split(text)))


def is_placeholder(value: str) -> bool:
    """Whether a value is none yet: empty, a reference, ``<your token>``, ``true``, ``42``."""
    bare = _without_scheme(_REFERENCE.sub("", value).lstrip()).strip()
    if not bare.strip(" :;,.|/-_"):
        return True
    return _PLACEHOLDER.fullmatch(bare) is not None or _YOURS.match(bare) is not None


def find_credentials(text: str) -> Iterator[FoundCredential]:
    """Every credential in a text of any kind (script, JSON, form, XML, header, URL), in order.

    What holds a reference is left out; the spans do not overlap.
    """
    found = list(_in_scripts(text))
    for pattern in (_QUOTED, _PAIR, _ELEMENT, _PART, _FIELD):
        decides = is_credential_field if pattern is _FIELD else is_credential
        for match in _in_quotes(text) if pattern is _QUOTED else pattern.finditer(text):
            value = match["value"]
            if "{{" not in value and decides(match["name"], value):
                scheme = _SCHEME_WORD.match(value)
                start = match.start("value") + (scheme.end() if scheme else 0)
                found.append(FoundCredential(start, match.end("value"), match["name"]))
                if pattern is _QUOTED:
                    found += _continued(text, match, match["name"])
    found += (
        FoundCredential(match.start("value"), match.end("value"), "password")
        for match in _USERINFO.finditer(text)
        if not is_placeholder(match["value"])
    )
    found += (FoundCredential(match.start(), match.end(), "") for match in _SHAPE.finditer(text))
    found += (
        FoundCredential(match.start("value"), match.end("value"), "")
        for match in _AFTER_SCHEME.finditer(text)
        if _opens(match["value"])
    )
    end = -1
    # Of two that overlap the one that begins first, and the longer one.
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            end = one.end
            yield one


def _in_quotes(text: str) -> Iterator[re.Match[str]]:
    """What stands in quotes behind a name, but for code between the end of a text and another."""
    ends: frozenset[int] | None = None
    at = 0
    while (match := _QUOTED.search(text, at)) is not None:
        at = match.end()
        if not match["around"] and _CODE.match(match["value"]):
            if ends is None:
                ends = frozenset(one.end() - 1 for one in _LITERAL.finditer(text))
            if match.start("quote") in ends:
                at = match.end("quote")
                continue
        yield match


def _in_scripts(text: str) -> Iterator[FoundCredential]:
    """What code sets, and what its comments say."""
    for pattern in _SCRIPTED_PATTERNS:
        for match in pattern.finditer(text):
            value = match["value"]
            if "{{" not in value and is_credential_field(match["name"], value):
                scheme = _SCHEME_WORD.match(value)
                start = match.start("value") + (scheme.end() if scheme else 0)
                yield FoundCredential(start, match.end("value"), match["name"])
                yield from _continued(text, match, match["name"])
    for pattern, name in zip(_MADE_OF, ("password", "secret"), strict=True):
        for match in pattern.finditer(text):
            if "{{" not in match["value"] and not is_placeholder(match["value"]):
                yield FoundCredential(*match.span("value"), name)
                yield from _continued(text, match, name)
    for comment in _COMMENT.finditer(text):
        for match in _IN_COMMENT.finditer(text, *comment.span()):
            if is_credential(match["name"], match["value"]):
                yield FoundCredential(*match.span("value"), match["name"])


def _continued(text: str, match: re.Match[str], name: str) -> Iterator[FoundCredential]:
    """The texts that are joined to one: ``'first' + 'second'``."""
    end = match.end("value") + len(match["quote"])
    while (more := _CONTINUED.match(text, end)) is not None:
        end = more.end()
        if "{{" not in more["value"]:
            yield FoundCredential(*more.span("value"), name)


def find_given_away(text: str) -> Iterator[FoundCredential]:
    """What a text for people gives away, in order."""
    known = [
        one for one in find_credentials(text) if has_credential_shape(text[one.start : one.end])
    ]
    said = [
        FoundCredential(*match.span("value"), match["name"].lower())
        for match in _SAID.finditer(text)
        if not is_placeholder(match["value"])
    ]
    end = 0
    for one in sorted([*known, *said], key=lambda one: one.start):
        if one.start >= end:
            end = one.end
            yield one


def _words(name: str) -> list[str]:
    words = [word.lower() for word in _WORD.findall(name)]
    while len(words) > 1 and (words[-1] in _BEHIND or words[-1].isdigit()):
        words.pop()
    return words


def _without_scheme(value: str) -> str:
    scheme = _SCHEME_WORD.match(value)
    return value[scheme.end() :] if scheme else value


def _opens(value: str) -> bool:
    """Whether what stands behind a scheme's name looks made rather than written."""
    return not is_placeholder(value) and _MADE.search(value) is not None


def _says_its_name(name: str, value: str) -> bool:
    """Whether a value only repeats what it stands for: ``access_token=access_token``."""
    same = "".join(_words(value)) == "".join(_words(name))
    return same and _words(name)[-1:] in (["token"], ["key"])
