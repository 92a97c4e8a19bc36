"""Shapes that credentials are known by, and what stands for one that is still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.credential_shapes.remembered import remembered
from outrider.lazy_pattern import keyed_pattern, lazy_pattern

_SCHEMES = r"(?:Bearer|Basic|Token|DPoP|ApiKey|Api-Key|SSWS|GenieKey|Klaviyo-API-Key)"
_SHAPES = (
    # JSON Web Tokens and encrypted ones (RFC 7519, RFC 7516)
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*",
    r"gh[opusr]_[A-Za-z0-9]{20,}",
    r"github_pat_[A-Za-z0-9_]{20,}",
    r"gl(?:pat|dt|rt|ptt|cbt|oas|ft|imt|agent|soat|ffct)-[A-Za-z0-9_.-]{16,}",
    r"hv[sbr]\.[A-Za-z0-9_-]{16,}",
    r"xox[abceoprs](?:\.xox[bp])?-[A-Za-z0-9-]{8,}",
    r"xapp-[A-Za-z0-9-]{10,}",
    r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{8,}",
    r"whsec_[A-Za-z0-9+/=]{16,}",
    r"sk-[A-Za-z0-9_-]{20,}",
    r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{12,}",
    r"AIza[A-Za-z0-9_-]{30,}",
    r"ya29\.[A-Za-z0-9_-]{16,}",
    r"GOCSPX-[A-Za-z0-9_-]{16,}",
    r"npm_[A-Za-z0-9]{30,}",
    r"pypi-[A-Za-z0-9_-]{30,}",
    r"rubygems_[A-Za-z0-9]{32,}",
    r"do[opr]_v1_[A-Za-z0-9]{32,}",
    r"shp(?:at|ss|ca|pa)_[A-Za-z0-9]{16,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"sq0[a-z]{3}-[A-Za-z0-9_-]{16,}",
    r"ATATT3[A-Za-z0-9_=-]{20,}",
    r"ATCTT3[A-Za-z0-9_=-]{20,}",
    r"PMAK-[A-Za-z0-9-]{20,}",
    r"NR(?:AK|II|RA|JS|IQ|SP|AA)-[A-Za-z0-9-]{16,}",
    r"dapi[A-Za-z0-9]{32,}(?:-\d)?",
    r"lin_api_[A-Za-z0-9]{20,}",
    r"fig[dou]_[A-Za-z0-9_-]{20,}",
    r"hf_[A-Za-z0-9]{20,}",
    r"gsk_[A-Za-z0-9]{20,}",
    r"pul-[A-Za-z0-9]{32,}",
    r"ntn_[A-Za-z0-9]{20,}",
    r"xkeysib-[A-Za-z0-9]{32,}[A-Za-z0-9-]*",
    r"sntry[su]_[A-Za-z0-9_=+/-]{20,}",
    r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}",
    r"key-[a-f0-9]{32}",
    # Each known by what its maker begins it with.
    r"A3-[A-Z0-9]{6}-[A-Z0-9-]{20,}",
    r"ops_eyJ[A-Za-z0-9+/=_-]{20,}",
    r"p8e-[A-Za-z0-9]{32}",
    r"LTAI[A-Za-z0-9]{12,}",
    r"AKCp[A-Za-z0-9]{20,}",
    r"CLOJARS_[A-Za-z0-9]{40,}",
    r"v1\.0-[a-f0-9]{24}-[a-f0-9]{40,}",
    r"[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}",
    r"cf(?:k|ut|at)_[A-Za-z0-9_-]{32,}",
    r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{20,}",
    r"duffel_(?:test|live)_[A-Za-z0-9_=-]{20,}",
    r"EZ[AT]K[A-Za-z0-9]{40,}",
    r"dt0[a-z]01\.[A-Z0-9]{20,}\.[A-Z0-9]{32,}",
    r"FLWSECK(?:_TEST)?-[A-Za-z0-9-]{12,}",
    r"fio-u-[A-Za-z0-9_=-]{32,}",
    r"(?:fm1[ar]|fm2|fo1)_[A-Za-z0-9+/=_-]{20,}",
    r"gl(?:c|sa)_[A-Za-z0-9+/=_]{20,}",
    r"HRKU-[A-Za-z0-9_-]{20,}",
    r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}",
    r"api_org_[A-Za-z]{20,}",
    r"pat[A-Za-z0-9]{14}\.[a-f0-9]{40,}",
    r"pat-[a-z]{2}\d-[a-f0-9-]{32,}",
    r"lsv2_(?:pt|sk)_[a-f0-9_]{20,}",
    r"pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_=.-]{20,}",
    r"ph[cxr]_[A-Za-z0-9]{32,}",
    r"rdme_[a-z0-9]{32,}",
    r"r8_[A-Za-z0-9]{30,}",
    r"shippo_(?:live|test)_[A-Za-z0-9]{20,}",
    r"SK[a-f0-9]{32}",
    r"sgp_(?:[A-Za-z0-9]+_)?[a-f0-9]{32,}",
    r"sq[uap]_[A-Za-z0-9]{32,}",
    r"tskey-[a-z]{2,12}-[A-Za-z0-9-]{12,}",
    r"CFPAT-[A-Za-z0-9_-]{32,}",
    r"CCIP(?:AT|RJ)_[A-Za-z0-9_]{20,}",
    r"tfp_[A-Za-z0-9_.=-]{40,}",
    r"pplx-[A-Za-z0-9]{32,}",
    r"xai-[A-Za-z0-9]{40,}",
    r"AQVN[A-Za-z0-9_-]{32,}",
    r"apify_api_[A-Za-z0-9]{20,}",
    r"bkua_[a-f0-9]{32,}",
    r"sb(?:p_[a-f0-9]{32,}|_secret_[A-Za-z0-9_-]{20,})",
    r"pcsk_[A-Za-z0-9_]{20,}",
    r"\d{8,10}:AA[A-Za-z0-9_-]{32,}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{20,}",
    # Tickets of CAS (its protocol, section 3.7); a number and words with dashes name an issue.
    r"(?:ST|PT|PGT|PGTIOU|TGT)-\d{1,12}-(?=[A-Za-z_]*\d|[a-z_]*[A-Z])[A-Za-z0-9_]{16,}[\w.-]*",
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\:,.-]{16,}",
)
_SHAPE = lazy_pattern(rf"(?<![A-Za-z0-9_])(?:{'|'.join(_SHAPES)})")
_AFTER_SCHEME = lazy_pattern(
    # Spelled as a word is, a scheme needs more of a value behind it.
    rf"(?<![\w-])(?:{_SCHEMES}\s+|(?:bearer|token)\s+(?=[A-Za-z0-9._~+/=-]{{20}}))"
    r"(?P<value>[A-Za-z0-9._~+/=:|!$%^*-]{8,})"
)
_IN_PATHS = (
    # What a URL ends with, or holds, that lets whoever has it post or read.
    keyed_pattern(
        ("/services/", "/workflows/", "/triggers/"),
        r"/(?:services|workflows|triggers)/(?P<value>T[A-Za-z0-9]{6,}/[A-Za-z0-9/]{12,})",
    ),
    keyed_pattern(("/webhooks/",), r"/webhooks/\d{15,22}/(?P<value>[A-Za-z0-9_-]{30,})"),
    keyed_pattern(("/bot",), r"/bot(?P<value>\d{6,12}:[A-Za-z0-9_-]{30,})"),
    keyed_pattern(
        ("/webhook",),
        r"/webhook(?:b2)?/(?P<value>[A-Za-z0-9@-]{3,}/[A-Za-z]{1,40}/[A-Za-z0-9/-]{24,})",
    ),
)
_IN_CONNECTIONS = (
    # What opens a database or a queue, in its URL or in a list of settings.
    keyed_pattern(
        ("@",),
        r"(?:postgres(?:ql)?|mysql2?|mariadb|mongodb|mssql|sqlserver|oracle|redis|amqp|mqtt|nats|"
        r"kafka|ldap|smtp|imap|ftp|sftp|ssh|clickhouse|cockroachdb|snowflake)s?(?:\+\w{1,12})?://"
        r"[^\s/?#:@\"']{0,200}:(?P<value>[^\s/?#@\"']{4,200})@",
    ),
    keyed_pattern(
        (";",),
        r"(?:^|[;\"'\s])[A-Za-z ]{2,30}=[^;\"'\n]{0,200};(?:[^;\"'\n]{1,200};){0,12}\s*"
        r"(?:Password|Pwd|AccountKey|SharedAccessKey|SharedSecretValue)\s*=\s*"
        r"(?P<value>[^;\"'\s]{4,500})",
        re.IGNORECASE,
    ),
)

_PLACEHOLDER = lazy_pattern(
    r"(?:[<\[(].*[>\])]|[#$@]?\{[\w .-]*\}|:[a-z]\w*|\$\w+|%\w+%|\$\(.*\)|[xX*•.…_#?-]+|"
    r"(?:your|insert|enter|paste|replace)[\s_-].*|"
    r"(?:my|the|add|put|type|some|fill|use|set)(?:[\s_-][a-z]+){0,4}[\s_-](?:key|token|secret|"
    r"password|passwd|passphrase|pwd|pass|value|id|name|code|jwt|here|credentials?|string|text)s?|"
    r"(?:your|insert|enter|replace)[A-Z].*|.*[\s_-]here|change[\s_-]?(?:me|it)|replace[\s_-]?me|"
    r"to[\s_-]?do|tbd|n/?a|none|null|nil|undefined|empty|redacted|masked|hidden|removed|"
    r"string|str|text|value|example|placeholder|dummy|"
    # the beginning of a block of YAML is none either
    r"true|false|yes|no|on|off|\d{1,5}|-?\d+\.\d+|[|>][+-]?\d?[+-]?)",
    re.IGNORECASE | re.DOTALL,
)
_YOURS = lazy_pattern(r"^(?:YOUR|INSERT|ENTER|REPLACE|ADD|PUT)[_-]?[A-Z]", re.ASCII)
_REFERENCE = lazy_pattern(r"\\?\{\{[^{}]*\}\}")
"""Also one that a backslash makes literal: what fills it in is somebody else."""
_NOT_IN_KEYS = lazy_pattern(r"[^A-Za-z0-9+/=_~-]+")
_KEY = lazy_pattern(
    r"(?=.*[0-9])(?=.*[A-Za-z])(?:[A-Za-z0-9]{12,}|[A-Za-z0-9+/=_~-]{16,})|"
    r"[0-9A-Fa-f]{16,}|[A-Za-z]{24,}"
)
_SHORT = lazy_pattern(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~%-]{8,}")
_MIXED = lazy_pattern(r"(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/=_.~-]{8,500}")
_WORDS = lazy_pattern(
    r"(?:[a-z]{2,}+|[A-Z][a-z]++|[A-Z]{2,}+|[A-Za-z][0-9]|[0-9]++|[_.~/=+-])*+", re.ASCII
)
"""Words, and numbers that may have one letter before them."""
RANDOM = lazy_pattern(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~%:-]{16,}")
_DESCRIPTION = lazy_pattern(
    r"(?i:(?:n?(?:var)?char|(?:var)?binary|bytes?)[0-9]{1,5}|"
    r"(?:u?int|float|double|decimal|string|str|text|bool|bits?|utf-?|base|sha-?|hs|rs|es|ps|aes|"
    r"rsa|md|uuid|number|num|hex|arg|param|field)[0-9]{1,3}(?:\[\]|\?)?|"
    r"v[0-9]{1,2}(?:\.[0-9]{1,3}){0,3}(?:[a-z]|-?(?:alpha|beta|rc|pre|preview)[0-9]{0,2})?|"
    r"[0-9]{1,6}(?:\.[0-9]{1,4})?(?:[kmgt]i?b?|[kmgt]bit|b|ms|us|ns|s|secs?|mins?|h|hrs?|d|days?|"
    r"w|y|px|bits?|bytes?|chars?|tokens?|x))|"
    r"(?:get|fetch|read|load|make|create|build|next|prev|gen|generate|request|refresh|parse|find|"
    r"ask|take|issue|decode|encode|compute|resolve|retrieve|obtain|extract|random)"
    r"(?:(?:[A-Z][a-z]+)+|(?:_[a-z]+)+_?)[0-9]{1,2}(?:\([^()]{0,80}\))?"
)
_BEHIND = lazy_pattern(r"[ \t,;.]*(?:[ \t](?://|#)[^\n]*)?$")
_MADE = lazy_pattern(r"[0-9]|[a-z][A-Z]")
SCHEME_WORD = lazy_pattern(rf"{_SCHEMES}\s+", re.IGNORECASE)
SCHEME_ALONE = lazy_pattern(rf"\s*{_SCHEMES}\s*", re.IGNORECASE)


def has_credential_shape(value: str) -> bool:
    """Whether a text is, or carries, what is known as a credential by its looks alone."""
    return next(shaped_spans(value), None) is not None


@remembered
def shaped_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where that stands in a text, in no order."""
    yield from (found.span() for found in _SHAPE.finditer(text))
    for pattern in _IN_PATHS:
        yield from (found.span("value") for found in pattern.finditer(text))
    for pattern in _IN_CONNECTIONS:
        for found in pattern.finditer(text):
            if not is_placeholder(found["value"]):
                yield found.span("value")
    for found in _AFTER_SCHEME.finditer(text):
        if opens_something(found["value"]):
            yield found.span("value")


