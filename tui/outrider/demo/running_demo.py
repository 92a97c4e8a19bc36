"""The whole demo while it runs: both servers, and a workspace that points to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from outrider.demo.clients import (
    ASSERTING_CLIENT,
    COMMAND_CLIENT,
    DEMO_CLIENTS,
    SIGN_IN_CLIENT,
    AuthorizationServerOptions,
)
from outrider.demo.demo_keys import DemoKeys
from outrider.demo.sample_workspace import ServerAddresses, copy_sample_workspace
from outrider.demo.servers import DemoServers

Trust = Callable[[Path], AbstractContextManager[object]]
"""Trusts a workspace (by its real path) while the context is open.

Only while: whoever made a folder of the same name later would inherit the trust.
"""


class RunningDemo(Struct, frozen=True):
    """A demo that runs.

    Attributes:
        workspace: the private copy of the sample workspace.
        servers: both servers.
    """

    workspace: Path
    servers: DemoServers


@contextmanager
def running_demo(trust: Trust = nullcontext) -> Iterator[RunningDemo]:
    """Starts the servers and makes the copy; stops and removes both at the end.

    Args:
        trust: how to trust the copy. What is in it needs no trust; what people try in it may.

    Raises:
        OSError: the copy cannot be written.
    """
    keys = DemoKeys()
    options = AuthorizationServerOptions(
        clients=(*DEMO_CLIENTS, ASSERTING_CLIENT, SIGN_IN_CLIENT, COMMAND_CLIENT, *keys.clients)
    )
    with (
        DemoServers(options, keys=keys) as servers,
        TemporaryDirectory(prefix="outrider-demo-", ignore_cleanup_errors=True) as private,
    ):
        workspace = copy_sample_workspace(
            Path(private) / "orders-api",
            issuer=servers.issuer,
            api_url=servers.api_url,
            by_certificate=ServerAddresses(servers.mtls_issuer, servers.mtls_api_url),
            keys=keys.files,
        )
        with trust(workspace.resolve()):
            yield RunningDemo(workspace, servers)
