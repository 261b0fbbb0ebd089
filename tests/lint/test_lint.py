"""The documents of the API under the rules of Redocly and AsyncAPI: nothing to complain about, not even a warning."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from plumbline.app.composition import openapi
from plumbline.events.catalogue import asyncapi

HERE = Path(__file__).parent


def lint(openapi_document: Any, asyncapi_document: Any, folder: Path) -> tuple[int, str]:
    if not (HERE / "node_modules").is_dir():
        pytest.skip("the tools that judge the documents are not installed; `make lint` installs them")
    paths = (folder / "openapi.json", folder / "asyncapi.json")
    for path, document in zip(paths, (openapi_document, asyncapi_document), strict=True):
        path.write_text(json.dumps(document), encoding="utf-8")
    done = import_module("lint.install").run("lint.mjs", *(str(path) for path in paths))
    return done.returncode, done.stdout + done.stderr


def test_both_documents_keep_to_every_rule(tmp_path: Path):
    assert lint(openapi(), asyncapi("http://127.0.0.1:8420", "1"), tmp_path) == (0, "")


def test_a_document_that_breaks_a_rule_is_told(tmp_path: Path):
    broken: dict[str, Any] = json.loads(json.dumps(openapi()))
    del broken["info"]["license"]
    events: dict[str, Any] = json.loads(json.dumps(asyncapi("http://127.0.0.1:8420", "1")))
    del events["info"]["title"]
    code, said = lint(broken, events, tmp_path)
    assert code == 1
    assert "info-license" in said
    assert "title" in said
