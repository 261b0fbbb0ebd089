"""The console script and a server that it talks to, as people run them: processes of their own, on a folder of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from reference_tables import command_line

CONSOLE = Path(sys.executable).parent / "plumbline"
_STARTS_WITHIN_SECONDS = 60
Said = subprocess.CompletedProcess[str]


class Line:
    """The command line of somebody who has named the server once."""

    def __init__(self, server: str) -> None:
        self.server = server

    def __call__(self, *words: str, given: str = "", **environment: str) -> Said:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
        return subprocess.run(
            [CONSOLE, *words],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env=kept | {"PLUMBLINE_SERVER": self.server, "TZ": "UTC"} | environment,
        )

    def here(self, *words: str) -> Said:
        """The same command line in this process, for what was tried with the real script elsewhere: it starts in no time."""
        printed, complained, code = StringIO(), StringIO(), 0
        with redirect_stdout(printed), redirect_stderr(complained):
            try:
                command_line()([*words, "--server", self.server])
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Said(words, code, printed.getvalue(), complained.getvalue())

    def json(self, *words: str) -> Any:
        said = self.here(*words, "--json")
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout)

    def made(self, *words: str) -> str:
        return self.json(*words)["item"]


@contextmanager
def running(folder: Path, *words: str, **environment: str) -> Generator[tuple[str, Path], None, None]:
    """Start a server on a folder and a free port; yield its address once it answers, and the file with what it prints.

    words: the command that starts it, `serve` or `demo` with its options. environment: settings on top.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, printed = f"http://127.0.0.1:{port}", folder / "printed.txt"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
    with printed.open("w") as output:
        command = [CONSOLE, *words, "--port", str(port), "--data", str(folder / "data")]
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=kept | environment)
        try:
            _wait_for(f"{address}/healthz", server)
            yield address, printed
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")
