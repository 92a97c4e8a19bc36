"""The fields that a redirect may take to another origin, and how their values are written. Pure.

A value that is written otherwise may be anything, a credential among it: it stays.
"""

from __future__ import annotations

import re

from outrider.credential_shapes import has_credential_shape
from outrider.lazy_pattern import lazy_pattern

_PARAMETER = r"(?:q|charset|boundary|version|v|profile|level|type|format)"
_LISTED = rf"\s*{{0}}(?:\s*;\s*{_PARAMETER}=(?:[\w.:+/-]{{{{1,70}}}}|\"[^\"]*\"))*\s*"
_LIST = rf"{_LISTED}(?:,{_LISTED})*"
_TYPE = (
    r"(?:\*/\*|(?:application|audio|font|haptics|image|message|model|multipart|text|video)"
    r"/(?:\*|[\w!#$&^.+-]{{1,127}}))"
)
_CODING = r"(?:\*|x-gzip|x-compress|gzip|deflate|compress|identity|br|zstd|dcb|dcz)"
_LANGUAGE = r"(?:\*|[a-z]{{2,3}}(?:-(?:[a-z]{{4}}|[a-z]{{2}}|[0-9]{{3}}|[a-z]{{5,8}}))*)"
_CHARSET = (
    r"(?:\*|utf-?(?:7|8|16|32)(?:[bl]e)?|us-ascii|iso-[\w-]{{1,12}}|windows-\d{{3,4}}|koi8-[ru]"
    r"|big5|gbk?|gb\d{{4,5}}|euc-(?:jp|kr)|shift_jis)"
)
_DIRECTIVE = (
    r"(?:no-cache|no-store|no-transform|only-if-cached|must-understand|immutable|private|public"
    r"|(?:max-age|max-stale|min-fresh|s-maxage|stale-[a-z-]{{5,22}})(?:=\"?\d{{1,10}}\"?)?)"
)
_PRODUCT = r"[A-Za-z][A-Za-z_. -]{0,40}(?:/v?\d[\w.+-]{0,20})?"
_AGENT = rf"{_PRODUCT}(?:\s+(?:\([^()]*\)|{_PRODUCT}))*"


def _list_of(item: str) -> re.Pattern[str]:
    return lazy_pattern(_LIST.format(item.format()), re.ASCII | re.IGNORECASE)


_SHAPES = {
    "accept": _list_of(_TYPE),
    "accept-charset": _list_of(_CHARSET),
    "accept-encoding": _list_of(_CODING),
    "accept-language": _list_of(_LANGUAGE),
    "cache-control": _list_of(_DIRECTIVE),
    "content-encoding": _list_of(_CODING),
    "content-language": _list_of(_LANGUAGE),
    "content-type": _list_of(_TYPE),
    "pragma": _list_of("no-cache"),
    "user-agent": lazy_pattern(_AGENT, re.ASCII),
}
"""Of the fields that are known to be harmless (RFC 9110 §8, §10.1.5, §12.5; RFC 9111 §5)."""


def is_portable(name: str, value: str) -> bool:
    """Whether a field holds what such a field is for, and no credential in it."""
    shape = _SHAPES.get(name.lower())
    return (
        shape is not None
        and (not value.strip() or shape.fullmatch(value) is not None)
        and not has_credential_shape(value)
    )
