"""Insomnia's templates (Nunjucks, Liquid) as texts with references.

Only what has the literal shape of a variable or of a known tag is understood. Anything else would
have to be evaluated: in its place stands a reference that nothing defines, so that no request is
sent that has something else in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct, field

from outrider.credential_shapes import is_credential_name
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import ItemBuilder
from outrider.importers.building.json_paths import steps_of_json_path
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.undefined_references import UndefinedReferences
from outrider.importers.file_naming import secret_name
from outrider.importers.insomnia.template_tags import TemplateTag, read_tag
from outrider.model.expectation import Capture, Subject
from outrider.model.jq_programs import jq_path
from outrider.model.secret import Secret
from outrider.variables.dynamic.dynamic_variables import NAMES as DYNAMIC_NAMES
from outrider.variables.reference_grammar import TemplatePiece, parse_template, template_text
from outrider.visible_text import visible_line

_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_PART = re.compile(r"\{#.*?#\}|\{%-?(?P<tag>.*?)-?%\}|\{\{-?(?P<expression>.*?)-?\}\}", re.DOTALL)
_STEP = re.compile(
    r"\s*(?:\.\s*(?P<name>[\w$-]+)|\[\s*(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\""
    r"|(?P<index>\d+))\s*\])"
)
_FIRST = re.compile(r"\s*(?P<name>[\w$][\w$-]*)")
_LITERAL = re.compile(r"\s*(?:'([^'\\{}]*)'|\"([^\"\\{}]*)\"|(-?\d+(?:\.\d+)?))\s*")
_VAULT = "vault"
_TIMES = {"iso-8601": "$isoTimestamp", "unix": "$timestamp"}
_SEND_FIRST = "Insomnia sends that request by itself."


class ResponseCapture(Struct, frozen=True):
    """What a tag takes out of the response of another request, by Insomnia's id of that."""

    request_id: str
    capture: Capture


class FoundTags(Struct):
    """What the tags of an import ask of other requests and of the user.

    Attributes:
        captures: by the name of the variable that each sets.
        titles: what requests are called, by Insomnia's ids.
    """

    titles: Mapping[str, str]
    captures: dict[str, ResponseCapture] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


