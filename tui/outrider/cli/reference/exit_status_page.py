"""The page of exit statuses."""

from __future__ import annotations

from outrider.cli.reference.reference_page import PageList, PageText, ReferencePage

EXIT_STATUSES = {
    0: "A response with a status below 400, every expectation met; `check` found no error; "
    "`doctor` received a token; `compare` found no difference.",
    1: "An expectation was not met; a request of `run` failed; `compare` found a difference.",
    2: "Usage error: an unknown option or name, or a confirmation without a terminal.",
    3: "A file, a variable, a secret or trust: no request was sent, or of `run` at least one not.",
    4: "No token: the API request was not sent.",
    5: "No whole response from the API, or the result could not be written.",
    6: "The API returned 400 or above.",
    70: "Internal error (a bug in Outrider).",
    126: "`exec`: its program cannot be run.",
    127: "`exec`: its program was not found.",
    130: "Interrupted (SIGINT).",
    143: "Terminated (SIGTERM).",
}


def exit_status_page() -> ReferencePage:
    """Every exit status with its meaning."""
    rows = tuple((str(status), meaning) for status, meaning in EXIT_STATUSES.items())
    return ReferencePage(
        "exit-status",
        "Exit status",
        "what each exit status means",
        (
            PageList(rows, ("status", "meaning")),
            PageText(
                "An expectation of the status counts: a 404 that `[[expect]] status` names is 0. "
                "`send` with several environments, and `run`, end with the lowest of 3, 4 and 5 "
                "that occurred, else with 1."
            ),
            PageText(
                "`exec` has the status of its program; what fails before has the statuses above."
            ),
        ),
    )
