"""The server as `make run` starts it, on a throw-away database, and the memory its workers took."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2024-03-04"
START_SECONDS = 60


def environment(database_url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    return kept | {
        "DATABASE_URL": database_url,
        "FIXED_TODAY": TODAY,
        "HTTPS": "0",
        "DJANGO_SETTINGS_MODULE": "tuyphuoc.settings",
    }


def fill(database_url: str, *arguments: str) -> None:
    """Tables, reference data and the sample with these arguments of load_sample."""
    for command in (["migrate"], ["load_reference"], ["load_sample", *arguments]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity=0"],
            cwd=ROOT, env=environment(database_url), stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(database_url: str, *, log: Path) -> Iterator[tuple[int, int]]:
    """Port and process id of a running server; it is stopped at the end, and its complaints are in `log`."""
    port = free_port()
    with log.open("w") as errors:
        server = subprocess.Popen(
            ["scripts/run"],
            cwd=ROOT, env=environment(database_url) | {"PORT": str(port)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
        )  # fmt: skip
    try:
        _wait_for(port, server)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        if complaints := log.read_text().splitlines():
            print("The server complained:", *complaints[-3:], sep="\n  ", file=sys.stderr)


def _wait_for(port: int, server: subprocess.Popen) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            sys.exit("The server ended before it answered.")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=5).close()
            return
        time.sleep(0.1)
    sys.exit(f"The server did not answer within {START_SECONDS} s.")


def peak_megabytes(server_pid: int) -> float | None:
    """The most that any worker of the server ever took; None where there is no /proc."""
    children = Path(f"/proc/{server_pid}/task/{server_pid}/children")
    if not children.exists():
        return None
    peaks = []
    for pid in children.read_text().split():
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                peaks.append(int(line.split()[1]) / 1024)
    return max(peaks, default=None)
