"""Past sends in files: private, bounded, and nobody's secrets in them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.canary import files_below, leaks
from tests.unit.exporters.test_exporters_secrets import full

from outrider.exporters.masked_exchange import BODY_KEPT, masked_exchange
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import ResponseMessage
from outrider.model.past_send import PastSend
from outrider.model.response_note import ResponseNote
from outrider.model.secret import MASK, Secret, masked
from outrider.model.token import AccessToken, TokenKey, TokenSlot, TokenSource, TokenUse
from outrider.next_steps import EditKey
from outrider.redaction import Redactor
from outrider.storage.user_files import history_folder
from outrider.storage.user_files.history_folder import HistoryFolder

CANARY = "CANARY-of-the-exports"
NOW = 1_700_000_000.0
NOTE = ResponseNote(
    "insufficient_scope", "Refused.", "no", "Why.", "What.", EditKey("environments/dev.toml", 7)
)


def masking() -> MaskingPolicy:
    redactor = Redactor()
    redactor.register([Secret(CANARY)])
    return MaskingPolicy(redactor)


def past_send(at: float = NOW, request_id: str = "list") -> PastSend:
    exchange = full().exchange
    assert exchange is not None
    token = AccessToken(
        Secret(CANARY),
        "Bearer",
        1.0,
        61.0,
        lifetime_assumed=False,
        requested_scope=frozenset({"a", "b"}),
    )
    use = TokenUse(
        token,
        TokenKey(CANARY, (), TokenSlot("", "", "")),
        TokenSource.CACHE,
        "fresh",
    )
    return PastSend(
        at, request_id, "dev", "Dev", masked_exchange(exchange, masking()), ("Odd.",), use, (NOTE,)
    )


def folder(place: Path) -> HistoryFolder:
    return HistoryFolder(place / "history", Path("/work/space"), clock=lambda: NOW)


def test_what_is_written_is_read_again_without_its_secrets(tmp_path: Path) -> None:
    kept = past_send()
    folder(tmp_path).write(kept)
    [found] = folder(tmp_path).read("list")
    assert found.from_file
    assert found.exchange is not None
    assert kept.exchange is not None
    assert found.exchange.response == kept.exchange.response
    assert found.exchange.network == kept.exchange.network
    assert found.exchange.request == kept.exchange.request
    assert found.problem_lines == ("Odd.",)
    assert found.notes == (NOTE,)
    assert found.token is not None
    assert found.token.reason == "fresh"
    assert masked(found.token.token.value) == found.token.token.value.reveal() == MASK
    assert leaks([CANARY], files_below(tmp_path)) == []
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o600 if path.is_file() else 0o700)
    assert HistoryFolder(tmp_path / "history", Path("/other")).read("list") == ()
    assert folder(tmp_path).read("other") == ()


def test_the_body_that_is_written_holds_no_secret_in_base64_either(tmp_path: Path) -> None:
    folder(tmp_path).write(past_send())
    [path] = tmp_path.rglob("*.json")
    response = json.loads(path.read_bytes())["exchange"]["response"]
    assert json.loads(base64.b64decode(response["content"])) == {"access_token": MASK, "n": 1}


@given(before=st.integers(0, 60), after=st.integers(0, 10_000))
def test_a_secret_across_the_border_of_a_cut_stays_out(before: int, after: int) -> None:
    exchange = full().exchange
    assert exchange is not None
    body = b"x" * (BODY_KEPT - before) + CANARY.encode() + b"y" * after
    response = ResponseMessage(200, "", "HTTP/1.1", (), body, len(body))
    kept = masked_exchange(replace(exchange, response=response), masking()).response
    assert kept is not None
    assert b"CANARY" not in kept.content
    assert len(kept.content) <= BODY_KEPT + len(MASK.encode())
    assert kept.truncated is (len(body) > BODY_KEPT)


@given(body=st.binary(max_size=200))
def test_a_body_without_secrets_is_kept_as_it_came(body: bytes) -> None:
    exchange = full().exchange
    assert exchange is not None
    response = ResponseMessage(200, "", "HTTP/1.1", (), body, len(body))
    kept = masked_exchange(replace(exchange, response=response), MaskingPolicy(Redactor())).response
    assert kept == response


def test_what_is_too_much_or_too_old_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_folder, "SENDS_KEPT", 3)
    monkeypatch.setattr(history_folder, "FILES_KEPT", 5)
    here = folder(tmp_path)
    here.write(past_send(NOW - 40 * 86_400, "old"))
    assert here.read("old") == ()
    for number in range(5):
        here.write(past_send(NOW + number))
    assert [one.sent_at - NOW for one in here.read("list")] == [4.0, 3.0, 2.0]
    for number in range(4):
        here.write(past_send(NOW + 10 + number, f"other-{number}"))
    assert len(list(tmp_path.rglob("*.json"))) == 5
    monkeypatch.setattr(history_folder, "BYTES_KEPT", 10)
    here.write(past_send(NOW + 20))
    assert list(tmp_path.rglob("*.json")) == []


def test_files_that_are_none_of_ours_are_passed_over(tmp_path: Path) -> None:
    here = folder(tmp_path)
    here.write(past_send())
    [path] = tmp_path.rglob("*.json")
    for number, text in enumerate(("", "{", "[]", '{"at": "x"}', "[" * 5000, "\0")):
        path.with_name(f"9-{number}.json").write_text(text)
    path.with_name("link.json").symlink_to("/dev/zero")
    path.with_name("folder.json").mkdir()
    assert [one.sent_at for one in here.read("list")] == [NOW]


def test_sends_follow_their_request_and_go_with_it(tmp_path: Path) -> None:
    here = folder(tmp_path)
    for number, name in enumerate(("a/b", "a/c", "ab")):
        here.write(past_send(NOW + number, name))
    here.rename(lambda name: name.replace("a/", "z/y/"))
    assert [one.request_id for one in here.read("z/y/b")] == ["z/y/b"]
    assert here.read("a/b") == ()
    here.write(past_send(NOW + 9, "z/y/b"))
    here.rename(lambda name: "ab" if name == "z/y/b" else name)
    assert [one.sent_at - NOW for one in here.read("ab")] == [9.0, 2.0, 0.0]
    here.rename(lambda name: "" if name.startswith("z/") else name)
    assert here.read("z/y/c") == ()
    assert len(list(tmp_path.rglob("*.json"))) == 3
    here.rename(lambda name: name)


def test_everything_is_forgotten(tmp_path: Path) -> None:
    here = folder(tmp_path)
    assert here.forget() == 0
    here.write(past_send())
    HistoryFolder(tmp_path / "history", Path("/other"), clock=lambda: NOW).write(past_send())
    assert here.forget() == 2
    assert here.read("list") == ()
    assert list((tmp_path / "history").rglob("*")) == []
