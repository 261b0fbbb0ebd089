"""SPIN as the judge of state counts, where it and a C compiler are installed."""

import re
import shutil
import subprocess
from pathlib import Path

SPIN, COMPILER = shutil.which("spin"), shutil.which("gcc") or shutil.which("cc")


def stored_states(promela: str, folder: Path) -> int:
    """Return how many states SPIN stores when it searches a model without reduction."""
    (folder / "model.pml").write_text(promela)
    _run([str(SPIN), "-a", "model.pml"], folder)
    _run([str(COMPILER), "-O1", "-w", "-DSAFETY", "-DNOREDUCE", "-DVECTORSZ=4096", "-o", "pan", "pan.c"], folder)
    said = _run([str(folder / "pan"), "-m200000", "-E"], folder)
    found = re.search(r"(\d+) states, stored", said.replace("e+", ""))
    assert found, said
    assert "max search depth too small" not in said
    return int(found[1])


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
