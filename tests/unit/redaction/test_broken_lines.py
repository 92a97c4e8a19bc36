"""A secret is masked where its line was broken: wrapped in base64, folded as it is."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import lru_cache
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from tests.each_case import each_case
from tests.unit.redaction.spellings import SECRETS
from tests.work_counter import counted

from outrider.model.secret import MASK
from outrider.redaction import Redactor
from outrider.redaction.broken_lines import BrokenLines
from outrider.redaction.decoded_text import DecodedText

KEY = "k3y-of-the-gateway-in-front"
LONG = "".join(chr(33 + at * 53 % 90) for at in range(400))
PHRASE = "correct horse battery staple"
ENDS = ("\n", "\r\n", "\n ", "\r\n\t", "\r")


def masks(text: str, *secrets: str, whole: bool = False) -> str:
    return redactor_of(*secrets, whole=whole).mask_text(text)


@lru_cache
def redactor_of(*secrets: str, whole: bool) -> Redactor:
    redactor = Redactor()
    redactor.register(secrets, whole=whole)
    return redactor


def wrapped(text: str, width: int, end: str) -> str:
    return end.join(text[at : at + width] for at in range(0, len(text), width))


def written(text: str, kind: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1] if kind == "json" else text


def masked_within(text: str, start: int, stop: int, width: int, end: str) -> str:
    """A wrapped text with all from the one character to the other masked."""
    places = [at + at // width * len(end) for at in (start, stop - 1)]
    told = wrapped(text, width, end)
    return f"{told[: places[0]]}{MASK}{told[places[1] + 1 :]}"


@each_case(product((KEY, LONG, "a\nb" * 9), range(13), (20, 64, 76), ("\n", "\r\n"), ("", "json")))
def test_base64_in_lines_is_masked_to_the_character(
    case: tuple[str, int, int, str, str],
) -> None:
    secret, before, width, end, kind = case
    behind = before % 5
    around = b"\x5d\x75\xd7" * 10
    text = b64encode(around[:before] + secret.encode() + around[:behind]).decode()
    start, stop = before * 8 // 6, -(-(before + len(secret)) * 8 // 6) if behind else len(text)
    owed = masked_within(text, start, stop, width, end)
    told = masks(written(f"({wrapped(text, width, end)})", kind), secret)
    assert told == written(f"({owed})", kind)


@given(SECRETS, st.binary(max_size=80), st.binary(max_size=80), st.data())
def test_base64_in_lines_tells_no_more_than_what_stands_around(
    secret: str, before: bytes, behind: bytes, data: st.DataObject
) -> None:
    width, end = data.draw(st.integers(20, 76)), data.draw(st.sampled_from(("\n", "\r\n", "\n  ")))
    kind = data.draw(st.sampled_from(("", "json")))
    text = b64encode(before + secret.encode() + behind).decode()
    told = masks(written(f"<{wrapped(text, width, end)}>", kind), secret)
    left = sum(one.isalnum() or one in "+/=" for one in told.replace(written(end, kind), ""))
    assert MASK in told
    assert left <= len(b64encode(before)) + len(b64encode(behind)) + 2


@given(SECRETS.map(lambda secret: "".join(secret.split()).ljust(8, "x")), st.data())
def test_a_secret_in_two_lines_is_masked(secret: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(secret) - 1))
    kind = data.draw(st.sampled_from(("", "json")))
    text = f"{secret[:at]}{data.draw(st.sampled_from(ENDS))}{secret[at:]}"
    assert masks(written(f"it is <{text}> here", kind), secret) == f"it is <{MASK}> here"


@each_case(product((KEY, LONG), (5, 20, 80), ENDS, ("", "json")))
def test_a_secret_in_many_lines_is_masked(case: tuple[str, int, str, str]) -> None:
    secret, width, end, kind = case
    assert (
        masks(written(f"it is <{wrapped(secret, width, end)}>", kind), secret) == f"it is <{MASK}>"
    )
    octets = wrapped(secret.encode().hex(), width, end)
    assert masks(written(f"it is <{octets}>", kind), secret) == f"it is <{MASK}>"


@each_case(product(range(1, len(PHRASE)), ENDS, ("", "json")))
def test_a_secret_of_words_is_masked_where_it_is_wrapped(case: tuple[int, str, str]) -> None:
    at, end, kind = case
    for behind in (PHRASE[at:], PHRASE[at:].lstrip()):
        text = f"it is <{PHRASE[:at]}{end}{behind}>"
        assert masks(written(text, kind), PHRASE) == f"it is <{MASK}>"


def test_a_part_of_a_secret_is_masked_where_it_is_cut_off_behind_a_line_end() -> None:
    assert masks(f"it said {KEY[:5]}\n {KEY[5:13]}…", KEY) == f"it said {MASK}…"
    assert masks(f"its end {KEY[-12:-3]}\n{KEY[-3:]}!", KEY) == f"its end {MASK}!"


def test_what_stands_in_other_lines_stays() -> None:
    lines = f'first\n"{KEY[:9]}",\n"{KEY[9:18]}"\nsecond\n\nthird'
    assert masks(lines, KEY) == lines
    assert masks(f"first\n{KEY}\nsecond", KEY) == f"first\n{MASK}\nsecond"
    assert masks(f"first\r\n  {KEY}\r\nsecond", KEY) == f"first\r\n  {MASK}\r\nsecond"
    assert masks("correct\nhorse", "correct horse", whole=True) == MASK
    assert masks("cor\nrect hor", "correct horse", whole=True) == "cor\nrect hor"


def test_a_line_that_ends_with_another_character_is_not_joined() -> None:
    lines = BrokenLines()
    lines.add("abc ")
    level = DecodedText('ab\nca\r\n\t b\n"c\n\na \nb\n')
    found = lines.readings(level)
    assert found.each[0] is level
    assert [one.text for one in found.each[1:]] == ['abcab\n"c\n\na b\n', 'ab ca b\n"c\n\na  b\n']
    assert found.joined is found.each[1]
    assert lines.joined(level.text) == found.joined.text
    at = found.joined.text.index("cab")
    assert level.text[found.joined.start_in_source(at) :].startswith("ca\r\n")
    assert level.text[: found.joined.end_in_source(at + 2)].endswith("\nca")
    for text in ("abc", 'a"\nb', "a\n"):
        level = DecodedText(text)
        assert lines.readings(level) == (level, (level,))
        assert not lines.are_broken_by({"\n"}, text)
    assert lines.are_broken_by({"\n", "x"}, "a\nb")
    assert not lines.are_broken_by({"x"}, "a\nb")
    lines.add('"')
    assert lines.joined('a"\nb') == 'a"b'


def test_a_command_in_utf_16_is_masked() -> None:
    for before, secret in product(range(4), (KEY, "pässwört", "a\nb c\nd 1234")):
        text = b64encode(("x" * before + secret + "; exit").encode("utf-16-le")).decode()
        told = masks(f"powershell -e {text}", secret)
        behind = len(b64encode("; exit".encode("utf-16-le"))) + 2
        assert MASK in told
        assert len(told) <= len("powershell -e ") + before * 8 // 3 + len(MASK) + behind


def test_joining_lines_takes_work_that_grows_with_the_text() -> None:
    redactor = Redactor()
    redactor.register([KEY, LONG, PHRASE])
    line = f"{b64encode(LONG.encode()).decode()[:76]}\n{KEY}\r\n \t{PHRASE[:9]}\n{' ' * 40}"

    def work(size: int) -> int:
        with counted() as done:
            redactor.mask_text(line * size)
        return done.steps

    work(1)
    small, large = work(50), work(400)
    assert large < 10 * small
