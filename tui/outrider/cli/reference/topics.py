"""The topics of the reference, by name; a page is made when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from outrider.cli.reference.reference_page import ReferencePage

_ROOM = "outrider.cli.reference"

TOPICS: Mapping[str, tuple[str, str]] = {
    "files": ("every key of every kind of file", "file_pages:files_page"),
    "auth": ("auth definitions: types, grants, client authentication", "auth_page:auth_page"),
    "variables": ("references, where values come from", "variable_page:variables_page"),
    "secrets": ("where secrets are read", "secret_page:secrets_page"),
    "exit-status": ("what each exit status means", "exit_status_page:exit_status_page"),
    "environment-variables": (
        "what is read of the OS environment",
        "os_variable_page:os_variables_page",
    ),
}
"""What each topic is about, and what makes its page."""

KEYS = "keys"
"""The topic of the workbench's keys, which the command of that name prints."""


def topic_page(name: str) -> ReferencePage:
    """The page of a topic.

    Raises:
        KeyError: the topic does not exist.
    """
    module, _, function = TOPICS[name][1].partition(":")
    page: ReferencePage = getattr(import_module(f"{_ROOM}.{module}"), function)()
    return page
