"""Variables of folders, which win over those of environments in Bruno, and not here."""

from __future__ import annotations

from outrider.importers.bruno.bruno_report import BrunoImportReport
from outrider.importers.building.import_builder import ImportBuilder
from outrider.model.workspace import Scalar


def give_folder_variables(built: ImportBuilder, report: BrunoImportReport) -> None:
    """Writes them where they win as well: into the requests below.

    The collection's own variables lose to the environment in both, and stay where they are.
    """
    plain = {name for one in built.environments for name in one.values.variables}
    report.source = ""
    for drafts in built.collections:
        folders = {one.id: one for one in drafts.folders[1:]}
        told: dict[str, list[str]] = {}
        for request in drafts.requests:
            nearest: dict[str, Scalar] = {}
            above = request.id.rpartition("/")[0]
            while above:
                if above in folders:
                    values = folders[above].values.variables
                    nearest = {**values, **nearest}
                    for name in values.keys() & plain:
                        told.setdefault(above, []).append(name)
                above = above.rpartition("/")[0]
            own = {name: nearest[name] for name in nearest.keys() & plain}
            request.variables = {**own, **request.variables}
        for folder_id, names in told.items():
            report.at(folders[folder_id].place).changed(
                f"Variables of the folder were copied to its requests: "
                f"{', '.join(sorted(set(names)))}.",
                why="Environments have them too; a folder's variable wins in Bruno, and loses "
                "here.",
            )
