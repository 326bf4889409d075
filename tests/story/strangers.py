"""Three people whom the story does not concern, who try every address that somebody else used on the way."""

import re
from collections.abc import Iterable

from playwright.sync_api import Page

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

_TRY = """
async (asks) => {
  const told = [];
  for (const [method, path] of asks) {
    const unsafe = method !== 'GET';
    const answer = await fetch(path, {
      method,
      headers: unsafe ? { 'X-Requested-With': 'foothold', 'Content-Type': 'application/json' } : {},
      body: unsafe && method !== 'DELETE' ? '{}' : undefined,
    });
    told.push([method, path, answer.status, await answer.text()]);
  }
  return told;
}
"""


def try_every_address(
    page: Page, asked: Iterable[tuple[str, str]], *, secrets: Iterable[str], refusals: set[int]
) -> int:
    """Ask for everything from this page, whoever is signed in there. Returns how many addresses refused.

    An address that names an object must refuse with one of `refusals`. A list may answer with what is the asker's own,
    and then holds none of `secrets`; to staff a phone's lists say 401, as to anybody without a phone.
    """
    objects = sorted({(method, path) for method, path in asked if UUID.search(path)})
    lists = sorted({(method, path) for method, path in asked if method == "GET" and not UUID.search(path)})
    assert objects and lists
    for method, path, status, _ in page.evaluate(_TRY, objects):
        assert status in refusals, f"{method} {path} answered {status}"
    for _, path, status, body in page.evaluate(_TRY, lists):
        assert status in refusals | {200, 401}, f"{path} answered {status}"
        if status == 200:
            shown = [secret for secret in secrets if secret in body]
            assert not shown, f"{path} shows {shown}"
    return len(objects)
