"""A secret of several lines is masked whatever a server has between them."""

import json
from base64 import b64encode

import pytest
from tests.work_counter import counted

from outrider.model.secret import MASK
from outrider.redaction import Redactor
from outrider.redaction.decoded_text import DecodedText
from outrider.redaction.many_lines import folded, folded_level, with_other_line_ends

BODY = b64encode(bytes((at * 29 + 7) % 256 for at in range(130))).decode()
LINES = [BODY[at : at + 64] for at in range(0, len(BODY), 64)]
KEY = "\n".join(("-----BEGIN EC PRIVATE KEY-----", *LINES, "-----END EC PRIVATE KEY-----", ""))
WORDS = "first: ab12cd34\nnext 77\nthen-the-longest-line 9\n"

LINE_ENDS = ["\n", "\r", "\r\n", "", "<br>", "<BR />\n", "&lt;br/&gt;", " ", "+", "\n\n", "\n  "]
LINE_ENDS += [r"\n", r"\r\n", r"\\r\\n", "%0A", "%0d%0a", "&#13;&#10;", "␊", "␍\n", r"\u000d\u000a"]


def masks(text: str, *secrets: str, whole: bool = False) -> str:
    redactor = Redactor()
    redactor.register(secrets, whole=whole)
    return redactor.mask_text(text)


def pieces_of(lines: list[str]) -> list[str]:
    return [line[at : at + 6] for line in lines for at in range(len(line) - 5)]


@pytest.mark.parametrize("end", LINE_ENDS)
@pytest.mark.parametrize("held", ["\n", "\r\n", r"\n", "<br>", "\n\n", "\n  "])
def test_lines_may_be_apart_in_any_way(end: str, held: str) -> None:
    key = KEY.replace("\n", held)
    told = masks(f"k=({KEY.strip().replace(chr(10), end)}) behind", key)
    assert told.startswith("k=(")
    assert told.endswith(") behind")
    assert not [piece for piece in pieces_of(LINES) if piece in told]
    told = masks(f"it is ({WORDS.strip().replace(chr(10), end)}) behind", WORDS.replace("\n", held))
    assert told == f"it is ({MASK}) behind"


def test_each_line_is_masked_by_itself() -> None:
    assert masks(json.dumps(LINES), KEY) == json.dumps([MASK] * 3, ensure_ascii=False)
    assert masks(f"its {LINES[0][:12]}…", KEY) == f"its {MASK}…"
    assert masks(f"then-the-longest-line 9 in {LINES[1]}", WORDS, KEY) == f"{MASK} in {MASK}"
    assert masks("next 77", WORDS) == "next 77"


def test_armour_and_what_all_keys_begin_with_is_no_secret() -> None:
    start = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ"
    mine, other = (
        "\n".join((KEY[:30], start + end, *LINES)) for end in ("C7VJTUt9Us8c", "DfXyuVkQ99ab")
    )
    assert masks(other.splitlines()[1], mine) == other.splitlines()[1]
    assert masks(mine.splitlines()[1], mine) == MASK
    assert masks("-----BEGIN EC PRIVATE KEY-----", KEY) == "-----BEGIN EC PRIVATE KEY-----"
    locked = KEY.replace(
        "-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n", 1
    )
    assert masks("Proc-Type: 4,ENCRYPTED", locked) == "Proc-Type: 4,ENCRYPTED"
    assert masks("".join(LINES), locked) == MASK


def test_fields_of_a_locked_key_are_no_secret_however_many_lines_it_has() -> None:
    field = "Proc-Type: 4,ENCRYPTED"
    for key in (
        "\n".join((KEY[:30], field, LINES[0], KEY.strip()[-28:])),
        "\n".join((KEY[:30], f"  {field}", LINES[0], KEY.strip()[-28:])),
    ):
        assert masks(f"({field}) {LINES[0]}", key) == f"({field}) {MASK}"
    # Nothing tells where the fields of a key end that stands in one line.
    flat = f"{KEY[:30].strip()} {field} {' '.join(LINES)} {KEY.strip()[-28:]}"
    assert masks(f"({field}<br>{'<br>'.join(LINES)})", flat) == f"({MASK})"


def test_lines_without_armour_are_all_secret() -> None:
    secret = "Password: hunter2-hunter2\nPin: 1234-5678-9012\n"
    for line in secret.splitlines():
        assert masks(f"({line})", secret) == f"({MASK})"
    assert masks("(Password: hunter2-hunter2<br>Pin: 1234)", secret) == f"({MASK})"


def test_an_empty_line_and_armour_alone_are_no_secret() -> None:
    assert masks("a  b\n\n<br>c", "\n \n\n \n\n\n\n\n") == "a  b\n\n<br>c"
    armour = f"{KEY[:30]}\n{KEY.strip()[-28:]}"
    assert masks(f"({KEY[:29]}) here", armour) == f"({KEY[:29]}) here"


@pytest.mark.parametrize(
    ("value", "owed"),
    [
        ("a", ["a"]),
        ("a\n", ["a\n"]),
        ("a\nb", ["a\nb", "a\r\nb"]),
        ("a\r\nb", ["a\r\nb", "a\nb"]),
        ("a\rb\r\nc", ["a\rb\r\nc", "a\nb\nc", "a\r\nb\r\nc"]),
    ],
)
def test_a_secret_has_the_line_ends_of_each_system(value: str, owed: list[str]) -> None:
    assert with_other_line_ends(value) == owed


def test_what_is_encoded_may_have_other_line_ends_too() -> None:
    octets = KEY.replace("\n", "\r\n").encode()
    assert masks(b64encode(octets).decode(), KEY) == MASK
    assert masks(octets.hex(), KEY) == MASK


def test_other_texts_stay_as_they_are() -> None:
    text = "first: then the longest line, next <br> then\r\n" + KEY[:30]
    assert masks(text, WORDS, KEY) == text
    assert masks("a b c d e f g h", "abcdefgh") == "a b c d e f g h"
    assert masks("line\r\nother line", "one line\nother line", whole=True) != MASK


def test_a_text_is_folded_in_the_same_way_with_and_without_the_way_back() -> None:
    assert folded("aXYZbr") == "aXYZbr"
    text = "a +b\r\n<br />c<BR>␍␊␉d\u2028 e<br f"
    level = folded_level(DecodedText(text))
    assert level.text == folded(text) == "abcde<brf"
    at = level.text.index("c")
    assert text[level.start_in_source(at) : level.end_in_source(at + 2)] == "c<BR>␍␊␉d"


def test_it_takes_work_that_grows_with_the_text() -> None:
    redactor = Redactor()
    redactor.register([KEY])

    def work(size: int) -> int:
        with counted() as done:
            redactor.mask_text(f"{LINES[0]}<br {LINES[1]}<br> \r\n" * size)
        return done.steps

    work(1)
    small, large = work(50), work(400)
    assert large < 10 * small
