"""The cause where the server knows the client, and gives it nothing in the state that it is in."""

from __future__ import annotations

import re

from outrider.model.value_source import ValueSource, file_and_line
from outrider.oauth.client_auth import find_client_auth
from outrider.oauth.client_state import (
    ClientState,
    client_state,
    contact_named,
    ip_address_named,
    lock_time,
    owner_named,
)
from outrider.oauth.refusal import Cause, RefusedResponse
from outrider.oauth.token_client import TokenClient, capital

_NOT_THE_CLIENT = frozenset({"unsupported_grant_type", "invalid_scope", "slow_down"})
"""Errors that say by themselves what is wrong."""


def state_cause(reply: RefusedResponse) -> Cause | None:
    """The server knows the client, and gives it nothing in the state that it is in."""
    if reply.code in _NOT_THE_CLIENT or reply.status >= 500:
        return None
    client, named = reply.client, capital(_whom(reply))
    contact = client.mask(contact_named(reply.words.message))
    asked = f"Ask the provider ({contact})" if contact else "Ask the provider"
    match client_state(reply.low):
        case ClientState.POLICY:
            return _policy(reply)
        case ClientState.EXPIRED if uses_secret(client):
            secret = client.source("client_secret")
            return Cause(
                f"The secret of {client.named} has expired.",
                f"Create a new secret at the provider, and {put_into(secret)}.",
                secret.step,
                rejects_credentials=True,
            )
        case ClientState.LOCKED:
            return _locked(reply)
        case ClientState.OWNER if named == capital(client.named):
            owner, state = owner_named(reply.low)
            return Cause(
                f"The server says that the {owner} is {state}; {client.named} belongs to it.",
                f"{asked} to activate the {owner} again.",
                rejects_credentials=True,
            )
        case ClientState.OWNER | ClientState.DISABLED:
            why, advice = f"{named} is disabled at the provider.", f"{asked} to enable it."
            return Cause(why, advice, rejects_credentials=True)
        case ClientState.ENDED | ClientState.EXPIRED:
            why = f"{named} has expired, or was deleted, at the provider."
            advice = f"{asked} to renew it, or for another client."
            return Cause(why, advice, rejects_credentials=True)
        case _:
            return None


def _whom(reply: RefusedResponse) -> str:
    """Who is meant: the client, or the account whose password was sent."""
    client = reply.client
    if client.grant == "password" and reply.says(r"\b(?:user|account)\b"):
        return f'account "{client.shown("username")}"'
    return client.named


def put_into(source: ValueSource) -> str:
    """The advice to give a secret a new value where it comes from, for the middle of a sentence."""
    variable = re.fullmatch(r"read from (\S+)", source.origin)
    if variable is not None:
        name = f'secret "{source.secret}"' if source.secret else source.key
        place = file_and_line(source.place)
        where = f"{name}, {place[2:-1]}" if place else name
        return f"put it into {variable[1]} ({where})"
    return f"set {source}{',' if source.origin else ''} to it"


def _policy(reply: RefusedResponse) -> Cause:
    """A policy about networks, with the address that the server has seen."""
    address = reply.client.mask(ip_address_named(reply.low))
    whom = f"allow {address}" if address else "change the policy"
    return Cause(
        f"A policy of the provider does not give {reply.client.named} a token from this network.",
        f"Connect to an allowed network (VPN), or ask the provider's administrator to {whom}.",
    )


def _locked(reply: RefusedResponse) -> Cause:
    client, wait = reply.client, lock_time(reply.low)
    until = f"then try again in {wait}" if wait else "then ask the provider to unlock it"
    what = f"{capital(_whom(reply))} is locked at the provider{' for a time' if wait else ''}, "
    source = client.source("password" if client.grant == "password" else "client_secret")
    if not uses_secret(client) and client.grant != "password":
        return Cause(f"{what}probably after failed attempts.", f"{capital(until[5:])}.")
    return Cause(
        f"{what}probably after attempts with a secret that is not right.",
        f"Correct {source}, {until}.",
        source.step,
        rejects_credentials=True,
    )


def uses_secret(client: TokenClient) -> bool:
    """Whether the client proves itself by a secret."""
    method = find_client_auth(client.method)
    return method is None or any(field.name == "client_secret" for field in method.fields)
