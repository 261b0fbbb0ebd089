"""What may stand in the repository, and what may not."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# The tilde goes: it keeps this file from finding itself.
_REGISTRIES = re.compile(r"py~pi\.org|python~hosted|npm~js\.(org|com)|deb~\.debian|un~pkg\.com|js~delivr".replace("~", ""))
_PATHS = re.compile(r"/ro~ot/\w|/ho~me/\w|/Us~ers/\w|".replace("~", "") + re.escape(str(ROOT) + "/"))
_UNFINISHED = re.compile(r"\bTO~DO\b|\bFIX~ME\b|\bXX~X\b|NotImplemented~Error".replace("~", ""))
_LONGEST = 400
_HEAVIEST = 400_000
_MOST_PACKAGES = 55


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout, so nothing says which files belong to it")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def found(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    hits: list[str] = []
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        hits += [f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}" for number, line in enumerate(lines, 1) if pattern.search(line)]
    return hits


def packages(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_no_file_names_a_package_registry():
    assert found(_REGISTRIES, tracked()) == []


def test_no_file_names_a_place_on_somebodys_machine():
    assert found(_PATHS, tracked()) == []


def test_nothing_in_the_product_is_marked_unfinished():
    assert found(_UNFINISHED, tracked("src", "ui/src")) == []


def test_the_scans_would_find_what_they_look_for():
    registry, place, mark = (text.replace("~", "") for text in ("https://py~pi.org/simple", "/ho~me/ana/plumbline", "# TO~DO later"))
    for pattern, line in ((_REGISTRIES, registry), (_PATHS, place), (_UNFINISHED, mark)):
        assert pattern.search(line)


def test_no_source_file_holds_more_than_one_idea():
    files = tracked("src/*.py", "ui/src/*.js", "src/*.html")
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > _LONGEST} == {}


def test_no_built_or_foreign_file_is_kept():
    heavy = [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > _HEAVIEST]
    assert heavy == []
    assert [path for path in tracked() if {"node_modules", "static", "site"} & set(path.relative_to(ROOT).parts)] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_has_a_hash_and_no_address(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert [part.split()[0] for part in requirements if "--hash=sha256:" not in part] == []
    assert "://" not in text


def test_the_tests_run_with_the_versions_that_the_product_runs_with():
    runtime, testing = packages("requirements.lock"), packages("requirements-test.lock")
    assert {name: (version, testing.get(name)) for name, version in runtime.items() if testing.get(name) != version} == {}


def test_the_product_needs_few_packages():
    assert 20 < len(packages("requirements.lock")) <= _MOST_PACKAGES


def test_the_browser_lock_has_hashes_and_no_addresses():
    locked = json.loads((ROOT / "ui" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, part in locked.items() if name and not part.get("integrity")] == []
    assert [name for name, part in locked.items() if "resolved" in part] == []
