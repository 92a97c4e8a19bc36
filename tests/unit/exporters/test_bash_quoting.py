"""Words for bash, read by bash itself."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.patience import PATIENCE

from outrider.exporters.bash_quoting import bash_word, printf_command
from outrider.visible_text import visible_text

ANYTHING = st.text(st.characters(codec="utf-8"), max_size=40)
ODD = st.text(
    st.sampled_from("'\"\\$`!\n\t\r\x1b\x9b\u202e\u200b*?~#&|;<>(){}[]=%@ aé日\U0001f600")
)
ARGUMENTS = (ANYTHING | ODD).map(lambda text: text.replace("\0", ""))


def heard(script: str, locale: str) -> bytes:
    """What bash makes of a script."""
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env={"LC_ALL": locale, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stderr == b""
    return done.stdout


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@given(texts=st.lists(ARGUMENTS, min_size=1, max_size=20))
@settings(max_examples=80, deadline=None)
def test_bash_reads_the_same_bytes_again(locale: str, texts: list[str]) -> None:
    script = "printf '%s\\0' " + " ".join(map(bash_word, texts))
    assert heard(script, locale) == b"".join(text.encode() + b"\0" for text in texts)


@given(text=ANYTHING | ODD | st.just("a\0b%s\\0\n") | st.just("\0" + "7"))
@settings(max_examples=80, deadline=None)
def test_printf_prints_nuls_too(text: str) -> None:
    assert heard(printf_command(text), "C") == text.encode()


@given(text=ARGUMENTS)
def test_a_word_is_harmless_to_the_terminal(text: str) -> None:
    assert visible_text(bash_word(text)) == bash_word(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://a.test/v1", "https://a.test/v1"),
        ("", "''"),
        ("it's", "'it'\\''s'"),
        ("a\nb", "'a\nb'"),
        ("é", "'é'"),
        ("a\tb", "$'a\\tb'"),
        ("\x1b[0m'", "$'\\x1b[0m\\''"),
        ("\u202e", "$'\\xe2\\x80\\xae'"),
    ],
)
def test_the_plainest_quoting_that_does_is_taken(text: str, written: str) -> None:
    assert bash_word(text) == written
