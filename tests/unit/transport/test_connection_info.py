"""What an outcome tells of its connection."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from tests.servers.tls import Authority, http2_server
from tests.servers.toxic import ok, reset, toxic_server
from tests.servers.toxic_proxy import proxy_server
from tests.unit.transport.transport_client import DEV, TransportClient

from outrider.model.connection import HttpVersion
from outrider.model.exchange import ConnectionInfo, FailureKind
from outrider.model.message import TextContent
from outrider.model.secret import Secret


def known(network: ConnectionInfo | None) -> ConnectionInfo:
    assert network is not None
    return network


async def test_addresses_and_whether_the_connection_is_new(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        first = known((await client.get(server.url)).network)
        second = known((await client.get(server.url)).network)
        assert first.peer == second.peer == f"127.0.0.1:{server.port}"
        assert first.local == second.local == f"127.0.0.1:{server.peers[0]}"
        assert (first.reused, second.reused) == (False, True)
        assert (first.proxy, first.tls) == ("", None)


async def test_the_fields_that_were_added_are_those_that_arrived(client: TransportClient) -> None:
    async with toxic_server(ok()) as server:
        outcome = await client.get(
            server.url,
            ("User-Agent", "mine"),
            ("X-A", "1"),
            method="POST",
            content=TextContent("four"),
        )
        added = known(outcome.network).added_headers
        lines = server.heads[0].decode().split("\r\n")[1:-2]
        own = {"User-Agent: mine", "X-A: 1"}
        assert [line for line in lines if line not in own] == [f"{n}: {v}" for n, v in added]
        assert ("Content-Length", "4") in added


async def test_tls_and_the_certificate(client: TransportClient, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with toxic_server(ok(), tls=authority.server()) as server:
        outcome = await client.get(server.url, connection=replace(DEV, ca_bundle=authority.pem))
        tls = known(outcome.network).tls
        assert tls is not None
        assert tls.version == "TLSv1.3"
        assert tls.cipher.startswith("TLS_")
        assert "127.0.0.1" in tls.names
        assert tls.issuer
        assert tls.not_after.endswith("GMT")
        blind = await client.get(server.url, connection=replace(DEV, verify=False))
        unchecked = known(blind.network).tls
        assert unchecked is not None
        assert (unchecked.version, unchecked.subject, unchecked.names) == ("TLSv1.3", "", ())


async def test_http2_tells_the_same(client: TransportClient, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with http2_server(authority.server()) as server:
        url = f"https://127.0.0.1:{server.port}"
        trusting = replace(DEV, ca_bundle=authority.pem, http=HttpVersion.AUTO)
        first = await client.get(url, connection=trusting)
        second = await client.get(url, connection=trusting)
        assert first.response is not None
        assert first.response.http_version == "HTTP/2"
        assert known(first.network).peer == f"127.0.0.1:{server.port}"
        assert known(first.network).tls is not None
        assert known(first.network).tls == known(second.network).tls
        assert known(second.network).reused


async def test_a_proxy_is_told_without_its_credentials(
    client: TransportClient, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    async with toxic_server(ok(), tls=authority.server()) as server, proxy_server() as proxy:
        url = Secret(proxy.url.replace("http://", "http://me:CANARY@"), proxy.url)
        via = replace(DEV, proxy=url, ca_bundle=authority.pem)
        network = known((await client.get(server.url, connection=via)).network)
        assert network.proxy == proxy.url
        assert network.peer == proxy.url.removeprefix("http://")
        assert network.tls is not None
        assert "127.0.0.1" in network.tls.names
        assert "CANARY" not in repr(network)


async def test_a_failure_tells_how_far_it_came(client: TransportClient) -> None:
    async with toxic_server(reset) as server:
        outcome = await client.get(server.url)
        assert outcome.failure is not None
        assert known(outcome.network).peer == f"127.0.0.1:{server.port}"
    refused = await client.get(server.url)
    assert refused.failure is not None
    assert refused.failure.kind is FailureKind.REFUSED
    assert known(refused.network).peer == ""
    unsent = await client.get("nonsense")
    assert unsent.network is None
