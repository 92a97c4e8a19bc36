"""A workspace made for one test, and the engine on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outrider.auth.definitions import named_auth
from outrider.auth.validation import allowed_keys
from outrider.engine.engine import Engine
from outrider.engine.send.send_job import OverrideOrigin, SendJob, SendResult, WorkspaceSnapshot
from outrider.model.secret import MaybeSecret
from outrider.model.token import TokenUse
from outrider.model.trust import as_trust
from outrider.storage.reading.workspace_reader import WorkspaceReader

ENVIRONMENT = """
[variables]
base_url = "{api}"
[secrets]
client_secret = "{secret}"
[auth.default]
type = "oauth2"
token_endpoint = "{token}"
client_id = "{client}"
client_secret = "{{{{client_secret}}}}"
scope = "orders.read orders.write"
[auth.billing]
extends = "default"
scope = "billing"
"""


@dataclass
class Lab:
    """A folder with a workspace, and short words for what tests do with it."""

    root: Path
    process: dict[str, str] = field(default_factory=dict)
    trusted: bool = True

    def write(self, files: Mapping[str, str]) -> Lab:
        """Writes files, by path relative to the workspace."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return self

    def environment(
        self,
        name: str,
        *,
        api: str,
        token: str,
        client: str = "orders-dev",
        secret: str = "dev-only-secret",
        more: str = "",
    ) -> Lab:
        """Writes an environment of the usual shape."""
        text = ENVIRONMENT.format(api=api, token=token, client=client, secret=secret)
        return self.write({f"environments/{name}.toml": more + text})

    def request(self, name: str, url: str = "{{base_url}}/orders", more: str = "") -> Lab:
        """Writes a request."""
        return self.write({f"requests/{name}.toml": f'url = "{url}"\n{more}'})

    def reader(self) -> WorkspaceReader:
        """A fresh reader of the files as they are now."""
        return WorkspaceReader(self.root, trusted=self.trusted, auth_keys=allowed_keys)

    def snapshot(self, environment: str | None, **variables: MaybeSecret) -> WorkspaceSnapshot:
        """The files as they are now, with values of ``--var``."""
        reader = self.reader()
        return WorkspaceSnapshot(
            root=self.root,
            settings=reader.settings(),
            environment=reader.environment(environment) if environment else None,
            trust=as_trust(self.trusted),
            overrides=variables,
            override_origin=OverrideOrigin.COMMAND_LINE,
            with_line=reader.with_line,
        )

    def job(
        self,
        request: str,
        environment: str | None,
        *,
        confirmed: bool = False,
        **variables: MaybeSecret,
    ) -> SendJob:
        """A press of send."""
        snapshot = self.snapshot(environment, **variables)
        return SendJob(snapshot, self.reader().find_request(request), confirmed=confirmed)

    def workbench(self, **more: Any) -> Engine:
        """An engine."""
        return Engine(process_environment=self.process, **more)

    async def send(
        self,
        workbench: Engine,
        request: str = "list",
        environment: str | None = "dev",
        **more: Any,
    ) -> SendResult:
        """Sends a request as the files are now."""
        return await workbench.sender.send(self.job(request, environment, **more))

    async def token(
        self, workbench: Engine, environment: str = "dev", name: str = "default", **more: Any
    ) -> TokenUse:
        """A token of an environment's auth."""
        snapshot = self.snapshot(environment)
        assert snapshot.environment is not None
        config = named_auth(snapshot.environment, name)
        return await workbench.sender.token(snapshot, config, **more)


def status(result: SendResult) -> int | None:
    """The status of a result's last response."""
    exchange = result.exchange
    return exchange.response.status if exchange and exchange.response else None


def console(workbench: Engine) -> list[str]:
    """The console's notes and warnings."""
    return [entry.message for entry in workbench.console if entry.exchange is None]
