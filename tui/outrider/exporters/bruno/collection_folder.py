"""A workspace as a folder of Bruno's: the files, by their paths below it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from outrider.exporters.bruno.auth_blocks import auth_blocks
from outrider.exporters.bruno.bru_text import BruRow, blocks, name_list, on_one_line, text_block
from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.bruno.request_file import request_file
from outrider.exporters.overridden_auth import is_overridden
from outrider.exporters.postman.collection_writer import nearest_rows
from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedRequest,
)
from outrider.exporters.postman.literal_masking import LiteralMasking
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.model.workspace import (
    AuthTable,
    Folder,
    NameValueRow,
    Scalar,
    Variable,
    scalar_text,
)

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_TAKEN = frozenset({"folder", "collection"})
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
LONGEST = 100
"""Characters of a file's name."""


class ExportedScope(Struct, frozen=True):
    """What the folders above say.

    Attributes:
        is_stopped: the nearest auth above is none, which Bruno's folders do not inherit.
        headers: rows of what is above, of the nearest folder for each name.
        auth: the nearest one above.
    """

    is_stopped: bool = False
    headers: tuple[NameValueRow, ...] = ()
    auth: AuthTable | None = None


class CollectionFolder:
    """Puts the files together.

    Args:
        environments: what they give values, which wins over a folder's variables here.
    """

    def __init__(
        self, words: BrunoExportReport, environments: Sequence[ExportedEnvironment]
    ) -> None:
        self._words = words
        self._masking = LiteralMasking(words)
        self._of_environments = {
            name for one in environments for name in (*one.variables, *one.secrets)
        }
        self.files: dict[str, str] = {}

    def add_collection(self, name: str, root: ExportedFolder) -> None:
        """Everything below ``requests/``; the root's variables are the workspace's as well."""
        settings = {
            "version": "1",
            "name": on_one_line(name),
            "type": "collection",
            "ignore": ["node_modules", ".git"],
        }
        self.files["bruno.json"] = json.dumps(settings, ensure_ascii=False, indent=2) + "\n"
        folder = self._masking.folder(root.folder, name)
        written = blocks(self._scope(folder, name, "none", folder.variables))
        if written:
            self.files["collection.bru"] = written
        above = ExportedScope(headers=folder.headers, auth=folder.auth)
        self._children("", root, name, above)

    def add_request(self, one: ExportedRequest) -> None:
        """A request by itself, which inherits nothing."""
        self._request("", one, "", 1, ExportedScope(is_stopped=one.request.auth is None), set())

    def add_environment(self, one: ExportedEnvironment, color: str) -> None:
        """A file of ``environments/``."""
        place = one.name
        rows = [self._variable(name, value, place) for name, value in one.variables.items()]
        hidden = [name for name, value in one.secrets.items() if not reveal_if(value)]
        for name, value in one.secrets.items():
            if shown := reveal_if(value):
                rows.append(BruRow(name, shown))
                self._words.changed(
                    f'Secret "{name}" was exported as a variable with its value.',
                    place,
                    "Bruno's files hold no secret values.",
                )
        found = [
            self._words.block("vars", rows, place) or "vars {\n}\n",
            name_list("vars:secret", hidden),
        ]
        if _COLOR.fullmatch(color):
            found.append(f"color: {color}\n")
        names = {file.lower() for file in self.files}
        self.files[_free("environments", one.name, ".bru", names)] = blocks(found)

    def _variable(self, name: str, value: Scalar, place: str) -> BruRow:
        masked = self._masking.variable(name, value, place)
        kind = "boolean" if isinstance(value, bool) else ""
        kind = "number" if not kind and isinstance(value, int | float) else kind
        return BruRow(name, self._words.text(scalar_text(masked), place), kind=kind)

    # Folders.

    def _scope(
        self,
        folder: Folder,
        place: str,
        otherwise: str,
        variables: Mapping[str, Variable],
    ) -> Iterator[str]:
        """The blocks of a folder: headers, auth, variables, docs."""
        yield self._words.block("headers", self._words.rows(folder.headers, place), place)
        yield from self._auth(folder.auth, place, otherwise)
        rows = [self._variable(name, one.value, place) for name, one in variables.items()]
        yield self._words.block("vars:pre-request", rows, place)
        yield text_block("docs", folder.description)
        if folder.options.http is not None:
            self._words.lost("http was not exported.", place, "Bruno has no such setting.")

    def _auth(self, auth: AuthTable | None, place: str, otherwise: str) -> Iterator[str]:
        mode, found = (otherwise, []) if auth is None else auth_blocks(auth, self._words, place)
        yield f"auth {{\n  mode: {mode}\n}}\n"
        yield from found

    def _children(
        self, path: str, folder: ExportedFolder, place: str, above: ExportedScope
    ) -> None:
        names: set[str] = set() if path else {"environments", "node_modules"}
        is_root = not path
        met_request = False
        for index, child in enumerate(folder.children, start=1):
            if isinstance(child, ExportedFolder):
                if met_request:
                    self._words.changed(
                        "Bruno shows and sends folders before requests.",
                        place,
                        "In the workspace, a request comes before a folder.",
                    )
                    met_request = False
                self._folder(path, child, "" if is_root else place, index, above, names)
            else:
                met_request = True
                self._request(path, child, "" if is_root else place, index, above, names)

    def _folder(
        self,
        path: str,
        one: ExportedFolder,
        place: str,
        seq: int,
        above: ExportedScope,
        names: set[str],
    ) -> None:
        label = on_one_line(one.folder.name)
        place = f"{place} / {label}" if place else label
        folder = self._masking.folder(one.folder, place)
        own = _free(path, folder.name, "", names)
        kind = None if folder.auth is None else folder.auth.table.get("type")
        variables = {
            name: value
            for name, value in folder.variables.items()
            if name not in self._of_environments
        }
        if lost := folder.variables.keys() - variables.keys():
            self._words.lost(
                f"Variables of the folder were not exported: {', '.join(sorted(lost))}.",
                place,
                "Environments have them too; a folder's variable wins in Bruno, and loses here.",
            )
        meta = f"meta {{\n  name: {on_one_line(folder.name)}\n  seq: {seq}\n}}\n"
        inner = blocks([meta, *self._scope(folder, place, "inherit", variables)])
        self.files[f"{own}/folder.bru"] = inner
        is_stopped = above.is_stopped if kind is None else kind == "none"
        headers = nearest_rows(folder.headers, above.headers)
        below = ExportedScope(is_stopped, headers, folder.auth or above.auth)
        self._children(own, one, place, below)

    def _request(
        self,
        path: str,
        one: ExportedRequest,
        place: str,
        seq: int,
        above: ExportedScope,
        names: set[str],
    ) -> None:
        label = on_one_line(one.request.name)
        place = f"{place} / {label}" if place else label
        request = self._masking.request(one.request, place)
        examples = [self._masking.example(example, place) for example in one.examples]
        mode, auth = "none" if above.is_stopped else "inherit", list[str]()
        rows = nearest_rows(request.headers, above.headers)
        if is_overridden(request.auth or above.auth, rows):
            mode = "none"
            self._words.changed(
                "The auth of the request was exported as none.",
                place,
                "The request has the header itself, and Bruno would replace it.",
            )
        elif request.auth is not None:
            mode, auth = auth_blocks(request.auth, self._words, place)
        elif above.is_stopped:
            self._words.changed(
                "Auth none of the folder was copied to its requests.",
                place,
                "In Bruno, a folder with auth none inherits what is above it.",
            )
        file = _free(path, request.name, ".bru", names)
        self.files[file] = request_file(request, mode, auth, examples, seq, self._words, place)


