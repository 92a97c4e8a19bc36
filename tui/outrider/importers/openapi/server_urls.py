"""Servers of a document as environments, their variables among them (OpenAPI 3.1 §4.8.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from msgspec import Struct, field

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.file_naming import numbered, slug
from outrider.importers.openapi.literal_text import in_one_line, sent_as_is
from outrider.model.workspace import Scalar

BASE_URL = "base_url"
"""The variable of the server's address, without a slash at its end."""

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_WITHOUT_SCHEME = re.compile(r"(?:localhost|[\w-]+(?:\.[\w-]+)+|\d+(?:\.\d+){3})(?::\d+)?(?:/|$)")
_LOOPBACK = re.compile(r"localhost\b|127\.")
_LONGEST_NAME = 40


class ServerUrl(Struct, frozen=True):
    """The address of a server as a template.

    Attributes:
        variables: those in it, with their defaults.
        comments: what else the document says of them.
    """

    text: str
    variables: Mapping[str, Scalar] = {}
    comments: Sequence[str] = ()


class ServerReader(Struct):
    """Reads servers; ``taken`` are names that mean something else in every environment."""

    report: BuildReport
    taken: set[str] = field(default_factory=lambda: {BASE_URL})

    def environments(self, servers: Json, title: str) -> list[EnvironmentBuilder]:
        """One environment a server, one at least; ``title`` names one that has no host."""
        found: dict[str, EnvironmentBuilder] = {}
        for server in tables(servers) or [{"url": "/"}]:
            url = self.url(server, self.report.at("servers"))
            name = _name(server, url) or title or "default"
            ids = numbered(slug(name, "default"), "-")
            number, made = next((at, one) for at, one in enumerate(ids, 1) if one not in found)
            values = VariableBuilder(
                {BASE_URL: url.text, **url.variables}, comments=list(url.comments)
            )
            label = self.report.at("servers").title(name)
            found[made] = EnvironmentBuilder(
                made, f"{label} {number}" if number > 1 else label, values
            )
        return list(found.values())

    def url(self, server: Mapping[str, Json], report: BuildReport) -> ServerUrl:
        """The address of a server, with what its variables are."""
        written = text_of(server.get("url")).strip()
        table = server.get("variables")
        known = table if isinstance(table, Mapping) else {}
        variables: dict[str, Scalar] = {}
        comments: list[str] = []

        def reference(found: re.Match[str]) -> str:
            name = found[1].strip()
            settings = known.get(name)
            settings = settings if isinstance(settings, Mapping) else {}
            if written[found.end() :].startswith("://") and not found.start():
                return self._scheme(name, settings, report)
            named = self._named(name, report)
            default = _default(settings)
            if default is None:
                report.changed(
                    f'Variable "{named}" of the server has no value.',
                    why=f"{{{name}}} in {_without_query(written)} has no default.",
                    advice="Define it in the environment.",
                )
            else:
                variables[named] = sent_as_is(default, report)
            comments.extend(_words(named, settings))
            return "{{" + named + "}}"

        self._tell_query(written, report)
        return ServerUrl(
            self._absolute(_VARIABLE.sub(reference, _without_query(written)), report),
            variables,
            comments,
        )

    def _tell_query(self, written: str, report: BuildReport) -> None:
        """A path follows the address (OpenAPI 3.1 §4.8.5), so it cannot end in a query."""
        query = written.partition("#")[0].partition("?")[2]
        names = [in_one_line(unquote_plus(pair.partition("=")[0])) for pair in query.split("&")]
        named = [f'"{report.title(name)}"' for name in dict.fromkeys(names) if name]
        if named:
            report.lost(
                f"Query parameters of server {server_address(written)} were not imported: "
                f"{', '.join(named)}.",
                why="The path of a request follows the address of its server.",
                advice="Add them to the requests that need them.",
            )

    def _named(self, name: str, report: BuildReport) -> str:
        named = report.name(name)
        if named not in self.taken:
            return named
        return f"server_{named}"

    def _scheme(self, name: str, settings: Mapping[str, Json], report: BuildReport) -> str:
        """A variable before ``://``, where no reference may stand."""
        choices = settings.get("enum")
        every = [text_of(one) for one in choices] if isinstance(choices, list) else []
        default = _default(settings)
        chosen = text_of(default) if default else "https"
        chosen = "https" if "https" in every else chosen
        report.changed(
            f'Variable "{name}" of the server was replaced by "{chosen}".',
            why="The scheme of a URL cannot be a variable.",
        )
        return chosen

    def _absolute(self, url: str, report: BuildReport) -> str:
        url = url.rstrip("/")
        if _SCHEME.match(url) or url.startswith("{{"):
            return url
        if url.startswith("//"):
            return f"https:{url}"
        if _WITHOUT_SCHEME.match(url):
            scheme = "http" if _LOOPBACK.match(url) else "https"
            report.changed(f'"{scheme}://" was added to server "{url}".')
            return f"{scheme}://{url}"
        relative = url.removeprefix(".").lstrip("/")
        path = f"/{relative}" if relative else ""
        made = f"http://localhost{path}"
        report.changed(
            f"{BASE_URL} is {made}: the document names no host.",
            advice=f"Set {BASE_URL} in the environment.",
        )
        return made


def server_address(written: Json) -> str:
    """The URL of a server for a report, without what may be a credential."""
    scheme, separator, rest = in_one_line(_without_query(text_of(written))).rpartition("://")
    return scheme + separator + rest.rpartition("@")[2]


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _default(settings: Mapping[str, Json]) -> Json:
    """The value of a variable; ``None`` where the document has none."""
    if settings.get("default") is not None:
        return settings["default"]
    choices = settings.get("enum")
    return choices[0] if isinstance(choices, list) and choices else None


def _words(name: str, settings: Mapping[str, Json]) -> list[str]:
    choices = settings.get("enum")
    words = [in_one_line(settings.get("description"))]
    if isinstance(choices, list) and choices:
        words.append(f"one of {', '.join(map(text_of, choices))}")
    said = "; ".join(filter(None, words))
    return [f"{name}: {said}"] if said else []


def _name(server: Mapping[str, Json], url: ServerUrl) -> str:
    for key in ("name", "description"):
        name = in_one_line(server.get(key)).rstrip(".")
        if name and len(name) <= _LONGEST_NAME:
            return name
    host = url.text.partition("://")[2].partition("/")[0].rpartition("@")[2]
    if not server.get("url") or (host == "localhost" and "localhost" not in text_of(server["url"])):
        return ""
    return re.sub(
        r"\{\{([^{}]*)\}\}", lambda found: str(url.variables.get(found[1], found[1])), host
    )
