"""The ways in which a server may spell what it was sent, as strategies."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

Spell = Callable[[str], str]

NASTY = st.text(alphabet="aZ09fn%\\&/+ =\"'<>;#u.-_\n\té日😀\x00\x7f\x85", min_size=0, max_size=24)
ANY = st.text(max_size=24)
TEXTS = st.one_of(ANY, NASTY)
SECRETS = st.one_of(
    # Eight characters without its blanks, over which secrets are found joined.
    st.text(min_size=8, max_size=40).filter(lambda text: len("".join(text.split())) >= 8),
    NASTY.map(lambda text: text + "xK4/+q=&"),
)


@st.composite
def percent_mixtures(draw: st.DrawFn, secret: str) -> str:
    """Percent-encoded: each character, or not, once or twice, in either case."""
    told = []
    for character in secret:
        if character not in "%\\&" and draw(st.booleans()):
            told.append(character)
            continue
        text = "".join(f"%{octet:02x}" for octet in character.encode())
        text = text.upper() if draw(st.booleans()) else text
        told.append(text.replace("%", "%25") if draw(st.booleans()) else text)
    return "".join(told)


@st.composite
def entity_mixtures(draw: st.DrawFn, secret: str) -> str:
    """Character references of HTML: decimal, hex, with zeros before."""
    told = []
    for character in secret:
        if character not in "%\\&" and draw(st.booleans()):
            told.append(character)
            continue
        zeros = "0" * draw(st.integers(0, 5))
        kind = draw(st.sampled_from("dxX"))
        code = ord(character)
        told.append(f"&#{zeros}{code};" if kind == "d" else f"&#{kind}{zeros}{code:x};")
    return "".join(told)


@st.composite
def json_mixtures(draw: st.DrawFn, secret: str) -> str:
    """JSON's escapes, as many as there may be."""
    told = []
    for character in secret:
        if character == "/" and draw(st.booleans()):
            told.append("\\/")
        elif draw(st.booleans()) and character not in "%&":
            told.append(json.dumps(character, ensure_ascii=draw(st.booleans()))[1:-1])
        else:
            raw = character.encode("utf-16-be").hex()
            raw = raw.upper() if draw(st.booleans()) else raw
            told += [f"\\u{raw[at : at + 4]}" for at in range(0, len(raw), 4)]
    return "".join(told)


def json_of_net(secret: str) -> str:
    """JSON as .NET writes it: upper-case escapes of what HTML has a meaning for, and of ``+``."""
    told = []
    for character in secret:
        if character in "\"+&<>'`\x7f":
            told.append(f"\\u{ord(character):04X}")
        else:
            text = json.dumps(character)[1:-1]
            told.append(
                text if len(text) < 6 else text.replace("\\u", "\0").upper().replace("\0", "\\u")
            )
    return "".join(told)


def json_of_go(secret: str) -> str:
    """JSON as Go writes it."""
    told = json.dumps(secret, ensure_ascii=False)[1:-1]
    for character in "<>&\u2028\u2029":
        told = told.replace(character, f"\\u{ord(character):04x}")
    return told


def based(before: bytes, behind: bytes, *, padded: bool, safe: bool) -> Spell:
    """In base64, within a longer text."""
    encode = urlsafe_b64encode if safe else b64encode

    def spell(secret: str) -> str:
        text = encode(before + secret.encode() + behind).decode()
        return text if padded else text.rstrip("=")

    return spell


FIXED: dict[str, Spell] = {
    "plain": str,
    "quote": lambda secret: quote(secret, safe=""),
    "quote, lower": lambda secret: "".join(f"%{octet:02x}" for octet in secret.encode()),
    "quote_plus": quote_plus,
    "twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json in json": lambda secret: json.dumps(json.dumps(secret))[3:-3],
    "json of percent": lambda secret: json.dumps(quote(secret, safe=""))[1:-1],
    "html": html.escape,
    "html of html": lambda secret: html.escape(html.escape(secret)),
    "html of percent": lambda secret: html.escape(quote(secret)),
    "percent of html": lambda secret: quote(html.escape(secret), safe=""),
    "percent of json": lambda secret: quote(json.dumps(secret)[1:-1], safe=""),
    "html of json": lambda secret: html.escape(json.dumps(secret)[1:-1]),
    "repr": lambda secret: repr(secret)[1:-1],
    "hex": lambda secret: secret.encode().hex(),
    "HEX": lambda secret: secret.encode().hex().upper(),
    "hEx": lambda secret: secret.encode().hex().title(),
}


ESCAPED: dict[str, Spell] = {
    "json": FIXED["json"],
    "json in UTF-8": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "PHP's json": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    ".NET's json": json_of_net,
    "Go's json": json_of_go,
}
"""What a server may write of a text before all of it becomes base64."""


@st.composite
def spelled(draw: st.DrawFn, secret: str) -> str:
    """The secret in one of these spellings."""
    kind = draw(st.sampled_from([*FIXED, "percent", "entities", "escapes", "base64", "escaped"]))
    match kind:
        case "percent":
            return draw(percent_mixtures(secret))
        case "entities":
            return draw(entity_mixtures(secret))
        case "escapes":
            return draw(json_mixtures(secret))
        case "base64":
            around = st.binary(max_size=6)
            spell = based(
                draw(around), draw(around), padded=draw(st.booleans()), safe=draw(st.booleans())
            )
            return spell(secret)
        case "escaped":
            told = ESCAPED[draw(st.sampled_from(list(ESCAPED)))](secret)
            return b64encode(f'{{"{draw(st.text("k", max_size=2))}":"{told}"}}'.encode()).decode()
    return FIXED[kind](secret)
