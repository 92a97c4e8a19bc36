"""The page of OS environment variables that Outrider reads by itself."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.cli.reference.reference_page import (
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)

OS_VARIABLES: Mapping[str, Mapping[str, str]] = {
    "Outrider": {
        "OUTRIDER_ENV": "Environment, unless `--env` names one.",
        "OUTRIDER_TOKENS": "`shared` or `process`: where tokens are kept; wins over the settings.",
        "OUTRIDER_WHOLE_FRAMES": "`1`: the workbench redraws changed areas completely.",
    },
    "Folders": {
        "XDG_CONFIG_HOME": "Settings and themes are in outrider/ below it; ~/.config if not set.",
        "XDG_STATE_HOME": "History, trust and drafts are in outrider/ below it; ~/.local/state if "
        "not set.",
        "XDG_RUNTIME_DIR": "Shared tokens are in outrider/ below it.",
        "HOME": "What `~/` in paths means.",
        "PATH": "Where programs are found.",
    },
    "Network": {
        "HTTPS_PROXY": "Proxy for https, unless the environment has one. Also in lower case, which "
        "wins.",
        "HTTP_PROXY": "Proxy for http, likewise.",
        "ALL_PROXY": "Proxy for both, if the one above is not set.",
        "NO_PROXY": "Hosts, networks and domains without such a proxy; loopback never has one.",
        "SSL_CERT_FILE": "PEM file of CAs to trust in place of those of the system.",
        "SSL_CERT_DIR": "Folder of such CAs.",
    },
    "Programs": {
        "VISUAL": "Editor, unless the settings name one.",
        "EDITOR": "Editor, if VISUAL is not set.",
        "PAGER": "Program that shows a response (`v`).",
        "BROWSER": "Program that opens a sign-in page.",
        "USER": "Name in the ssh command that is shown for a sign-in over SSH.",
        "KUBERNETES_EXEC_INFO": "What kubectl says to `outrider token --as kubectl`.",
    },
    "Terminal": {
        "NO_COLOR": "If it is set, no colours are used.",
        "TERM": "Kind of the terminal; `dumb` has no workbench, except with `--plain`.",
        "TERM_PROGRAM": "The terminal, to know whether it can be asked for its colours.",
        "TMUX": "Set in tmux: copies also go to its buffer.",
        "STY": "Set in screen: copies are wrapped for it.",
        "DISPLAY": "With WAYLAND_DISPLAY: whether a browser can be opened.",
        "WAYLAND_DISPLAY": "See DISPLAY.",
        "SSH_CONNECTION": "With SSH_CLIENT and SSH_TTY: whether a browser here would be seen.",
        "SSH_CLIENT": "See SSH_CONNECTION.",
        "SSH_TTY": "See SSH_CONNECTION.",
        "WSL_DISTRO_NAME": "Set in WSL: sign-in pages open in the browser of Windows.",
        "CI": "If it is set, nothing is asked.",
    },
}
"""Every variable by what it is about."""


def os_variables_page() -> ReferencePage:
    """Every variable with its meaning."""
    parts = (
        (PageHeading(title), PageList(tuple(rows.items()), ("variable", "what it does")))
        for title, rows in OS_VARIABLES.items()
    )
    return ReferencePage(
        "environment-variables",
        "OS environment variables",
        "what Outrider reads of the OS environment",
        (
            PageText(
                "Beside these, a workspace that you trust may read variables by `{ env = … }` "
                "in [secrets] and by `{{$env.NAME}}`, and `--var NAME` reads the variable NAME."
            ),
            *(block for part in parts for block in part),
        ),
    )
