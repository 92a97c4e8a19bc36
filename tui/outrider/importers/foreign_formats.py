"""What a text is that no importer reads, by how it looks, so that a refusal can name it."""

from __future__ import annotations

import json
import re

from outrider.json_words import json_complaint

_HEAD = 20_000
"""Characters that are looked at: what a file is stands at its start."""

_BYTES = (
    (r"PK\x03\x04|PK\x05\x06", "a ZIP archive"),
    (r"\x1f\x8b|BZh\d|\xfd7zXZ|7z\xbc\xaf|\x28\xb5\x2f\xfd", "a compressed file"),
    (r"[\x84\x85\x8c]\x02?[\x00-\x0f]|\xd2[\s\S]\x01|\xc1[\xc0-\xff]", "a file encrypted with GPG"),
    (r"%PDF-", "a PDF document"),
    (r"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP", "an image"),
    (r"SQLite format 3", "an SQLite database"),
    (r"\x7fELF|MZ[\x00-\x1f\x90]|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", "a program"),
)
_BEFORE_XML = r"(?:<\?xml[\s\S]*?\?>)?\s*(?:<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*"
_STARTS = (
    (r"-----BEGIN PGP [A-Z ]+-----", "a GPG file"),
    (r"-----BEGIN [A-Z ]+-----", "a key or a certificate (PEM)"),
    (_BEFORE_XML + r"<(?:!doctype\s+html|html|head|body)\b", "an HTML page"),
    (r"<!doctype\s+html\b", "an HTML page"),
    (_BEFORE_XML + r"<(?:\w+:)?(?:definitions|description)\b[^>]*wsdl", "a WSDL document"),
    (_BEFORE_XML + r"<(?:\w+:)?soapui-project\b", "a SoapUI project"),
    (_BEFORE_XML + r"<jmeterTestPlan\b", "a JMeter test plan"),
    (_BEFORE_XML + r"<(?:\w+:)?application\b[^>]*wadl", "a WADL document"),
    (r"<\?xml\b|<[A-Za-z][\w:.-]*(?:\s[^<>]*)?>", "an XML document"),
)
_LINES = (
    (r"asyncapi\s*:\s*[\"']?\d", "an AsyncAPI document"),
    (r"(?:type|interface|input|enum|union|scalar|directive|schema|extend\s+type)\s+@?\w*\s*"
     r"[^\n]*(?:\{|=|@)[^\n]*$|schema\s*\{", "a GraphQL schema"),
    (r"(?:query|mutation|subscription|fragment)\b[^\n{=:]*\{", "a GraphQL query"),
    (r"HTTP(?:/[\d.]+)?[ \t]+(?:\d{3}|\*)[ \t]*$|\[(?:Asserts|Captures|QueryStringParams|Query|"
     r"FormParams|Form|MultipartFormData|Multipart|BasicAuth|Cookies)\][ \t]*$", "a Hurl file"),
    (r"[A-Za-z_]\w*=[^\n]*", "a .env file"),
)  # fmt: skip
_JSON = (
    ({"asyncapi"}, "an AsyncAPI document"),
    ({"requests", "order"}, "a Postman collection of version 1"),
    ({"collections", "environments"}, "a Postman data dump"),
    ({"__schema"}, "a GraphQL schema (introspection)"),
)
_ADVICE = {
    "archive|compressed": "Unpack it and import the files in it.",
    "data dump": "Import its collections and environments one by one.",
    "GPG": "Decrypt it first: gpg --decrypt FILE.",
    "WSDL|WADL|version 1|GraphQL schema": "Import it into Postman, "
    "and export it from there as Collection v2.1.",
    "HTML": "In the browser's developer tools, choose Copy as cURL and import the result.",
}


def name_foreign_format(text: str) -> tuple[str, str]:
    """What a text is, with its article, and what to do instead; both empty where nobody knows.

    Of what is no text, pass its first bytes as Latin-1.
    """
    head = text[:_HEAD].lstrip("\ufeff")
    name = _matching(_BYTES, head) or _named(text, head.lstrip())
    advice = (advice for words, advice in _ADVICE.items() if name and re.search(words, name))
    return name, next(advice, "")


def broken_json(text: str) -> str:
    """What is wrong with a text that begins as JSON does, as the end of a sentence; else empty."""
    start = re.match(r"\s*(?:\{\s*\"|\[\s*[{\"])", text)
    if start is None:
        return ""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        said = json_complaint(error)
        return f"is not JSON: {said.what} at line {said.line}, column {said.column}."
    except (RecursionError, ValueError):
        pass
    return ""


def _named(text: str, head: str) -> str:
    if head[:1] in {"{", "["} and not re.match(r"\{\s*[A-Za-z]", head):
        found = _json_name(text, head)
        if found:
            return found
    starts = next((name for start, name in _STARTS if re.match(start, head, re.I)), "")
    return starts or next(
        (name for line, name in _LINES if re.search(rf"^(?:{line})", head, re.MULTILINE)),
        "",
    )


def _matching(known: tuple[tuple[str, str], ...], head: str) -> str:
    return next((name for start, name in known if re.match(start, head)), "")


def _json_name(text: str, head: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        # It is cut off, or has comments: the first members tell enough.
        keys = set(re.findall(r'"([A-Za-z_]+)"\s*:', head[:2000]))
    else:
        first = data[0] if isinstance(data, list) and data else data
        keys = set(first) if isinstance(first, dict) else set()
        if isinstance(first, dict) and "__schema" in (first.get("data") or ()):
            keys.add("__schema")
    return next((name for members, name in _JSON if members <= keys), "")
