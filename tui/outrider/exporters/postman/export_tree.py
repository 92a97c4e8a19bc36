"""What is exported of a workspace: its tree, with auth that stands by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from outrider.model.import_result import ExampleResponse
from outrider.model.secret import MaybeSecret
from outrider.model.workspace import Folder, Request, Scalar


class ExportedRequest(Struct, frozen=True):
    """A request, whose auth has neither ``use`` nor ``extends``, and answers kept with it."""

    request: Request
    examples: tuple[ExampleResponse, ...] = ()


class ExportedFolder(Struct, frozen=True):
    """A folder, and what lies in it, in the order of the tree; its auth as a request's."""

    folder: Folder
    children: tuple[ExportedItem, ...] = ()


ExportedItem: TypeAlias = "ExportedFolder | ExportedRequest"


class ExportedEnvironment(Struct, frozen=True):
    """An environment; secrets are empty where their values stay out of the file."""

    name: str
    variables: Mapping[str, Scalar]
    secrets: Mapping[str, MaybeSecret]
