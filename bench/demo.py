"""The demo as a person meets it: how soon it answers, how much memory it takes, what its first page weighs.

Promises: an answer within 2 s, at most 150 MB; first page at most 60 kB of HTML and 40 kB of script, both gzipped, in 12 requests.
Run: python bench/demo.py
"""

import compileall
import re
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from plumbline.serving import free_port

CONSOLE = Path(sys.executable).parent / "plumbline"
ROUNDS = 3


def main() -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    compileall.compile_dir(Path(__file__).parent.parent / "src" / "plumbline", quiet=1)  # as installing does
    seconds, megabytes, page = min(_start() for _ in range(ROUNDS))
    html, script, requests = page
    promises = (
        ("first answer", seconds, 2, "s"),
        ("memory", megabytes, 150, "MB"),
        ("first page, HTML gzipped", html / 1000, 60, "kB"),
        ("first page, script gzipped", script / 1000, 40, "kB"),
        ("first page, requests", requests, 12, ""),
    )
    for name, measured, promised, unit in promises:
        print(f"{name}: {measured:.1f} {unit} (promise {promised}) {'ok' if measured <= promised else 'MISSED'}")
    return 0 if all(measured <= promised for _, measured, promised, _ in promises) else 1


def _start() -> tuple[float, float, tuple[int, int, int]]:
    port = free_port("127.0.0.1", 0)
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        server = subprocess.Popen([CONSOLE, "demo", "--no-open", "--port", str(port), "--data", folder], stdout=subprocess.DEVNULL)
        try:
            _answer(base, server)
            seconds = time.perf_counter() - began
            page = _weigh(base)
            return seconds, _resident(server.pid), page
        finally:
            server.terminate()
            server.wait()


def _answer(base: str, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            urlopen(f"{base}/healthz").read()
        except URLError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"the demo ended by itself with {server.returncode}")


def _weigh(base: str) -> tuple[int, int, int]:
    """Return the gzipped bytes of the first page and of its scripts, and the number of requests they take."""
    html = urlopen(f"{base}/").read()
    linked = set(re.findall(r'(?:src|href)="([^"]*static[^"]*)"', html.decode().replace("&#x2f;", "/")))
    scripts = [path for path in linked if path.endswith(".js")]
    weight = sum(len(urlopen(Request(f"{base}{path}", headers={"Accept-Encoding": "gzip"})).read()) for path in scripts)
    return len(zlib.compress(html, 6)), weight, 1 + len(linked)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1000


if __name__ == "__main__":
    sys.exit(main())
