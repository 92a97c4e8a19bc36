"""What the hosts of the examples are while a test runs them: servers on loopback."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme
from tests.patience import PATIENCE
from tests.servers.tls import Authority
from tests.servers.toxic_proxy import ProxyServer, proxy_server

from outrider.demo.api import DemoApi
from outrider.demo.clients import AuthorizationServerOptions, RegisteredClient
from outrider.demo.loopback import LoopbackServer
from outrider.demo.servers import DemoServers

SECRET = "keep-it-secret"
CLIENTS = (
    RegisteredClient("orders-cli", SECRET),
    RegisteredClient("orders-strict", SECRET, token_endpoint_auth_method="client_secret_post"),
    RegisteredClient("orders-reader", SECRET, scopes=("orders.read",)),
)
"""Those that the examples name."""


@dataclass(frozen=True)
class PageServers:
    """Servers for the hosts that the pages name.

    Attributes:
        addresses: where each of these is on loopback: ``https://api.dev.example.com``.
        files: certificates and keys of the hosts below ``corp.example.com``.
        proxy: what the proxies of the pages are.
        apis: what has to be as new for each page.
    """

    addresses: Mapping[str, str]
    files: Path
    proxy: ProxyServer
    apis: Sequence[DemoApi]

    def restock(self) -> None:
        """Has each API begin again."""
        for api in self.apis:
            api.restock()

    def here(self, text: str) -> str:
        """A text of a page, with the hosts that it has here."""
        for shown, real in self.addresses.items():
            text = text.replace(shown, real)
        for shown, real in self.addresses.items():
            text = text.replace(
                shown.partition("://")[2] or shown, real.partition("://")[2] or real
            )
        return text

    def put_certificates(self, folder: Path) -> None:
        """Copies the files that a company gives to its people."""
        shutil.copytree(self.files, folder)


@contextmanager
def page_servers(folder: Path) -> Iterator[PageServers]:
    """Starts all of them."""
    addresses: dict[str, str] = {}
    apis: list[DemoApi] = []
    authority = _company(folder)
    with ExitStack() as stack:
        for place in ("dev.", "staging.", ""):
            servers = stack.enter_context(DemoServers(AuthorizationServerOptions(clients=CLIENTS)))
            apis.append(servers.api)
            addresses[f"https://login.{place}example.com"] = servers.issuer
            addresses[f"https://api.{place}example.com"] = servers.api_url
        company = DemoServers(AuthorizationServerOptions(clients=CLIENTS))
        apis.append(company.api)
        apps = {"login": company.authorization.asgi(), "api": company.api.asgi()}
        for name, app in apps.items():
            secure = LoopbackServer(app, tls=authority.wanting_a_client_certificate())
            secure.start()
            stack.callback(secure.stop)
            addresses[f"https://{name}.corp.example.com"] = secure.url
        company.authorization.issuer = addresses["https://login.corp.example.com"]
        proxy = stack.enter_context(_proxy())
        for shown in ("proxy.corp.example.com:3128", "127.0.0.1:8080", "127.0.0.1:8866"):
            addresses[shown] = f"127.0.0.1:{proxy.port}"
        yield PageServers(addresses, _files(authority, folder), proxy, apis)


def _company(folder: Path) -> Authority:
    """A private authority with a name that looks like one."""
    authority = Authority(folder)
    authority.ca = trustme.CA(
        organization_name="Example Company", organization_unit_name="Internal CA"
    )
    authority.ca.cert_pem.write_to_path(authority.pem)
    return authority


def _files(authority: Authority, folder: Path) -> Path:
    made = folder / "files"
    made.mkdir()
    shutil.copy(authority.pem, made / "company-ca.pem")
    shutil.copy(authority.pem, made / "owasp_zap_root_ca.pem")
    certificate, key = authority.client()
    shutil.copy(certificate, made / "me.pem")
    shutil.copy(key, made / "me.key")
    (made / "me.key").chmod(0o600)
    return made


@contextmanager
def _proxy() -> Iterator[ProxyServer]:
    """One in a thread of its own: the examples run in this one."""
    started, ended = threading.Event(), asyncio.Event()
    found: list[tuple[ProxyServer, asyncio.AbstractEventLoop]] = []

    async def serve() -> None:
        async with proxy_server() as proxy:
            found.append((proxy, asyncio.get_running_loop()))
            started.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(PATIENCE)
    proxy, loop = found[0]
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(PATIENCE)
