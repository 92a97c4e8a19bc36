from __future__ import annotations

import asyncio

from outrider.terminal.rendering.partial_repaint import FRAMES, _FrameScheduler


async def _turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_two_frames_follow_each_other_at_once_and_the_third_waits() -> None:
    drawn: list[float] = []
    pace = _FrameScheduler(lambda: drawn.append(asyncio.get_running_loop().time()))
    for _ in range(2):
        pace.resume()
        pace.resume()
        await _turns()
    assert len(drawn) == 2
    pace.resume()
    while len(drawn) < 3:
        await asyncio.sleep(0.001)
    assert drawn[2] - drawn[0] >= 1 / FRAMES - 0.001


async def test_a_frame_that_is_wanted_no_longer_is_not_drawn() -> None:
    drawn: list[int] = []
    pace = _FrameScheduler(lambda: drawn.append(1))
    pace.resume()
    pace.pause()
    await _turns()
    assert not drawn
    pace.resume()
    await _turns()
    assert drawn == [1]
