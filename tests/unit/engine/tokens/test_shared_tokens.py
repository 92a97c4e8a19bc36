"""Tokens that processes share: one exchange for all, and none where anything is in doubt."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outrider.engine.tokens.shared_tokens import SharedTokens
from outrider.engine.tokens.token_places import FolderPlace
from outrider.model.secret import Secret
from outrider.model.settings import OF_PROCESS, TokenSharing
from outrider.model.token import AccessToken, TokenKey, TokenSlot
from outrider.storage.user_files.token_folder import TokenFolder

SLOT = TokenSlot("/work/orders", "dev", "default")
KEY = TokenKey("0a" * 32, (), SLOT)
SHARED = TokenSharing(shared=True)


def token(value: str = "t-1", token_type: str = "Bearer", life: float = 300.0) -> AccessToken:
    return AccessToken(Secret(value), token_type, 1000.0, 1000.0 + life, False, frozenset({"a"}))


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., SharedTokens]:
    """Makes what one process has; all of them share a runtime directory."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)

    def made(sharing: TokenSharing = SHARED, **more: Any) -> SharedTokens:
        variables = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime)}
        return SharedTokens(
            sharing, variables, clock=lambda: 1000.0, random_bytes=os.urandom, **more
        )

    return made


async def test_what_one_puts_another_finds(process: Callable[..., SharedTokens]) -> None:
    one, other = process(), process()
    assert await one.digest_key() == await other.digest_key()
    await one.put(KEY, token(), Secret("refresh"))
    found = await other.find(KEY)
    assert found is not None
    assert found.token == token()
    assert found.refresh_token == ""
    assert [stored.slot for stored in await other.tokens()] == [SLOT]
    assert await other.find(TokenKey("ff" * 32, (), SLOT)) is None


async def test_without_the_setting_each_process_has_its_own(
    process: Callable[..., SharedTokens], tmp_path: Path
) -> None:
    one, other = process(OF_PROCESS), process(OF_PROCESS)
    assert await one.digest_key() != await other.digest_key()
    await one.put(KEY, token(), None)
    assert await one.find(KEY) is None
    assert await one.tokens() == ()
    assert await one.clear() == 0
    assert await one.place() is None
    assert one.take_problems() == ()
    assert list((tmp_path / "run").iterdir()) == []


async def test_one_that_is_rejected_is_handed_out_no_more_and_its_refresh_token_stays(
    process: Callable[..., SharedTokens],
) -> None:
    one = process(TokenSharing(shared=True, refresh_tokens=True))
    await one.digest_key()
    for refresh in (Secret("refresh"), None):
        await one.put(KEY, token(), refresh)
        await one.reject(KEY, token("another"))
        found = await one.find(KEY)
        assert found is not None
        assert found.is_usable(1001.0)
        await one.reject(KEY, token())
        found = await one.find(KEY)
        assert (found is not None) == (refresh is not None)
        if found is not None:
            assert found.refresh_token == "refresh"
            assert not found.is_usable(1001.0)


async def test_refresh_tokens_are_kept_only_where_the_setting_says_so_by_name(
    process: Callable[..., SharedTokens], tmp_path: Path
) -> None:
    one = process(TokenSharing(shared=True, refresh_tokens=True))
    await one.digest_key()
    await one.put(KEY, token(), Secret("refresh"))
    found = await one.find(KEY)
    assert found is not None
    assert found.refresh_token == "refresh"
    again = process()
    await again.digest_key()
    await again.put(KEY, token("t-2"), Secret("refresh"))
    assert b"refresh" not in (tmp_path / "run/outrider/tokens.json").read_bytes().replace(
        b"refresh_token", b""
    )


@pytest.mark.parametrize(
    "unshared", [token(token_type="DPoP"), token(life=0.0), token("\ud800"), token(life=-1.0)]
)
async def test_what_only_this_process_can_use_is_not_shared(
    process: Callable[..., SharedTokens], unshared: AccessToken
) -> None:
    one = process()
    await one.digest_key()
    await one.put(KEY, unshared, None)
    assert await one.find(KEY) is None


