"""What Lighthouse says of the first visit, on the cheap phone and slow line that it pretends to be. Asked only where it is installed."""

import json
import os
import shutil
import subprocess

from tests.browser.driving import chromium_path

ASKED = ("performance", "accessibility", "best-practices")
SECONDS = 120


def scores(url: str) -> dict[str, int] | None:
    """0 to 100 for each of ASKED, of the page at `url`. None where Lighthouse is not installed.

    Raises subprocess.SubprocessError when it was asked and did not answer.
    """
    program = shutil.which("lighthouse")
    if program is None:
        return None
    browser = chromium_path(whole=True)
    done = subprocess.run(
        [
            program, url, "--quiet", "--output=json", "--output-path=stdout", f"--only-categories={','.join(ASKED)}",
            "--chrome-flags=--headless=new --no-sandbox",
        ],
        env={**os.environ, **({"CHROME_PATH": browser} if browser else {})},
        capture_output=True, check=True, timeout=SECONDS,
    )  # fmt: skip
    found = json.loads(done.stdout)["categories"]
    return {name: round(100 * found[name]["score"]) for name in ASKED}