def single_request(root: ExportedFolder, words: BrunoExportReport) -> str:
    """The only request of a tree by itself, with what it inherits."""
    auth, headers = root.folder.auth, root.folder.headers
    [child] = root.children
    while isinstance(child, ExportedFolder):
        auth = child.folder.auth or auth
        headers = nearest_rows(child.folder.headers, headers)
        [child] = child.children
    request = replace(
        child.request,
        auth=child.request.auth or auth,
        headers=nearest_rows(child.request.headers, headers),
    )
    made = CollectionFolder(words, ())
    made.add_request(replace(child, request=request))
    return next(iter(made.files.values()))


def reveal_if(value: MaybeSecret) -> str:
    """The text of a secret that is to be shown; empty for none."""
    return reveal(value) if isinstance(value, Secret) else str(value)


def _free(path: str, title: str, suffix: str, names: Collection[str]) -> str:
    """A path for a title that nothing else has, whatever its case."""
    stem = _FORBIDDEN.sub("-", on_one_line(title)).strip(" .-")[:LONGEST].strip(" .-") or "request"
    if stem.lower() in _TAKEN or _DEVICES.match(stem):
        stem += "-1"
    number, found = 1, stem
    while f"{found}{suffix}".lower() in names or f"{path}/{found}{suffix}".lower() in names:
        number += 1
        found = f"{stem}-{number}"
    if isinstance(names, set):
        names.add(f"{found}{suffix}".lower())
    return f"{path}/{found}{suffix}" if path else f"{found}{suffix}"
