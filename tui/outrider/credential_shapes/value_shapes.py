"""Shapes that credentials are known by, and what stands for one that is still to come."""

from __future__ import annotations

import re

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
    r"(?:AKIA|ASIA)[A-Z0-9]{12,}",
    r"AIza[A-Za-z0-9_-]{30,}",
    r"ya29\.[A-Za-z0-9_-]{16,}",
    r"GOCSPX-[A-Za-z0-9_-]{16,}",
    r"npm_[A-Za-z0-9]{30,}",
    r"pypi-[A-Za-z0-9_-]{30,}",
    r"rubygems_[a-f0-9]{40,}",
    r"do[opr]_v1_[a-f0-9]{32,}",
    r"shp(?:at|ss|ca|pa)_[a-fA-F0-9]{16,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"sq0[a-z]{3}-[A-Za-z0-9_-]{16,}",
    r"ATATT3[A-Za-z0-9_=-]{20,}",
    r"ATCTT3[A-Za-z0-9_=-]{20,}",
    r"PMAK-[a-f0-9-]{20,}",
    r"NRAK-[A-Z0-9]{20,}",
    r"dapi[a-f0-9]{32,}",
    r"lin_api_[A-Za-z0-9]{20,}",
    r"fig[dou]_[A-Za-z0-9_-]{20,}",
    r"hf_[A-Za-z0-9]{20,}",
    r"gsk_[A-Za-z0-9]{20,}",
    r"pul-[a-f0-9]{32,}",
    r"ntn_[A-Za-z0-9]{20,}",
    r"xkeysib-[a-f0-9]{32,}[A-Za-z0-9-]*",
    r"sntry[su]_[A-Za-z0-9_=+/-]{20,}",
    r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}",
    r"key-[a-f0-9]{32}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{20,}",
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\:,.-]{16,}",
)
SHAPE = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(_SHAPES)})")
AFTER_SCHEME = re.compile(rf"(?<![\w-]){_SCHEMES}\s+(?P<value>[A-Za-z0-9._~+/=:|!$%^*-]{{8,}})")

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
RANDOM = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.~%:-]{16,}")
_MADE = re.compile(r"[0-9]|[a-z][A-Z]")
SCHEME_WORD = re.compile(rf"{_SCHEMES}\s+", re.IGNORECASE)


def has_credential_shape(value: str) -> bool:
    """Whether a text is, or carries, what is known as a credential by its looks alone."""
    if SHAPE.search(value):
        return True
    return any(opens_something(found["value"]) for found in AFTER_SCHEME.finditer(value))


def may_be_key(text: str) -> bool:
    """Whether a user, who is seldom a secret, may be a key or a token: it can name nothing."""
    return has_credential_shape(text) or any(map(_KEY.fullmatch, _NOT_IN_KEYS.split(text)))


def is_placeholder(value: str) -> bool:
    """Whether a value is none yet: empty, a reference, ``<your token>``, ``true``, ``42``."""
    bare = without_scheme(_REFERENCE.sub("", value).lstrip()).strip()
    if not bare.strip(" :;,.|/-_"):
        return True
    return _PLACEHOLDER.fullmatch(bare) is not None or _YOURS.match(bare) is not None


def without_scheme(value: str) -> str:
    """A value without the name of its authentication scheme."""
    scheme = SCHEME_WORD.match(value)
    return value[scheme.end() :] if scheme else value


def opens_something(value: str) -> bool:
    """Whether what stands behind a scheme's name looks made rather than written."""
    return not is_placeholder(value) and _MADE.search(value) is not None
