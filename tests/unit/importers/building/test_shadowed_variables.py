"""What a folder's variable wins over in its tool, it wins over here."""

from __future__ import annotations

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import FolderBuilder, RequestBuilder
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.shadowed_variables import ShadowSettler
from outrider.importers.importer import compact_auth
from outrider.importers.postman.token_usage import names_in_request


def test_requests_get_what_they_use_of_the_nearest_folder() -> None:
    dev = EnvironmentBuilder("dev", "dev", VariableBuilder({"url": "d", "other": "d"}))
    outer = FolderBuilder("f", "F", "F", values=VariableBuilder({"url": "o", "alias": "{{other}}"}))
    inner = FolderBuilder("f/g", "G", "F / G", values=VariableBuilder({"url": "i", "other": "i"}))
    near = RequestBuilder("f/g/a", "A", "F / G / A", url="{{url}}/{{alias}}")
    far = RequestBuilder("f/b", "B", "F / B", url="https://h/{{alias}}")
    token = compact_auth({"type": "bearer", "token": "{{url}}"})
    by_auth = RequestBuilder("f/c", "C", "F / C", auth=token)
    own = RequestBuilder("f/d", "D", "F / D", url="{{url}}", variables={"url": "mine"})
    outside = RequestBuilder("e", "E", "E", url="{{url}}")
    report = BuildReport()
    scopes = [dev.values, outer.values, inner.values]
    requests = [near, far, by_auth, own, outside]
    ShadowSettler(report, [dev], scopes, names_in_request).settle([outer, inner], requests)
    assert near.variables == {"url": "i", "other": "i"}
    assert far.variables == {}
    assert by_auth.variables == {"url": "o"}
    assert own.variables == {"url": "mine"}
    assert outside.variables == {}
    assert [one.place for one in report.remarks] == ["F / G", "F"]
