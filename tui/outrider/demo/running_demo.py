"""The whole demo while it runs: both servers, and a workspace that points to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from outrider.demo.sample_workspace import copy_sample_workspace
from outrider.demo.servers import DemoServers

Trust = Callable[[Path], AbstractContextManager[object]]
"""Trusts a workspace (by its real path) while the context is open.

Only while: whoever made a folder of the same name later would inherit the trust.
"""


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demo that runs.

    Attributes:
        workspace: the private copy of the sample workspace.
        servers: both servers.
    """

    workspace: Path
    servers: DemoServers


def no_trust(_: Path) -> AbstractContextManager[object]:
    """Trusts nothing, which is enough for everything that the sample workspace holds."""
    return nullcontext()


@contextmanager
def running_demo(
    *,
    parent: Path | None = None,
    trust: Trust = no_trust,
    token_port: int = 0,
    api_port: int = 0,
    now: Callable[[], float] = time.time,
) -> Iterator[RunningDemo]:
    """Starts the servers and makes the copy; stops and removes both at the end.

    Args:
        parent: the folder that the copy's own folder is made in; the system's for temporary
            files where it is ``None``.
        trust: how to trust the copy. What is in it needs no trust; what people try in it may.
        token_port: the authorization server's port; 0 lets the system choose.
        api_port: the API's port; 0 lets the system choose.
        now: the servers' clock, in seconds since the epoch.

    Raises:
        OSError: a port is in use, or the copy cannot be written.
    """
    with (
        DemoServers(token_port=token_port, api_port=api_port, now=now) as servers,
        TemporaryDirectory("", "outrider-demo-", parent, ignore_cleanup_errors=True) as private,
    ):
        workspace = copy_sample_workspace(
            Path(private) / "orders-api", issuer=servers.issuer, api_url=servers.api_url
        )
        with trust(workspace.resolve()):
            yield RunningDemo(workspace, servers)
