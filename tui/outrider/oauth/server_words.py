"""What an authorization server said of an error, whatever shape its response has.

RFC 6749 §5.2 knows ``error``, ``error_description`` and ``error_uri``; servers also write problem
documents (RFC 9457), members of their own, challenges (RFC 9110 §11.6.1) and HTML pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from http import HTTPStatus
from typing import Any

from msgspec import Struct

from outrider.model.message import ResponseMessage
from outrider.oauth.body_text import (
    cut_words,
    first_line,
    is_html,
    more_of_page,
    text_head,
    without_tags,
)
from outrider.oauth.wrapped_object import wrapped_object

SHOWN = 400
"""Characters of the server's words that are shown at most."""

_MAX_DEPTH = 3
"""Objects around the one that names an error."""

_SEARCHED = 4000
"""Characters of a message in which words are looked for."""

RFC_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "access_denied",
        "server_error",
        "temporarily_unavailable",
        "slow_down",
        "invalid_target",
        "use_dpop_nonce",
        "invalid_dpop_proof",
    }
)
"""Errors of RFC 6749 §5.2 and §4.1.2.1, RFC 8628, RFC 8707 and RFC 9449."""

_MESSAGES = (
    *("errordescription", "errorhint", "errormessage", "errorsummary", "description"),
    *("message", "detail", "title", "msg", "reason"),
)
_NOT_ERRORS: tuple[object, ...] = (None, False, 0, "", [], {})
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
_TRACES = re.compile(
    r"(?<![\s,;(\[])[\s,;(\[]*+"
    r"\b(trace[ _-]?id|correlation[ _-]?id|request[ _-]?id|timestamp)\b\s*[:=].*",
    re.IGNORECASE | re.DOTALL,
)
_PAGES = re.compile(
    r"(?<![\"'`(])\bhttps?://(?:aka\.ms|docs|learn|developer|support|help|www|go\.microsoft|tools\.ietf"
    r"|datatracker)[^\s,;'\"]*"
)
"""Addresses of documentation."""

