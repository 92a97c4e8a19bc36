"""What a newcomer tries first: the same commands to read, and to watch."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from msgspec import Struct

from outrider.demo.running_demo import RunningDemo

LONGEST_STEP = 60.0


class TourStep(Struct, frozen=True):
    """One command and what it shows.

    Attributes:
        arguments: after ``outrider``.
        shows: what to look for.
        status: the exit status that it ends with.
        watched: whether the tour runs it; the others are for reading.
    """

    arguments: tuple[str, ...]
    shows: str
    status: int = 0
    watched: bool = True

    @property
    def command(self) -> str:
        """As typed in a shell."""
        return shlex.join(("outrider", *self.arguments))


STEPS = (
    TourStep(
        ("send", "list-orders", "--env", "dev"),
        "Fetched: no token yet, so Outrider fetches one, then sends the request.",
    ),
    TourStep(
        ("send", "list-orders", "--env", "staging"),
        "Refused: the secret is invalid on purpose. Nothing is sent to the API.",
        status=4,
    ),
    TourStep(
        ("send", "list-orders", "--env", "production"),
        "Production is protected, but a GET needs no confirmation.",
    ),
    TourStep(
        ("send", "delete-order", "--env", "production"),
        "Guarded: a DELETE in production needs a confirmation.",
        status=2,
    ),
    TourStep(
        ("send", "delete-order", "--env", "production", "--yes"),
        "The same with --yes: the order is deleted (204, an empty body).",
    ),
    TourStep(
        ("token", "--env", "dev"),
        "Only the token, for scripts: TOKEN=$(outrider token --env dev)",
        watched=False,
    ),
    TourStep(
        ("send", "billing/create-invoice", "--env", "dev"),
        'The folder sets `use = "billing"`: another scope, so another token.',
        watched=False,
    ),
    TourStep(
        ("send", "create-order", "--env", "dev", "--var", "quantity=30"),
        "A JSON body with variables; --var overrides the files.",
        watched=False,
    ),
    TourStep(
        ("send", "list-orders", "--env", "production", "-v"),
        "The secret in the form of the token request (client_secret_post): -v shows all.",
        watched=False,
    ),
    TourStep(
        ("send", "list-orders", "--env", "test-secret-jwt"),
        "The secret is not sent: it signs an assertion (client_secret_jwt).",
        watched=False,
    ),
    TourStep(
        ("send", "list-orders", "--env", "test-key"),
        "No secret: a private key signs the assertion (private_key_jwt).",
        watched=False,
    ),
    TourStep(
        ("send", "learn/whoami", "--env", "test-certificate"),
        "mTLS: the client shows a certificate, and its token is bound to it (cnf).",
        watched=False,
    ),
    TourStep(
        ("send", "learn/whoami", "--env", "test-self-signed"),
        "mTLS with a certificate that the client has made itself.",
        watched=False,
    ),
    TourStep(
        ("send", "list-orders", "--env", "test-service-account"),
        "A service account: its key signs an assertion, which is traded for the token.",
        watched=False,
    ),
    TourStep(
        ("send", "tokens/dpop", "--env", "dev", "-v"),
        "DPoP: each request has a proof of its own; both servers ask for their nonce first.",
        watched=False,
    ),
    TourStep(
        ("send", "tokens/resource", "--env", "dev"),
        "The token request names the APIs that the token is for (aud).",
        watched=False,
    ),
    TourStep(
        ("send", "tokens/device-code", "--env", "dev"),
        "Sign in with a device code: approved after 8 s, or on the page that is shown.",
        watched=False,
    ),
    TourStep(
        ("send", "tokens/browser", "--env", "dev"),
        "Sign in with a browser (authorization code with PKCE).",
        watched=False,
    ),
    TourStep(
        ("send", "tokens/command", "--env", "dev"),
        'The token comes from a program (type = "command").',
        watched=False,
    ),
    TourStep(
        ("token", "--env", "dev", "--introspect"),
        "Asks the authorization server about the token.",
        watched=False,
    ),
    TourStep(
        ("send", "billing/invoice-without-scope", "--env", "dev"),
        "Refused for lack of scope (403): the note names the line to change.",
        status=6,
        watched=False,
    ),
    TourStep(
        ("send", "learn/echo", "--env", "dev", "-v"),
        "Everything that was sent: -v shows headers and bodies.",
        watched=False,
    ),
    TourStep(
        ("send", "learn/not-found", "--env", "dev"),
        "The API returns 404.",
        status=6,
        watched=False,
    ),
)

AFTER_STEP = 0
"""The repeated send comes after this step: the first token is explained, now its reuse."""


def run_tour(
    demo: RunningDemo,
    out: TextIO,
    *,
    environ: Mapping[str, str],
    repeat: Callable[[RunningDemo, TextIO], int],
    program: Sequence[str] = (sys.executable, "-m", "outrider"),
) -> int:
    """Runs the steps one after another, each in a process of its own, and shows what they say.

    Args:
        demo: the running demo.
        out: where everything is written.
        environ: the environment of those processes.
        repeat: sends ``list-orders`` in ``dev`` twice in one process and returns an exit status:
            a token is kept in memory only, so no second command could show it taken from there.
        program: how to run Outrider.

    Returns:
        0 when every command ended with the status that it should, else 1.
    """
    surprises = 0
    for number, step in enumerate(one for one in STEPS if one.watched):
        surprises += not _watch(step, demo, out, environ, program)
        if number == AFTER_STEP:
            out.write(
                "\n# From the cache: the same request twice in one process. The second one\n"
                "# sends no token request.\n"
            )
            surprises += repeat(demo, out) != 0
            out.flush()
    out.write("\n")
    if surprises:
        out.write(f"Unexpected exit status: {surprises} of these commands.\n")
    out.flush()
    return 1 if surprises else 0


def _watch(
    step: TourStep,
    demo: RunningDemo,
    out: TextIO,
    environ: Mapping[str, str],
    program: Sequence[str],
) -> bool:
    """Runs one step; whether it ended as it should."""
    out.write(f"\n# {step.shows}\n$ {step.command}\n")
    out.flush()
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [*program, *step.arguments],
            cwd=demo.workspace,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST_STEP,
            check=False,
        )
    except subprocess.TimeoutExpired:
        out.write(f"(stopped: not finished after {LONGEST_STEP:.0f} s)\n")
        return False
    said = done.stdout.decode("utf-8", "replace")
    out.write(said if said.endswith("\n") or not said else said + "\n")
    expected = "" if done.returncode == step.status else f", expected {step.status}"
    out.write(f"(exit status {done.returncode}{expected})\n")
    out.flush()
    return done.returncode == step.status
