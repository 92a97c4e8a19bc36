"""What masking takes: bodies of 1 MB and twenty secrets, masked by value and by name.

``make bench`` runs it. The best of several rounds is told, in processor time: what else the machine
does meanwhile is not counted.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from outrider.redaction import Redactor

SIZE = 1_000_000
_BAR, _BAR_OF_ESCAPES = 60, 150
_NUMBERS = json.dumps(list(range(100_000)))
"""What is parsed beside it: it tells how fast the machine is meanwhile."""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    chance = random.Random(1)
    redactor = Redactor()
    secrets = list(_secrets(chance))
    redactor.register(secrets)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()},", end=" ")
    print(f"Python {platform.python_version()}; best of {runs}\n")
    parsed = min(_milliseconds(lambda: json.loads(_NUMBERS)) for _ in range(runs))
    print(f"In this run `json.loads` takes {parsed:.1f} ms for a list of 100,000 numbers.\n")
    print("| 1 MB of | bar | takes | met |\n|---|--:|--:|---|")
    for name, bar, text in _texts(chance, secrets):
        redactor.mask_body(text[:1000])
        took = min(_milliseconds(partial(redactor.mask_body, text)) for _ in range(runs))
        print(f"| {name} | {bar} ms | {took:.1f} ms | {'yes' if took <= bar else 'no'} |")


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1000


def _secrets(chance: random.Random) -> Iterator[str]:
    """Twenty: keys, passwords with reserved characters, tokens, a private key of 28 lines."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    for number in range(20):
        word = "".join(chance.choices(letters, k=600 if number % 10 == 0 else 32))
        if number == 19:
            lines = ("".join(chance.choices(f"{letters}+/", k=64)) for _ in range(26))
            word = "\n".join(("-----BEGIN KEY-----", *lines, "-----END KEY-----"))
        yield {0: f"eyJhbGciOiJSUzI1NiJ9.{word}", 1: f"p+w/{word}=&%"}.get(number % 5, word)


def _texts(chance: random.Random, secrets: list[str]) -> Iterator[tuple[str, int, str]]:
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(2000)]
    rows = [
        {
            "id": chance.randint(1, 10**6),
            "name": " ".join(chance.choices(words, k=4)),
            "url": f"https://api.example.com/{chance.choice(words)}?page=2",
            "password": chance.choice(words),
        }
        for _ in range(9000)
    ]
    body = json.dumps(rows)[:SIZE]
    pieces = [body[at : at + SIZE // 20] for at in range(0, SIZE, SIZE // 20)]
    printable = [chance.randint(32, 126) for _ in range(SIZE // 3)]
    yield "JSON", _BAR, body
    yield "JSON with every secret in it", _BAR, "".join(map(str.__add__, pieces, secrets))[:SIZE]
    quoted = json.dumps([{**row, "name": f'é "{row["name"]}"\n'} for row in rows])
    yield "JSON with four escapes in each row", _BAR, quoted[:SIZE]
    yield "base64", _BAR, "".join(chance.choices("AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/", k=SIZE))
    lines = "\n".join(f"{secrets[0]}{body}"[at : at + 80] for at in range(0, SIZE, 80))
    yield "text in lines of 80, broken anywhere", _BAR, lines[:SIZE]
    octets = b64encode(f"{secrets[0]}{body}".encode()).decode()
    for width, end in ((76, "\r\n"), (20, "\n")):
        lines = end.join(octets[at : at + width] for at in range(0, SIZE, width))
        yield f"base64 in lines of {width}", _BAR, lines[:SIZE]
    for name, text in {
        "JSON in JSON": json.dumps(body),
        "`%41%42…`": "".join(f"%{code:02x}" for code in printable),
        "`%2541%2542…`": "".join(f"%25{code:02x}" for code in printable),
        "`%41b%43d…`": "".join(f"%{code:02x}b" for code in printable),
        "`\\u0041\\u0042…`": "".join(f"\\u{code:04x}" for code in printable),
        "`&#65;&#66;…`": "".join(f"&#{code};" for code in printable),
        "`&amp;&amp;…`": "&amp;" * (SIZE // 5),
        "`\\\\\\\\…`": "\\" * SIZE,
    }.items():
        yield name, _BAR_OF_ESCAPES, text[:SIZE]


if __name__ == "__main__":
    main()
