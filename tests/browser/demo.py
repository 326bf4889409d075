"""The demonstration as `make run` serves it: its own process, on the made-up people, seeded once for all test processes."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.driving import free_port

ROOT = Path(__file__).resolve().parents[2]


class Demo:
    """`python -m api serve` on a copy of the seeded database."""

    def __init__(self, shared: Path, own: Path, web: Path) -> None:
        seeded = _seeded(shared)
        own.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(seeded, own / "demo.db")
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = (own / "serve.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve"],
            cwd=ROOT,
            env=_environment(shared, own / "demo.db")
            | {"FOOTHOLD_PORT": str(self.port), "FOOTHOLD_PUBLIC_URL": self.url, "FOOTHOLD_WEB_DIR": str(web)},
            stdout=self.log,
            stderr=self.log,
        )
        _wait_for(self.url + "/readyz", self.process)

    def close(self) -> None:
        """Stop the server."""
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


def _environment(folder: Path, database: Path) -> dict[str, str]:
    return os.environ | {
        "FOOTHOLD_DEMO": "1",
        "FOOTHOLD_JOBS": "inline",
        "FOOTHOLD_KEY_FILE": str(folder / "keys.json"),
        "FOOTHOLD_DATABASE_URL": f"sqlite:///{database}",
        "FOOTHOLD_PUSH_KEY_FILE": str(folder / "push-key.pem"),
        "FOOTHOLD_REQUESTS_PER_SECOND": "0",
        "FOOTHOLD_LOG_LEVEL": "warning",
    }


_MAKE = "from api.__main__ import *; keys(if_missing=True); push_key(); migrate(); seed_demo()"
"""What `python -m api demo` does before it serves, in one process as there."""


def _seeded(folder: Path) -> Path:
    """The demonstration's database; the first process to come makes it, the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    done, making = folder / "seeded.db", folder / "making.db"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            (folder / "push-key.pem").unlink(missing_ok=True)
            for part in folder.glob("making.db*"):
                part.unlink()
            subprocess.run(
                [sys.executable, "-c", _MAKE],
                cwd=ROOT, env=_environment(folder, making), check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            making.rename(done)
    return done


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError as answer:
            # Not ready in every respect, but it answers.
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the demonstration did not start")
