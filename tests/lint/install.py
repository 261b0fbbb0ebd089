"""Installs the field's own tools for OpenAPI and AsyncAPI documents, as they are locked. A wheel brings Node."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))
hook: Any = import_module("hatch_build")  # it knows where Node is


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Node in this folder and return what became of it."""
    node, _ = hook._node()
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    return subprocess.run([str(node), *arguments], cwd=HERE, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False)


def main() -> int:
    """Install, and return how that ended."""
    _, npm = hook._node()
    done = run(str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    sys.stderr.write(done.stderr if done.returncode else "")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