async def test_exactly_the_refused_token_is_dropped(process: Callable[..., SharedTokens]) -> None:
    one = process()
    await one.digest_key()
    await one.put(KEY, token("t-2"), None)
    await one.drop(KEY, token("t-1"))
    assert await one.find(KEY) is not None
    await one.drop(KEY, token("t-2"))
    assert await one.find(KEY) is None


async def test_a_damaged_document_is_as_none_and_is_mended(
    process: Callable[..., SharedTokens], tmp_path: Path
) -> None:
    first = process()
    await first.digest_key()
    await first.put(KEY, token(), None)
    document = tmp_path / "run/outrider/tokens.json"
    document.write_bytes(document.read_bytes()[:-30])
    assert await first.find(KEY) is None
    second = process()
    await second.digest_key()
    await second.put(KEY, token("t-2"), None)
    found = await process_finds(process)
    assert found == "t-2"


async def process_finds(process: Callable[..., SharedTokens]) -> str:
    one = process()
    await one.digest_key()
    found = await one.find(KEY)
    return found.value if found is not None else ""


async def test_many_writers_lose_nothing(process: Callable[..., SharedTokens]) -> None:
    many = [process() for _ in range(8)]
    keys = await asyncio.gather(*(one.digest_key() for one in many))
    assert len(set(keys)) == 1
    own = [TokenKey(f"{number:064x}", (), SLOT) for number in range(8)]
    await asyncio.gather(
        *(one.put(key, token(f"t-{key.digest}"), None) for one, key in zip(many, own, strict=True))
    )
    assert len(await many[0].tokens()) == 8
    assert await many[1].clear() == 8


async def test_who_comes_second_waits_until_the_first_has_done(
    process: Callable[..., SharedTokens],
) -> None:
    one, other = process(), process()
    await asyncio.gather(one.digest_key(), other.digest_key())
    told: list[str] = []
    order: list[str] = []
    entered = asyncio.Event()

    async def first() -> None:
        async with one.exchanging(KEY, lambda: told.append("first")):
            entered.set()
            while not told:
                await asyncio.sleep(0)
            order.append("first")

    async def second() -> None:
        await entered.wait()
        async with other.exchanging(KEY, lambda: told.append("second")):
            order.append("second")

    await asyncio.gather(first(), second())
    assert order == ["first", "second"]
    assert told == ["second"]


async def test_a_holder_that_has_stopped_holds_nobody_up_for_long(
    process: Callable[..., SharedTokens],
) -> None:
    one, other = process(), process(patience=0.05)
    await asyncio.gather(one.digest_key(), other.digest_key())
    async with one.exchanging(KEY, lambda: None), other.exchanging(KEY, lambda: None):
        await other.put(KEY, token("t-2"), None)
    assert await process_finds(process) == "t-2"


async def test_what_keeps_tokens_from_being_shared_is_told_once(
    process: Callable[..., SharedTokens], tmp_path: Path
) -> None:
    folder = tmp_path / "run/outrider"
    folder.mkdir()
    folder.chmod(0o755)
    one = process()
    await one.digest_key()
    (problem,) = one.take_problems()
    assert problem.startswith(f"Tokens are not shared: {folder} can be read by others.")
    await one.put(KEY, token(), None)
    assert await one.find(KEY) is None
    assert one.take_problems() == ()


async def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    folder = TokenFolder(tmp_path / "tokens")
    folder.prepare()

    async def find(_: object) -> tuple[FolderPlace, str]:
        return FolderPlace(folder), ""

    one = SharedTokens(SHARED, {}, clock=lambda: 1000.0, random_bytes=os.urandom, find=find)
    await one.digest_key()
    (tmp_path / "tokens/tokens.json").unlink()
    (tmp_path / "tokens/tokens.json").mkdir()
    await one.put(KEY, token(), None)
    (problem,) = one.take_problems()
    assert problem.startswith("The token is not shared: ")
