from __future__ import annotations

from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, reveal
from outrider.widgets.response.response_lines import header_lines


def mask(name: str, value: MaybeSecret) -> str:
    return f"<{name}>" if name == "set-x" else reveal(value)


def test_trailers_stand_under_a_word_of_their_own_and_are_masked_like_headers() -> None:
    response = ResponseMessage(200, "", "HTTP/2", (("a", "1"),), trailers=(("set-x", "hidden"),))
    assert header_lines(response, mask) == [
        "a: 1",
        "",
        "Trailers (sent after the body)",
        "set-x: <set-x>",
    ]
    plain = ResponseMessage(200, "", "HTTP/1.1", (("a", "1"),))
    assert header_lines(plain, mask) == ["a: 1"]
