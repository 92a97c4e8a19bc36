"""A token as curl's configuration."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cli.output.token_formats.handed_tokens import TOKEN, handed, written

from outrider.cli.output.token_formats.curl_config import CurlConfigFormat
from outrider.model.auth import CredentialLocation, Placement
from outrider.model.secret import reveal

ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "v": "\v"}


def unquoted(line: str) -> str:
    """What curl makes of an argument in double quotes (``unslashquote`` of its tool_parsecfg.c)."""
    found = re.fullmatch(r'header = "((?:[^"\\]|\\.)*)"', line, re.DOTALL)
    assert found is not None, line
    return re.sub(r"\\(.)", lambda one: ESCAPED.get(one[1], one[1]), found[1], flags=re.DOTALL)


def test_the_header_is_quoted() -> None:
    assert written(CurlConfigFormat()) == f'header = "Authorization: Bearer {TOKEN}"\n'


@given(st.text("ab \"\\\t\n\r\v#:='@{}", min_size=1))
def test_curl_reads_the_very_value(value: str) -> None:
    placement = Placement(CredentialLocation.HEADER, "X-Token", "")
    text = reveal(CurlConfigFormat().render(handed(placement, token=value)))
    assert text.count("\n") == 1
    assert unquoted(text.removesuffix("\n")) == f"X-Token: {value}"
