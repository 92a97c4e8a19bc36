"""The files that environments of ``.http`` files stand in, of every program that reads these."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from outrider.credential_shapes import is_placeholder
from outrider.errors import ImportRejected
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.local_values import tells_nothing
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.file_naming import numbered, secret_name
from outrider.importers.importer import ImportSource, SourceFolder
from outrider.importers.structured_text import read_structured
from outrider.importers.written_numbers import WrittenFloat
from outrider.model.workspace import Scalar

PUBLIC = frozenset({"http-client.env.json", "rest-client.env.json"})
PRIVATE = frozenset(
    {
        "http-client.private.env.json",
        "rest-client.private.env.json",
        "http-client.env.json.user",
    }
)
_HTTPYAC = frozenset({".httpyac.json", ".httpyac.yml", ".httpyac.yaml", "httpyac.config.json"})
_SCRIPTED = frozenset({".httpyac.js", ".httpyac.cjs", "httpyac.config.js", "httpyac.config.cjs"})
_DOTENV = re.compile(r"(?:\.env(?:\.(?P<after>[\w-]+))?|(?P<before>[\w-]+)\.env)")
_EXAMPLES = frozenset({"example", "sample", "template", "dist", "defaults"})
_DOTENV_LINE = re.compile(r"[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(.*?)[ \t]*")
_SHARED = frozenset({"$shared", "$kulalaShared", "$default", ""})
_JSONC = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*[\s\S]*?\*/|,(?=\s*[}\]])')
_DEPTH = 20
_OWN_SETTINGS = frozenset({"Client ID", "Username", "Custom Request Parameters", "Custom Headers"})
"""Of an auth definition: who asks, and what else is sent; in a private file each has its own."""
DEFAULT_HEADERS = ("$kulalaDefaultHeaders", "DEFAULT_HEADERS", "$default_headers")


class HttpEnvironment(Struct):
    """What files say of one environment.

    Attributes:
        secrets: what stands in private files.
        security: the auth definitions of JetBrains, by ID; public and private keys together.
        settings: what is no variable: TLS and proxy, by the names of the files.
        private_keys: keys of auth definitions that stand in private files.
    """

    name: str
    variables: dict[str, Scalar] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    security: dict[str, dict[str, Json]] = field(default_factory=dict)
    settings: dict[str, Json] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class HttpEnvironments:
    """Reads environments; the empty name is what all of them share.

    Attributes:
        read_files: the files that were read, by their paths.
        jetbrains_reads: whether one of them is of JetBrains' HTTP Client, where environments win
            over the variables of files.
    """

    def __init__(self, report: BuildReport, used: Collection[str]) -> None:
        self._report = report
        self._used = used
        self.found: dict[str, HttpEnvironment] = {}
        self.read_files: list[str] = []
        self.jetbrains_reads = False

    def read(self, source: str, folder: SourceFolder, names: Sequence[str]) -> None:
        """Reads what is among the files of a folder."""
        public = [one for one in names if posixpath.basename(one) in PUBLIC]
        private = [one for one in names if posixpath.basename(one) in PRIVATE]
        for name in names:
            base = posixpath.basename(name)
            if base in _SCRIPTED:
                self._at(source, name).lost(
                    f'"{name}" was not imported.', why="It is a script; imports run no scripts."
                )
            elif base in _HTTPYAC:
                self._httpyac(self._at(source, name), self._document(source, folder, name))
            elif base == "settings.json" or base.endswith(".code-workspace"):
                self._visual_studio_code(source, folder, name)
            elif dotenv := _DOTENV.fullmatch(base):
                self._dotenv(source, folder, name, dotenv["after"] or dotenv["before"] or "")
        self.jetbrains_reads |= bool(public or private)
        for name in public:
            self._tables(self._at(source, name), self._document(source, folder, name), False)
        for name in private:
            self._tables(self._at(source, name), self._document(source, folder, name), True)

    def read_given(self, source: ImportSource) -> None:
        """Reads a file of environments that the user named; what was read already stays.

        Raises:
            ImportRejected: it is broken.
        """
        base = posixpath.basename(source.name.replace("\\", "/"))
        self.jetbrains_reads = True
        if base not in self.read_files:
            document = _table(read_structured(_without_comments(source.text), source.name).value)
            self._tables(self._at(source.name, ""), document, base in PRIVATE)

    def _at(self, source: str, name: str) -> BuildReport:
        self._report.source = name or source
        return self._report.at()

    def _document(self, source: str, folder: SourceFolder, name: str) -> Mapping[str, Json]:
        report = self._at(source, name)
        try:
            text = folder.read(name)
            if text is None:
                return {}
            self.read_files.append(name)
            document = read_structured(_without_comments(text), name)
        except ImportRejected as refused:
            report.lost(f'"{name}" was not imported.', why=str(refused))
            return {}
        if document.repeated:
            report.changed(
                f"Keys that are there twice: {', '.join(document.repeated)}; the last one counts."
            )
        return _table(document.value)

    def _environment(self, name: str) -> HttpEnvironment:
        key = "" if name in _SHARED else name
        return self.found.setdefault(key, HttpEnvironment(key))

    # JetBrains, kulala, Visual Studio.

    def _tables(self, report: BuildReport, document: Mapping[str, Json], private: bool) -> None:
        for name, values in document.items():
            if name in {"$schema", "dev-variables"} or not isinstance(values, Mapping):
                continue
            environment = self._environment(name)
            for key, value in values.items():
                self._member(environment, key, value, report, private)

    def _member(
        self,
        environment: HttpEnvironment,
        key: str,
        value: Json,
        report: BuildReport,
        private: bool,
    ) -> None:
        if key == "Security" and isinstance(value, Mapping):
            for name, table in _table(value.get("Auth")).items():
                known = environment.security.setdefault(name, {})
                for setting, given in _table(table).items():
                    is_own = private and setting in _OWN_SETTINGS
                    called = f"{name}_{setting}"
                    known.setdefault(
                        setting, self._apart(environment, called, given) if is_own else given
                    )
        elif key in DEFAULT_HEADERS and isinstance(value, Mapping):
            for name, one in value.items():
                given = self._apart(environment, name, one) if private else one
                environment.headers[name] = text_of(given)
        elif key == "SSLConfiguration" and isinstance(value, Mapping):
            environment.settings |= {f"ssl.{name}": one for name, one in value.items()}
        elif key in {"request_rejectUnauthorized", "request_proxy"}:
            environment.settings[key] = value
        else:
            self._variable(environment, key, value, report, private, 0)

    def _apart(self, environment: HttpEnvironment, name: str, value: Json) -> Json:
        """What a private file has, with references to secrets in the place of its texts."""
        if isinstance(value, Mapping):
            return {
                key: one if key == "Use" else self._apart(environment, f"{name}_{key}", one)
                for key, one in value.items()
            }
        if isinstance(value, list):
            return [self._apart(environment, name, one) for one in value]
        text = text_of(value)
        if not isinstance(value, str) or "{{" in text or tells_nothing(text):
            return value
        base = secret_name(name)
        taken = {**environment.secrets, **environment.variables}
        known = next(
            one for one in numbered(base, "_") if one not in taken and one not in self._used
        )
        environment.secrets[known] = text
        return "{{" + known + "}}"

    def _variable(
        self,
        environment: HttpEnvironment,
        name: str,
        value: Json,
        report: BuildReport,
        private: bool,
        depth: int,
    ) -> None:
        if isinstance(value, Mapping) and "provider" in value:
            environment.secrets.setdefault(name, "")
            report.lost(
                f'The value of "{name}" was not imported: provider "{value["provider"]}".',
                environment.name,
                "Outrider does not read this store; it asks for the value.",
            )
        elif isinstance(value, Mapping | list) and value and depth < _DEPTH:
            items: Iterable[tuple[str, Any]]
            if isinstance(value, Mapping):
                items = ((f"{name}.{key}", one) for key, one in value.items())
            else:
                items = ((f"{name}[{index}]", one) for index, one in enumerate(value))
            for key, one in items:
                self._variable(environment, key, one, report, private, depth + 1)
        elif private:
            self._private(environment, name, value, report)
        else:
            environment.variables[name] = _scalar(value)

    def _private(
        self, environment: HttpEnvironment, name: str, value: Json, report: BuildReport
    ) -> None:
        written = text_of(value)
        public = environment.variables.get(name)
        if public is None or public == "" or is_placeholder(str(public)):
            environment.variables.pop(name, None)
            environment.secrets[name] = written
        elif str(public) != written:
            report.changed(
                f'Variable "{name}" has the value of the public file, not of the private one.',
                environment.name,
                "JetBrains' client does the same where both define it; httpyac takes the private.",
            )

    # VS Code's REST Client.

    def _visual_studio_code(self, source: str, folder: SourceFolder, name: str) -> None:
        document = self._document(source, folder, name)
        if name.endswith(".code-workspace"):
            document = _table(document.get("settings"))
        report = self._at(source, name)
        found = document.get("rest-client.environmentVariables")
        self._tables(report, _table(found), False)
        for key in document:
            if key.startswith("rest-client.") and key != "rest-client.environmentVariables":
                report.lost(
                    f'Setting "{key}" was not imported.',
                    advice="Set TLS certificates and headers in the environment or the folder.",
                )

    # httpyac.

    def _httpyac(self, report: BuildReport, document: Mapping[str, Json]) -> None:
        self._tables(report, _table(document.get("environments")), False)
        for key in document:
            if key != "environments":
                report.lost(f'Setting "{key}" of httpyac was not imported.')

    def _dotenv(self, source: str, folder: SourceFolder, path: str, name: str) -> None:
        if name in _EXAMPLES:
            return
        report = self._at(source, path)
        try:
            text = folder.read(path)
        except ImportRejected as refused:
            report.lost(f'"{path}" was not imported.', why=str(refused))
            return
        if text is None:
            return
        values: dict[str, str] = {}
        for line in text.splitlines():
            if not line.lstrip().startswith("#") and (found := _DOTENV_LINE.fullmatch(line)):
                values[found[1]] = _unquoted(found[2])
        used = {key: value for key, value in values.items() if _is_used(key, self._used)}
        if used:
            self.read_files.append(path)
            environment = self._environment(name)
            for key, value in used.items():
                # The file is kept out of git for what it holds: an address alone is told.
                holder = environment.variables if tells_nothing(value) else environment.secrets
                holder[key] = value
        if len(used) < len(values):
            report.lost(
                f"{len(values) - len(used)} of {len(values)} values were not imported.",
                why="No request uses them.",
            )


def _without_comments(text: str) -> str:
    """JSON, with what editors let people write besides: comments, commas at the end."""
    return _JSONC.sub(lambda found: found[1] or "", text)


def _is_used(name: str, used: Collection[str]) -> bool:
    folded = name.lower()
    return any(
        folded == one.lower() or (one.endswith("*") and folded.startswith(one[:-1].lower()))
        for one in used
    )


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in {'"', "'", "`"}:
        inner = value[1:-1]
        return inner.replace("\\n", "\n") if value[0] == '"' else inner
    return re.sub(r"[ \t]+#.*", "", value)


def _table(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _scalar(value: Json) -> Scalar:
    if isinstance(value, bool | int) or (
        isinstance(value, float) and not isinstance(value, WrittenFloat)
    ):
        return value
    return text_of(value)
