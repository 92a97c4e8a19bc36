"""Names of character encodings as they stand in a Content-Type, and Python's codecs for them.

Codecs that transform (``rot13``, ``zlib``), that make control characters out of plain ones
(``utf-7``, ``unicode_escape``) or that are no encoding of texts (``idna``) have names too, come
from servers, and are never used.
"""

from __future__ import annotations

import re

_UNUSABLE = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7", "undefined"}
    | {"mbcs", "oem", "unicode_internal"}
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:() -]{0,39}")

# What the WHATWG's Encoding Standard (§4.2) calls encodings, where Python has no such name.
_LABELS = {
    **dict.fromkeys(("unicode_1_1_utf_8", "unicode11utf8", "unicode20utf8"), "utf_8"),
    **dict.fromkeys(("x_unicode20utf8", "x_utf_8"), "utf_8"),
    **dict.fromkeys(("unicode", "ucs_2", "csunicode", "unicodefeff", "iso_10646_ucs_2"), "utf_16"),
    "unicodefffe": "utf_16_be",
    "sun_eu_greek": "iso8859_7",
    **dict.fromkeys(("iso_8859_8_i", "iso_8859_8_e", "csiso88598i", "logical"), "iso8859_8"),
    "visual": "iso8859_8",
    **dict.fromkeys(("koi", "koi8", "cskoi8r"), "koi8_r"),
    "koi8_ru": "koi8_u",
    **dict.fromkeys(("macintosh", "x_mac_roman", "csmacintosh", "mac"), "mac_roman"),
    **dict.fromkeys(("x_mac_cyrillic", "x_mac_ukrainian"), "mac_cyrillic"),
    **dict.fromkeys(("dos_874", "windows_874", "x_windows_874"), "cp874"),
    **{f"x_cp125{digit}": f"cp125{digit}" for digit in range(9)},
    **dict.fromkeys(("x_gbk", "csgb2312", "gb_2312", "gb_2312_80"), "gbk"),
    **dict.fromkeys(("cn_big5", "x_x_big5"), "big5"),
    **dict.fromkeys(("x_euc_jp", "cseucpkdfmtjapanese"), "euc_jp"),
    "csiso2022jp": "iso2022_jp",
    **dict.fromkeys(("x_sjis", "sjis", "csshiftjis"), "shift_jis"),
    **dict.fromkeys(("windows_31j", "cswindows31j", "ms932"), "cp932"),
    **dict.fromkeys(("cseuckr", "x_euc_kr", "ks_c_5601_1989", "ksc_5601"), "euc_kr"),
    **dict.fromkeys(("windows_949", "x_windows_949"), "cp949"),
    **dict.fromkeys(("windows_950", "x_windows_950"), "cp950"),
    **dict.fromkeys(("windows_936", "x_mswin_936"), "gbk"),
}

# Servers name the older set and write the newer one, of which it is a part (§4.2, §10-13).
_LARGER = {
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}


def charset_of(content_type: str) -> str:
    """The charset parameter of a media type; empty where there is none (RFC 9110 §8.3.2)."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").strip()
    return ""


def text_codec(charset: str) -> str | None:
    """The codec that writes exactly the characters of a charset; ``None`` where there is none."""
    name = re.sub(r"[^a-z0-9.]+", "_", charset.strip().lower()).strip("_")
    if not _NAME.fullmatch(name):
        return None
    name = _LABELS.get(name, name)
    import codecs

    try:
        # Encoding text, and not a look-up, refuses the codecs that transform.
        "a".encode(name)
        found = codecs.lookup(name).name.replace("-", "_")
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if found in _UNUSABLE else found


def reading_codec(charset: str) -> str | None:
    """The codec that reads what servers send under the name of a charset."""
    found = text_codec(charset)
    return None if found is None else _LARGER.get(found, found)
