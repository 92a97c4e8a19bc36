"""The values that a document gives for a parameter or a body, else one made of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json
from outrider.importers.openapi.literal_text import in_one_line
from outrider.importers.openapi.references import References
from outrider.importers.openapi.schema_samples import SchemaSampler


class ExampleReader(Struct):
    """Finds examples; ``report`` is where the operation that is read stands."""

    references: References
    sampler: SchemaSampler
    report: BuildReport

    def move_to(self, report: BuildReport) -> None:
        """Reads another operation from now on."""
        self.report = self.references.report = self.sampler.report = report

    def given(self, holder: Mapping[str, Json], what: str) -> tuple[bool, Any]:
        """Whether a parameter or a media type has an example, and its value.

        An example is raw data: a member ``value`` in it is none of the Example Object.
        """
        if "example" in holder:
            return True, self._followed(holder["example"])
        examples = holder.get("examples")
        if isinstance(examples, list) and examples:
            return True, examples[0]
        table = examples if isinstance(examples, Mapping) else {}
        found: list[tuple[str, Any]] = []
        for name, written in table.items():
            example = self.references.table(written)
            key = next(
                (one for one in ("value", "dataValue", "serializedValue") if one in example), ""
            )
            if key:
                found.append((name, self._followed(example[key])))
            elif "externalValue" in example:
                self.report.lost(
                    f'Example "{self.report.title(name)}" of {what} was not imported.',
                    why=f"It is at {in_one_line(example['externalValue'])[:200]}.",
                )
        if len(found) > 1:
            names = ", ".join(f'"{self.report.title(name)}"' for name, _ in found[1:])
            self.report.changed(
                f'Example "{self.report.title(found[0][0])}" of {what} was used.',
                why=f"The document also has {names[:300]}.",
            )
        return (True, found[0][1]) if found else (False, None)

    def _followed(self, example: Any) -> Any:
        """An example that is nothing but a reference is meant as one."""
        is_reference = isinstance(example, Mapping) and example.keys() == {"$ref"}
        return self.references.resolve(example) if is_reference else example

    def value(self, holder: Mapping[str, Json], name: str) -> Any:
        """The example, or a value made of the schema."""
        has_one, value = self.given(holder, f'"{in_one_line(name)}"' if name else "the body")
        if has_one:
            return value
        return self.sampler.sample(holder.get("schema", {}), name)