class InsomniaTemplates:
    """Rewrites templates.

    Args:
        undefined: knows the names that mean something already.
        asked: names that templates of the import refer to.
    """

    def __init__(
        self,
        report: BuildReport,
        secrets: SecretNamer,
        tags: FoundTags,
        undefined: UndefinedReferences,
        asked: frozenset[str] = frozenset(),
    ) -> None:
        self.asked = asked
        self._report = report
        self._secrets = secrets
        self._tags = tags
        self._undefined_ones = undefined
        self._item: ItemBuilder | None = None

    def at(self, report: BuildReport, item: ItemBuilder | None = None) -> InsomniaTemplates:
        """The same for what stands at this place; ``item`` keeps what is not understood."""
        made = InsomniaTemplates(
            report, self._secrets, self._tags, self._undefined_ones, self.asked
        )
        made._item = item
        return made

    def text(self, written: str) -> str:
        """A template as it is written here."""
        if "{{" not in written and "{%" not in written and "{#" not in written:
            return written
        pieces: list[TemplatePiece] = []
        at = 0
        for raw in _RAW.finditer(written):
            pieces += [*self._pieces(written[at : raw.start()]), raw[1]]
            at = raw.end()
        return template_text([*pieces, *self._pieces(written[at:])])

    def _pieces(self, written: str) -> list[TemplatePiece]:
        pieces: list[TemplatePiece] = []
        at = 0
        for match in _PART.finditer(written):
            pieces += [written[at : match.start()], *parse_template(self._part(match))]
            at = match.end()
        return [*pieces, written[at:]]

    def _part(self, match: re.Match[str]) -> str:
        if match["tag"] is not None:
            tag = read_tag(match["tag"])
            known = self._tag(tag, match[0]) if tag is not None else None
            return known if known is not None else self._unknown(tag, match[0])
        if match["expression"] is None:
            self._report.lost("A comment in a template was not imported.")
            return ""
        return self._expression(match["expression"], match[0])

    def _expression(self, inside: str, whole: str) -> str:
        if literal := _LITERAL.fullmatch(inside):
            return next(one for one in literal.groups() if one is not None)
        name = path_name(inside)
        if name is None:
            return self._undefined("expression", whole, "It has to be computed.")
        if not name:
            return "\\" + whole
        if name.startswith(f"{_VAULT}."):
            return self._ask(name, "A secret of Insomnia's vault is encrypted.")
        return "{{" + self._report.name(name) + "}}"

    def _tag(self, tag: TemplateTag, whole: str) -> str | None:
        """What stands for a tag; ``None`` where nothing does."""
        make: Mapping[str, Callable[[TemplateTag], str | None]] = {
            "uuid": self._uuid,
            "now": self._time,
            "timestamp": self._time,
            "faker": self._faker,
            "prompt": self._prompt,
            "response": self._response,
        }
        if tag.arguments is None or tag.name not in make:
            return None
        known = self._tags.names.get(whole)
        if known is None:
            known = make[tag.name](tag)
            if known is not None and tag.name in {"prompt", "response"}:
                self._tags.names[whole] = known
        return known

    def _uuid(self, tag: TemplateTag) -> str:
        if tag.argument(0, "v4") != "v4":
            self._report.changed("A UUID of version 1 became one of version 4.")
        return "{{$guid}}"

    def _time(self, tag: TemplateTag) -> str | None:
        kind = _TIMES.get(tag.argument(0, "iso-8601"))
        return "{{" + kind + "}}" if kind else None

    def _faker(self, tag: TemplateTag) -> str | None:
        name = "$" + tag.argument(0)
        return "{{" + name + "}}" if name in DYNAMIC_NAMES else None

    def _prompt(self, tag: TemplateTag) -> str:
        title = tag.argument(0) or tag.argument(1) or "value"
        name = self._undefined_ones.free_name(secret_name(title))
        if tag.argument(2):
            self._report.changed(
                f'The default of prompt "{visible_line(title)}" was not imported.',
                why="Secrets that are asked for have no default.",
            )
        return self._ask(name, "Insomnia asks for it.")

    def _ask(self, name: str, why: str) -> str:
        """A secret whose value only the user has."""
        known = self._report.name(name)
        self._secrets.values.setdefault(known, Secret(""))
        self._report.changed(f"{{{{{known}}}}} will be asked for.", why=why)
        return "{{" + known + "}}"

    def _response(self, tag: TemplateTag) -> str | None:
        part, request_id, asked = (tag.argument(index) for index in range(3))
        title = self._tags.titles.get(request_id)
        if title is None:
            return None
        if part == "raw":
            subject, argument, last = Subject.BODY, "", "body"
        elif part == "header" and asked:
            subject, argument, last = Subject.HEADER, asked, asked
        elif part == "body":
            steps = steps_of_json_path(asked)
            if steps is None:
                return None
            subject, argument = Subject.JQ, jq_path(steps)
            last = next((one for one in reversed(steps) if isinstance(one, str)), "body")
        else:
            return None
        base = secret_name(f"{title} {last}")
        for name, other in self._tags.captures.items():
            if other.request_id == request_id and (
                (other.capture.subject, other.capture.argument) == (subject, argument)
            ):
                return "{{" + name + "}}"
        name = self._undefined_ones.free_name(base)
        secret = is_credential_name(last)
        capture = Capture(name, subject, argument, secret=secret)
        self._tags.captures[name] = ResponseCapture(request_id, capture)
        if tag.argument(3, "never") != "never":
            self._report.changed(
                f'A response tag became variable "{name}", which request '
                f'"{self._report.title(title)}" captures.',
                why=_SEND_FIRST,
                advice=f'Send "{self._report.title(title)}" first.',
            )
        return "{{" + name + "}}"

    def _unknown(self, tag: TemplateTag | None, whole: str) -> str:
        name = tag.name if tag is not None else "tag"
        return self._undefined(f"insomnia_{name}", whole, "Outrider has no such tag.")

    def _undefined(self, base: str, whole: str, why: str) -> str:
        return self._undefined_ones.put(base, whole, why, self._report, self._item)


def names_asked(text: str) -> set[str]:
    """Every name that a document refers to."""
    found = (
        path_name(match["expression"]) for match in _PART.finditer(text) if match["expression"]
    )
    return {name for name in found if name}


def path_name(expression: str) -> str | None:
    """The name of a variable, ``a.b`` for a nested one; ``None`` where it is no path.

    ``_`` at its start is the environment itself.
    """
    first = _FIRST.match(expression)
    if first is None:
        return None if expression.strip() else ""
    steps, at = [first["name"]], first.end()
    while match := _STEP.match(expression, at):
        steps.append(next(one for one in match.groups() if one is not None))
        at = match.end()
    if expression[at:].strip():
        return None
    if steps[0] == "_" and len(steps) > 1:
        steps = steps[1:]
    return ".".join(steps)
