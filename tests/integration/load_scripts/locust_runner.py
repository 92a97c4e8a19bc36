"""Runs a Locust script in its own interpreter: locust_runner.py SCRIPT ITERATIONS PAUSE_IN_MS."""

from gevent import monkey

monkey.patch_all()

import importlib.util  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from locust.env import Environment  # noqa: E402
from locust.exception import RescheduleTask  # noqa: E402


def main(script: str, iterations: int, pause: float) -> None:
    """Has one user do all its work so many times, and prints what failed."""
    spec = importlib.util.spec_from_file_location("script", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    environment = Environment(user_classes=[module.Workspace])
    unmet: list[str] = []

    def on_request(name: str, exception: object, **_: Any) -> None:
        if exception is not None:
            unmet.append(f"{name}: {exception}")

    environment.events.request.add_listener(on_request)
    user = module.Workspace(environment)
    failed = ""
    for done in range(iterations):
        if done:
            gevent.sleep(pause)
        try:
            user.send_requests()
        except RescheduleTask:
            failed = unmet[-1]
    sys.stdout.write(json.dumps({"unmet": unmet, "failed": failed}) + "\n")


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) / 1000)
