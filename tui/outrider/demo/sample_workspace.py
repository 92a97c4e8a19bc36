"""A private copy of the sample workspace that points to servers which are running."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from outrider.demo.clients import TEST_SECRET
from outrider.storage.package_data import SAMPLE_WORKSPACE, data_folder
from outrider.storage.reading.provider_templates import PROVIDERS

MADE_BY = "# Written by the demo, for its running servers. Removed when the demo ends.\n"


@dataclass(frozen=True, slots=True)
class DemoOverlay:
    """What the copy says of one environment, and the shared file cannot know.

    Attributes:
        environment: its id.
        client_secret: what opens the demo's authorization server, or does not on purpose; empty
            for a client that has none.
        comment: one sentence for who opens the file.
        limits_hosts: whether the shared file names hosts that have to be replaced.
        site: the API's path prefix for it; empty for the environment's id.
        by_certificate: whether both of its servers ask for client certificates.
    """

    environment: str
    client_secret: str = field(repr=False)
    comment: str
    limits_hosts: bool = False
    site: str = ""
    by_certificate: bool = False


@dataclass(frozen=True, slots=True)
class ServerAddresses:
    """Where both servers are."""

    issuer: str
    api_url: str


OVERLAYS = (
    DemoOverlay("dev", "dev-only-secret", "This secret is valid."),
    DemoOverlay("staging", "a-wrong-secret", "This secret is invalid on purpose."),
    DemoOverlay("production", "only-for-the-demo", "This secret is valid.", limits_hosts=True),
)


_MADE = "The keys were made when the demo started."
BY_METHOD = (
    DemoOverlay("test-secret-jwt", TEST_SECRET, "This secret is valid.", site="dev"),
    DemoOverlay("test-key", "", _MADE, site="dev"),
    DemoOverlay("test-certificate", "", _MADE, site="dev", by_certificate=True),
    DemoOverlay("test-self-signed", "", _MADE, site="dev", by_certificate=True),
    DemoOverlay("test-service-account", "", _MADE, site="dev"),
)
"""What needs keys and certificates, and servers that ask for them."""


def copy_sample_workspace(
    target: Path,
    *,
    issuer: str,
    api_url: str,
    by_certificate: ServerAddresses | None = None,
    keys: Mapping[str, bytes] = MappingProxyType({}),
) -> Path:
    """Copies the sample workspace, adds an overlay for each environment, and returns ``target``.

    Folders are 0700 and files 0600, whatever the umask.

    Args:
        target: the folder to make; it must not exist, or be empty.
        issuer: the authorization server's address; the token endpoint is below it.
        api_url: the API's address.
        by_certificate: where client certificates are asked for; ``None`` leaves the environments
            with keys as they are.
        keys: files with keys and certificates, by their paths in the workspace.

    Raises:
        FileExistsError: there is something in ``target``.
        OSError: it cannot be written.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty; the demo does not write into it.")
    _copy(data_folder(SAMPLE_WORKSPACE), target)
    usual = ServerAddresses(issuer, api_url)
    texts = {one.environment: _overlay_text(one, usual) for one in OVERLAYS}
    if by_certificate is not None:
        texts |= {one.environment: _overlay_text(one, usual, by_certificate) for one in BY_METHOD}
    for environment, text in texts.items():
        path = target / "environments" / f"{environment}.local.toml"
        _write(path, text.encode("utf-8"))
    for name, content in keys.items():
        (target / name).parent.mkdir(mode=0o700, exist_ok=True)
        _write(target / name, content)
    return target


def _overlay_text(
    overlay: DemoOverlay, usual: ServerAddresses, mtls: ServerAddresses | None = None
) -> str:
    servers = mtls if mtls is not None and overlay.by_certificate else usual
    site = overlay.site or overlay.environment
    variables = {"base_url": f"{servers.api_url}/{site}", "login_url": servers.issuer}
    tables: dict[str, Mapping[str, object]] = {"variables": variables}
    if overlay.client_secret:
        tables["secrets"] = {"client_secret": overlay.client_secret}
    if overlay.limits_hosts:
        tables["auth.default"] = {"hosts": [urlsplit(usual.api_url).netloc]}
    text = f"{MADE_BY}# {overlay.comment}\n"
    for name, table in tables.items():
        text += f"\n[{name}]\n"
        text += "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
    return text


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.chmod(0o700)
    for entry in source.iterdir():
        if entry.name == PROVIDERS:
            continue
        if entry.is_dir():
            _copy(entry, target / entry.name)
        elif not entry.name.endswith(".local.toml"):
            _write(target / entry.name, entry.read_bytes())


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
