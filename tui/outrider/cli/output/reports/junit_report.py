"""A run for CI servers: XML as Ant's and Surefire's JUnit reports have it.

Attributes and the order of elements are those that the schemas of Ant and of Jenkins both allow.
"""

from __future__ import annotations

import time
from xml.etree import ElementTree as Xml

from outrider.cli.output.reports.reported_run import ReportedRequest, ReportedRun
from outrider.engine.runs.request_outcome import Outcome

_NO_FOLDER = "requests"


class JUnitReport:
    """A suite for each pass, a case for each request."""

    name = "junit"
    summary = "JUnit XML for CI servers: a suite for each environment, row and repeat."

    def render(self, run: ReportedRun) -> str:
        """The report; ends with a line end."""
        root = Xml.Element("testsuites")
        for number, requests in enumerate(run.passes):
            _add_suite(root, run, number, requests)
        Xml.indent(root)
        text = Xml.tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _add_suite(
    root: Xml.Element, run: ReportedRun, number: int, requests: list[ReportedRequest]
) -> None:
    first = requests[0]
    failed = [one for one in requests if one.outcome is Outcome.FAILED]
    errors = sum(one.has_error for one in failed)
    name = f"{run.heading} · {first.about}" if first.about else run.heading
    suite = Xml.SubElement(
        root,
        "testsuite",
        {
            "name": name,
            "id": str(number),
            "package": first.environment or "outrider",
            "hostname": "localhost",
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(first.started_at)),
            "tests": str(len(requests)),
            "failures": str(len(failed) - errors),
            "errors": str(errors),
            "skipped": str(sum(one.outcome is Outcome.SKIPPED for one in requests)),
            "time": _seconds(sum(one.milliseconds for one in requests)),
        },
    )
    properties = Xml.SubElement(suite, "properties")
    for key in ("environment", "row", "repeat"):
        value = getattr(first, key)
        if value:
            Xml.SubElement(properties, "property", {"name": key, "value": str(value)})
    for one in requests:
        _add_case(suite, one)
    Xml.SubElement(suite, "system-out")
    Xml.SubElement(suite, "system-err").text = run.stopped


def _add_case(suite: Xml.Element, request: ReportedRequest) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        {
            "name": request.name_and_path,
            "classname": request.folder.replace("/", ".") or _NO_FOLDER,
            "time": _seconds(request.milliseconds),
        },
    )
    if request.outcome is Outcome.SKIPPED:
        Xml.SubElement(case, "skipped", {"message": " ".join(request.reasons)})
    elif request.outcome is Outcome.FAILED:
        kind = "error" if request.has_error else "failure"
        # The first line is the exchange; what is wrong comes after it.
        message = next(iter(request.reasons[1:]), "") or request.reasons[0]
        found = Xml.SubElement(case, kind, {"message": message, "type": kind})
        found.text = "\n".join(request.reasons)


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"
