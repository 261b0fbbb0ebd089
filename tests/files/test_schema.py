import json
from pathlib import Path

import jsonschema_rs
import pytest

from pack_grounds import documents, problems, replaced
from plumbline.files.schema import kinds, schema
from plumbline.files.yaml_reader import Document


@pytest.mark.parametrize("kind", kinds())
def test_the_schema_of_each_kind_is_json_that_validators_accept(kind: str):
    published = json.loads(json.dumps(schema(kind)))
    assert jsonschema_rs.meta.is_valid(published)
    assert published["required"][:3] == ["kind", "id", "version"]


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.file)
def test_every_built_in_pack_fits_the_published_schema(document: Document):
    data = document.data
    assert jsonschema_rs.Draft202012Validator(schema(data["kind"])).is_valid(data)


def test_a_pattern_sets_a_policy_only_to_what_the_policy_can_be(tmp_path: Path):
    folder = replaced(tmp_path, "pattern/approval-reset.yaml", "to: owner", "to: everybody")
    found = problems(folder)
    assert found[0].where == "changes[0].to"
    assert "k_of_n" in found[0].expected


def test_a_change_that_changes_nothing_is_refused(tmp_path: Path):
    folder = replaced(tmp_path, "pattern/forty-eight-hours.yaml", "metric: comment-resolved-in-window", "mood: better")
    assert any("nothing says what changes" in problem.problem for problem in problems(folder))


def test_an_unknown_kind_has_no_schema():
    with pytest.raises(KeyError):
        schema("playlist")