_ASIDES = re.compile(
    r",? (?:or )?(?:consider|we recommend|it is recommended|review the documentation|for more"
    r" (?:information|details)|learn more|refer to|please (?:see|visit|read))\b[^.\n]*"
)
_CHALLENGE = re.compile(r'(?<![\w-])([\w-]++)\s*+=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
"""A parameter of a challenge (RFC 9110 §11.2)."""
_XML_ELEMENT = re.compile(r"<(?:[\w-]+:)?([A-Za-z][\w.-]*)(?:\s[^<>]*)?>([^<>]*)</")
_XML_MESSAGES = (*_MESSAGES, "faultstring", "text")
_DEFINITIONS = re.compile(
    r"the request is missing a (?:required )?parameter(?:, includes an| or is otherwise)"
    r"|the provided (?:authorization grant|access grant) \(e\.g"
    r"|the authenticated client is not authorized to use this authorization grant type"
    r"|the (?:authorization grant type|grant type) is not supported by the authorization server"
    r"|the requested scope is invalid, unknown,? (?:or )?malformed"
    r"|client authentication failed \(e\.g\.,? unknown client",
    re.IGNORECASE,
)
"""How RFC 6749 §5.2 defines its codes: said by a server, it says no more than the code."""


class ServerWords(Struct, frozen=True):
    """What the server said.

    Attributes:
        code: of the error, as the server wrote it; empty where it named none.
        message: in words, as they came; empty for none.
        see: the page that it names (``error_uri``); empty for none.
        more: further words that are not shown, and help to know the cause.
        is_oauth: whether the code is one of OAuth's, or written as one.
    """

    code: str = ""
    message: str = ""
    see: str = ""
    more: str = ""
    is_oauth: bool = False

    @property
    def low(self) -> str:
        """Everything in lower case; what was apart is on a line of its own.

        Addresses of pages and what a server recommends beside are left out: they name what has
        nothing to do with the cause.
        """
        said = (self.code, self.message, self.more)
        low = "\n".join(text[:_SEARCHED] for text in said).lower()
        low = _ASIDES.sub("", _PAGES.sub("", low))
        from outrider.oauth.foreign_words import in_english

        return f"{low}\n{in_english(low)}".rstrip("\n")


def words_of_members(reply: ResponseMessage, members: Mapping[str, Any]) -> ServerWords:
    """What a JSON object or a form says; a challenge, where it names no error itself."""
    plain = _around_error(members)
    code, inner = _code(plain)
    if "errordescription" not in plain and _is_phrase(code, reply):
        code = ""
    said = [text for name in _MESSAGES if (text := _text(plain.get(name)))]
    said += inner
    # What is defined by the code goes behind what is said of this request.
    said.sort(key=lambda text: _DEFINITIONS.match(text) is not None)
    if not said:
        said = sentences(members)
    see = _text(plain.get("erroruri"))
    challenge = _challenge(reply)
    if not code and "error" in challenge:
        code = challenge["error"]
    said += filter(None, (challenge.get("error_description"),))
    code = code or _code_in_words(plain, said)
    see = see or challenge.get("error_uri", "")
    is_oauth = code in RFC_ERRORS or (
        isinstance(plain.get("error"), str)
        and bool("errordescription" in plain or _SNAKE.fullmatch(code))
    )
    return ServerWords(
        code=code,
        message=said[0] if said else "",
        see=see if re.match(r"https?://", see) else "",
        more="\n".join(said[1:]),
        is_oauth=is_oauth,
    )


def _plain_members(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members by their plain names; of two that are spelled alike, the first."""
    return {_plain(name): value for name, value in reversed(list(members.items()))}


def _around_error(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members by their plain names; where an object inside names the error, its members."""
    plain = _plain_members(members)
    for _ in range(_MAX_DEPTH):
        if _code(plain)[0]:
            break
        inside = (_plain_members(one) for one in plain.values() if isinstance(one, Mapping))
        found = next((one for one in inside if "error" in one), None)
        if found is None:
            break
        plain = {**{name: plain[name] for name in _MESSAGES if name in plain}, **found}
    return plain


def _code_in_words(plain: Mapping[str, Any], said: Iterable[str]) -> str:
    """A code of OAuth's where only words stand, or in a problem's type (RFC 9457 §3.1.1)."""
    kind = str(plain.get("type", "")).rstrip("/").rpartition("/")[2].rpartition(":")[2]
    return next((text for text in (kind, *said) if text in RFC_ERRORS), "")


def words_of_page(reply: ResponseMessage, mask: Callable[[str], str]) -> ServerWords:
    """What a page or a text says: its title or first line, or a challenge.

    Args:
        reply: the whole response.
        mask: masks secrets: before anything is cut off, or a part of one could be left.
    """
    head = text_head(reply, mask)
    wrapped = wrapped_object(reply) if not is_html(reply) else None
    if (
        wrapped is not None
        and (found := words_of_members(reply, _masked(wrapped, mask))).low.strip()
    ):
        return found
    elements = {} if is_html(reply) else _xml_elements(head)
    if elements and (_code(elements)[0] or "error" in _challenge(reply)):
        return words_of_members(reply, elements)
    challenge, text = _challenge(reply), first_line(head, (reply.reason.lower(),))
    text = next((elements[name] for name in _XML_MESSAGES if elements.get(name)), text)
    code = challenge.get("error", "")
    named = re.fullmatch(r"\W*([a-z_]+)\b\W*(.*)", without_tags(head), re.DOTALL)
    is_named = not code and named is not None and named[1] in RFC_ERRORS
    if named is not None and is_named:
        code, text = named[1], named[2]
    said = challenge.get("error_description") or (
        more_of_page(head, text) if is_html(reply) else text
    )
    if not said and "error" not in challenge:
        said = ", ".join(reply.headers_named("www-authenticate")).replace('"', "")
    see = challenge.get("error_uri", "")
    return ServerWords(
        code=code,
        message=said,
        see=see if re.match(r"https?://", see) else "",
        more=text if is_named else without_tags(head),
        is_oauth=code in RFC_ERRORS,
    )


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    """A value with each of its texts masked."""
    if isinstance(value, Mapping):
        return {mask(str(name)): _masked(one, mask) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(one, mask) for one in value]
    return mask(value) if isinstance(value, str) else value


def sentences(members: Mapping[str, Any]) -> list[str]:
    """The texts of an object that are words for people, in whatever language its names are.

    The longest comes first. An address, a time, an identifier or a token is none.
    """
    found = [text for text in _texts(members, _MAX_DEPTH) if _is_sentence(text)]
    return sorted(found, key=len, reverse=True)


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, Mapping | list) and depth:
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner, depth - 1)


def _is_sentence(text: str) -> bool:
    """Whether a text has words; of scripts without blanks, letters that are not ASCII do."""
    wide = sum(1 for one in text if ord(one) > 0x2E7F)
    words = sum(1 for word in text.split() if sum(map(str.isalpha, word)) * 2 > len(word))
    return words >= 3 or wide >= 5


def _xml_elements(head: str) -> dict[str, str]:
    """The elements of an XML document that hold texts, by their plain names; the first of each."""
    if not head.lstrip().startswith("<"):
        return {}
    found: dict[str, str] = {}
    for name, text in _XML_ELEMENT.findall(head):
        if words := unescape(text).strip():
            found.setdefault(_plain(name), " ".join(words.split()))
    return found


