"""The options of HTTPie 3.2, and those of xh that it does not have."""

from __future__ import annotations

from outrider.importers.curl.program_options import ProgramOptions

_VALUES = """
    auth auth-type bearer boundary cert cert-key cert-key-pass ciphers default-scheme
    format-options http-version max-headers max-redirects output pretty print proxy raw
    resolve response-charset response-mime session session-read-only ssl style timeout verify
"""
_FLAGS = """
    all body check-status chunked compress continue debug download follow form headers help https
    ignore-netrc ignore-stdin json manual meta multipart offline path-as-is quiet sorted stream
    traceback unsorted verbose version
"""
_LETTERS = {
    "A": "auth-type", "F": "follow", "I": "ignore-stdin", "S": "stream", "a": "auth", "b": "body",
    "c": "continue", "d": "download", "f": "form", "h": "headers", "j": "json", "m": "meta",
    "o": "output", "p": "print", "q": "quiet", "s": "style", "v": "verbose", "x": "compress",
}  # fmt: skip
_ANSWER = """
    all body check-status continue debug download format-options headers ignore-netrc ignore-stdin
    manual max-headers meta offline output pretty print quiet response-charset response-mime
    sorted stream style traceback unsorted verbose
"""

OPTIONS = ProgramOptions(_VALUES.split(), _FLAGS.split(), _LETTERS)

ANSWER = frozenset(_ANSWER.split())
"""Options that say what happens to the response, not what is sent."""
