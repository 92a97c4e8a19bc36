"""What httpx and msgspec alone take for a body: fetches it, lays it out, prints milliseconds."""

import asyncio
import sys
import time

import httpx
import msgspec


async def main(url: str, times: int) -> None:
    """The first one, which opens the connection, does not count."""
    async with httpx.AsyncClient() as client:
        for number in range(times + 1):
            started = time.perf_counter()
            async with client.stream("GET", url) as response:
                body = await response.aread()
            msgspec.json.format(body, indent=2)
            if number:
                print((time.perf_counter() - started) * 1000, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
