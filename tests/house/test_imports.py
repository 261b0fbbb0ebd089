"""Imports point one way."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CONSOLE = Path(sys.executable).parent / "lint-imports"


def test_imports_keep_their_contract():
    # In a process of its own: the linter sets up logging for itself and silences every logger that is there already.
    checked = subprocess.run([CONSOLE, "--config", "pyproject.toml", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
