"""Plays a driver to a grant: takes its steps, and answers them in turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from outrider.errors import OutriderError
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.model.token import TokenResponse
from outrider.oauth.grant_flow import FlowStep, GrantContext, TokenRequest, Wait
from outrider.oauth.grants import find_grant
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.server_endpoints import ServerEndpoints

URL = "https://login.example.com"
TOKEN: Mapping[str, Any] = {"access_token": "acc3ss", "token_type": "Bearer", "expires_in": 60}


def said(status: int = 200, **members: Any) -> ResponseMessage:
    """A response with a JSON object."""
    return ResponseMessage(status, "", "HTTP/1.1", (), json.dumps(members).encode())


def refused(error: str, status: int = 400) -> ResponseMessage:
    """A response that refuses (RFC 6749 §5.2)."""
    return said(status, error=error)


GIVEN = said(**TOKEN)


@dataclass
class GrantScript:
    """A grant and how it goes.

    Attributes:
        steps: those that it took.
        now: moves on with each wait.
        forgotten: how often the refresh token was said to be worth nothing.
    """

    grant_type: str
    settings: Mapping[str, MaybeSecret] = field(default_factory=dict)
    parameters: tuple[tuple[str, MaybeSecret], ...] = ()
    refresh_token: str = ""
    is_attended: bool = True
    steps: list[FlowStep] = field(default_factory=list)
    now: float = 1000.0
    forgotten: int = 0

    def run(
        self,
        replies: Iterable[ResponseMessage | Exception],
        answers: Callable[[FlowStep], Any] = lambda _: None,
    ) -> TokenResponse:
        """Goes through the whole flow: replies for requests, answers for the other steps."""
        grant = find_grant(self.grant_type)
        assert grant is not None
        names = ("token", "device_authorization", "authorization")
        endpoints = {f"{name}_endpoint": f"{URL}/{name}" for name in names}

        def forget() -> None:
            self.forgotten += 1

        flow = grant.flow(
            GrantContext(
                auth=ResolvedAuth(
                    AuthConfig("oauth2"), dict(self.settings), token_parameters=self.parameters
                ),
                endpoints=ServerEndpoints(endpoints),
                authenticate=lambda request: request,
                clock=lambda: self.now,
                random_bytes=bytes,
                proof_key=ProofKey.generate,
                refresh_token=Secret(self.refresh_token) if self.refresh_token else None,
                forget_refresh_token=forget,
                is_attended=self.is_attended,
            )
        )
        left = iter(replies)
        try:
            step = next(flow)
            while True:
                self.steps.append(step)
                if isinstance(step, Wait):
                    self.now += step.seconds
                    step = next(flow)
                elif isinstance(step, TokenRequest):
                    reply = next(left)
                    is_reply = isinstance(reply, ResponseMessage)
                    step = flow.send(reply) if is_reply else flow.throw(reply)  # type: ignore[arg-type]
                else:
                    step = flow.send(answers(step))
        except StopIteration as done:
            found = done.value
            assert isinstance(found, TokenResponse)
            return found

    def failed(self, *replies: ResponseMessage | Exception) -> OutriderError:
        """Goes through a flow that ends without a token."""
        try:
            self.run(replies)
        except OutriderError as error:
            return error
        raise AssertionError("there is a token")

    @property
    def waits(self) -> list[float]:
        """The seconds of each wait."""
        return [step.seconds for step in self.steps if isinstance(step, Wait)]

    @property
    def forms(self) -> list[dict[str, str]]:
        """What each request has sent."""
        requests = [step for step in self.steps if isinstance(step, TokenRequest)]
        return [{name: reveal(value) for name, value in one.parameters} for one in requests]

    @property
    def grants(self) -> list[str]:
        """The grant type of each request; empty where it has none."""
        return [form.get("grant_type", "") for form in self.forms]