def names_error(members: Mapping[str, Any]) -> bool:
    """Whether a JSON object or a form names an error; a token beside it does not excuse it.

    ``error`` that is null, false, 0 or empty is none; members of other names count only where
    there is no token.
    """
    if members.get("error") not in _NOT_ERRORS:
        return True
    if members.get("access_token"):
        return False
    plain = _around_error(members)
    return bool(_code(plain)[0]) and any(
        plain.get(name) not in _NOT_ERRORS for name in ("error", "errors", "errorcode", "fault")
    )


def rejects_credentials(words: ServerWords, members: Mapping[str, Any]) -> bool:
    """Whether words alone, under a status of success, are about credentials that are wrong."""
    return not any(_plain(name).endswith("token") for name in members) and (
        re.search(
            r"(invalid|wrong|bad|incorrect|unknown|rejected)\b.{0,40}"
            r"(client|secret|credential|api ?key|password)"
            r"|(client|secret|credentials?|api ?key|password)\b.{0,40}"
            r"(invalid|wrong|incorrect|rejected|not valid)"
            r"|(missing|required|without)\b.{0,60}client[ _-]?(id|secret|credential)"
            r"|client[ _-]?(id|secret|credentials?)\b.{0,40}(missing|required|empty|not "
            r"(provided|present|set|given|sent|specified|found))"
            r"|(expired?|locked|disabled|inactive)\b",
            words.low,
        )
        is not None
    )


def shown_words(text: str, most: int = SHOWN) -> str:
    """Words on one line, shortened, without the trace IDs that end them."""
    line = " ".join(text.split())[:_SEARCHED]
    line = _TRACES.sub("", line) or line
    return cut_words(line, most)


def _plain(name: object) -> str:
    """A member's name, however it is spelled: ``Error_Description``, ``errorDescription``."""
    return re.sub(r"[^a-z0-9]", "", str(name).lower())


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        words = [one.strip() for one in value]
        return (" " if all(one.endswith(".") for one in words) else "; ").join(words)
    if value in _NOT_ERRORS or isinstance(value, bool):
        return ""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


def _code(plain: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The code of an error, and the words that stand beside it inside."""
    error = plain.get("error")
    if isinstance(error, str) and error.strip():
        # Apigee has words in "Error" and the code in "ErrorCode".
        code = plain.get("errorcode")
        if isinstance(code, str) and " " in error and code:
            return code, [error]
        return error.strip(), []
    if isinstance(error, Mapping) and error:
        return _inner(error)
    errors = error if isinstance(error, list) and error else plain.get("errors")
    if isinstance(errors, Mapping) and errors:
        return "", [f"{name}: {words}" for name, one in errors.items() if (words := _text(one))]
    if isinstance(errors, list) and errors:
        first = errors[0]
        return _inner(first) if isinstance(first, Mapping) else (_text(first), [])
    fault = plain.get("fault")
    if isinstance(fault, Mapping):
        detail = fault.get("detail")
        code = detail.get("errorcode") if isinstance(detail, Mapping) else ""
        return _text(code), list(filter(None, [_text(fault.get("faultstring"))]))
    if isinstance(error, int | float) and error:
        return (f"error {error}" if not isinstance(error, bool) else ""), []
    code = plain.get("errorcode")
    return (code if isinstance(code, str) else ""), []


def _is_phrase(code: str, reply: ResponseMessage) -> bool:
    """Whether a code only repeats the status, as frameworks have it in ``error``."""
    words = re.sub(r"[^a-z0-9]", "", code.lower())
    phrases = {reply.reason, *(one.phrase for one in HTTPStatus)} - {""}
    return bool(words) and (
        words == str(reply.status)
        or (
            ("_" not in code or code.isupper())
            and words in {re.sub(r"[^a-z0-9]", "", one.lower()) for one in phrases}
        )
    )


def _inner(error: Mapping[Any, Any]) -> tuple[str, list[str]]:
    """Of an object: the first text among its names for a code, and its words."""
    plain = {_plain(name): value for name, value in error.items()}
    names = ("code", "type", "name", "status", "error", "errorcode")
    code = next((plain[name] for name in names if isinstance(plain.get(name), str)), "")
    if not code:
        code = next((f"error {plain[name]}" for name in names if _is_number(plain.get(name))), "")
    return code.strip(), list(_inner_words(plain))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _inner_words(plain: Mapping[str, Any]) -> Iterator[str]:
    for name in ("message", "errordescription", "description", "detail", "title", "reason"):
        if text := _text(plain.get(name)):
            yield text


def _challenge(reply: ResponseMessage) -> dict[str, str]:
    """The parameters of the server's challenges that say what is wrong (RFC 6750 §3)."""
    fields = ", ".join(reply.headers_named("www-authenticate"))
    found: dict[str, str] = {}
    for name, quoted, bare in _CHALLENGE.findall(fields):
        found.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or bare)
    return found