def without_shaped(text: str, instead: str) -> str:
    """The text with something else in the place of each of these."""
    made, at = [], 0
    for start, end in sorted(shaped_spans(text)):
        if start >= at:
            made += [text[at:start], instead]
        at = max(at, end)
    return "".join([*made, text[at:]])


def may_be_key(text: str) -> bool:
    """Whether a user, who is seldom a secret, may be a key or a token: it can name nothing."""
    return has_credential_shape(text) or any(map(_KEY.fullmatch, _NOT_IN_KEYS.split(text)))


def is_placeholder(value: str) -> bool:
    """Whether a value is none yet: empty, a reference, ``<your token>``, ``true``, ``42``."""
    bare = without_scheme(_REFERENCE.sub("", value).lstrip()).strip()
    if not bare.strip(" :;,.|/-_{}\\"):
        return True
    return _PLACEHOLDER.fullmatch(bare) is not None or _YOURS.match(bare) is not None


def looks_made(value: str) -> bool:
    """Whether a value is no word that anybody wrote: eight characters with digits and letters."""
    return _SHORT.fullmatch(value) is not None


def looks_random(value: str) -> bool:
    """Whether a value of eight characters has digits and letters of both cases, and no words.

    ``Orders2024`` names something, ``v2`` too.
    """
    return _MIXED.fullmatch(value) is not None and _WORDS.fullmatch(value) is None


def describes_value(value: str) -> bool:
    """Whether what is written in the place of a value in code or prose only tells of one.

    A type (``string4``), a version (``v4``), an amount (``4096k``), a function (``getToken1``).
    """
    return _DESCRIPTION.fullmatch(_BEHIND.sub("", value).strip()) is not None


def without_scheme(value: str) -> str:
    """A value without the name of its authentication scheme."""
    scheme = SCHEME_WORD.match(value)
    return value[scheme.end() :] if scheme else value


def opens_something(value: str) -> bool:
    """Whether what stands behind a scheme's name looks made rather than written."""
    return not is_placeholder(value) and _MADE.search(value) is not None
