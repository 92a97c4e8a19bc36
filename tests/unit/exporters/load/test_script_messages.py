"""Messages of a script: credentials that are written out become values, encodings are told."""

from __future__ import annotations

import pytest

from outrider.exporters.load.load_script import ScriptMessage
from outrider.exporters.load.markers import Markers, MarkTier
from outrider.exporters.load.script_messages import MessageWriter
from outrider.exporters.load.script_text import Base64Of, Slot, SlotKind
from outrider.exporters.load.value_names import ScriptValues, masked_spans
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import FieldLine, RequestMessage, TextContent
from outrider.model.secret import MASK, Secret
from outrider.redaction import Redactor

MARKERS = Markers("271828182845")
URL = "https://a.test/"


def written(message: RequestMessage, *, reveals: bool = False) -> tuple[ScriptMessage, list[str]]:
    masking = MaskingPolicy(Redactor(), reveals=reveals)
    writer = MessageWriter(MARKERS, ScriptValues(), masking)
    return writer.message(message), writer.notes


def test_a_mark_in_an_unknown_encoding_is_masked_and_told() -> None:
    mark = MARKERS.mark(SlotKind.VALUE, "A", MarkTier.FULL)
    odd = Secret(mark.replace("&", "&amp;"))
    message = RequestMessage("GET", URL, (FieldLine("X-A", odd), FieldLine("X-B", "b")))
    made, notes = written(message)
    assert dict(made.headers[:2]) == {"X-A": (MASK,), "X-B": ("b",)}
    assert notes == [
        "A secret or a captured value in the header is inside another encoding: the script sends "
        f'"{MASK}" in place of the header.'
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Authorization", "Bearer abc.def", ("Bearer ", Slot(SlotKind.VALUE, "AUTHORIZATION"))),
        ("X-Api-Key", "abcdef", (Slot(SlotKind.VALUE, "X_API_KEY"),)),
        (
            "Authorization",
            "Basic dTpw",
            ("Basic ", Base64Of(("u:", Slot(SlotKind.VALUE, "AUTHORIZATION_PASSWORD")))),
        ),
        ("X-Plain", "abcdef", ("abcdef",)),
    ],
)
def test_a_credential_of_a_field_becomes_a_value(
    name: str, value: str, expected: tuple[object, ...]
) -> None:
    message = RequestMessage("GET", URL, (FieldLine(name, value),))
    assert written(message)[0].headers[0] == (name, expected)
    assert written(message, reveals=True)[0].headers[0] == (name, (value,))


def test_credentials_of_url_and_body_become_values_of_their_names() -> None:
    body = TextContent('{"password": "one", "user": "u", "client_secret": "two"}')
    message = RequestMessage("POST", f"{URL}?api_key=three&a=1", (), body)
    made, _ = written(message)
    assert made.url == (f"{URL}?api_key=", Slot(SlotKind.VALUE, "API_KEY"), "&a=1")
    assert made.body == (
        (
            '{"password": "', Slot(SlotKind.VALUE, "PASSWORD"),
            '", "user": "u", "client_secret": "',
            Slot(SlotKind.VALUE, "CLIENT_SECRET"), '"}',
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clear", "told", "spans"),
    [
        ("a=1", "a=1", []),
        ("a=1&b=2", f"a={MASK}&b={MASK}", [(2, 3), (6, 7)]),
        ("1", MASK, [(0, 1)]),
        ("a=1", f"b={MASK}", [(0, 3)]),
        ("aXbXc", f"aX{MASK}c", [(2, 4)]),
    ],
)
def test_masked_spans(clear: str, told: str, spans: list[tuple[int, int]]) -> None:
    assert masked_spans(clear, told) == spans


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("client_secret", "CLIENT_SECRET"), ("api-key", "API_KEY"), ("2nd", "_2ND"),
        ("home", "HOME_VALUE"), ("k6 host", "K6_HOST_VALUE"), ("é", "VALUE"),
        ("path", "PATH_VALUE"),
    ],
)  # fmt: skip
def test_names_are_those_of_variables_and_mean_nothing_else(key: str, name: str) -> None:
    values = ScriptValues()
    assert values.name("secret", key, "") == values.name("secret", key, "") == name
    assert values.name("other", key, "") == f"{name}_2"
