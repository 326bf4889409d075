"""Pictures of every screen, and what is measured while it is shown: axe, and that nothing is wider than the window."""

import html
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "var" / "gallery"
SHOTS = ROOT / "web" / "screens"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (360, 768, 1280)
HEIGHT = {320: 640, 360: 740, 768: 1024, 1280: 800}
SCHEMES = ("light", "dark")

_AXE = """
async () => {
  if (typeof axe === 'undefined') return null;
  const found = await axe.run(document, { resultTypes: ['violations'], ...%s });
  return found.violations.map((one) =>
    `${one.id}: ${one.help}: ` + one.nodes.slice(0, 4).map((node) => `${node.target.join(' ')} {${node.any.concat(node.all, node.none).map((c) => c.message).slice(0, 1)}}`).join(' | '));
}
"""
LOOK = _AXE % "{}"
LOOK_AGAIN = _AXE % "{ preload: false, rules: { 'css-orientation-lock': { enabled: false } } }"
"""At another width: what is shown differs, and how it is arranged. What the style sheets say to a turned screen does not."""
CONTRAST = _AXE % "{ runOnly: ['color-contrast'] }"
"""What the dark colours can change: names, roles and order were looked at in the light."""
WIDER = """
() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return null;
  const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1);
  return `${wide} px too wide: ` + out.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(', ');
}
"""


class Gallery:
    """Shows one role's screens. `faults` gathers everything that is wrong, so that one run tells all of it."""

    def __init__(self, page: Page, role: str) -> None:
        self.page, self.role = page, role
        self.faults: list[str] = []
        self.seen, self.scheme = 0, ""
        self.pictures = "FOOTHOLD_GALLERY" in os.environ
        if self.pictures:
            GALLERY.mkdir(parents=True, exist_ok=True)
            for old in GALLERY.glob(f"{role}-*.png"):
                old.unlink(missing_ok=True)

    def show(self, name: str, *, shot: str | None = None, shot_width: int = 360, shot_scheme: str = "light") -> None:
        """Look at this screen at three widths with axe, and in text of twice the size on the narrowest phone.

        Dark is looked at where this role reads: at 360 on a phone, at 1280 for staff. The other widths show the same colours.

        `shot` names a README picture. Pictures of all are taken only with FOOTHOLD_GALLERY set, as `make gallery` sets it.
        """
        self.seen += 1
        page = self.page
        own = self._own_width()
        self._size(320)
        self._fits(name, 320)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        self._fits(f"{name} in large text", 320)
        self._picture(f"{name}-320-large")
        page.evaluate("document.documentElement.style.fontSize = ''")
        # Its own width last: there the next step goes on.
        for width in sorted(WIDTHS, key=lambda width: width == own):
            self._size(width)
            for scheme in SCHEMES:
                if scheme == "dark" and not self.pictures and width != own:
                    continue
                self._colours(scheme)
                self._picture(f"{name}-{width}-{scheme}")
                if width != 768:
                    light = LOOK if width == own else LOOK_AGAIN
                    self._look(f"{name} at {width}, {scheme}", light if scheme == "light" else CONTRAST)
            self._fits(name, width)
            self._colours("light")
        if shot and os.environ.get("FOOTHOLD_SHOTS"):
            self._shot(shot, shot_width, shot_scheme)
            self._size(own)
            self._colours("light")

    def _own_width(self) -> int:
        return 360 if self.role.startswith(("participant", "phone-")) else 1280

    def _colours(self, scheme: str) -> None:
        if scheme != self.scheme:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            self.scheme = scheme

    def _size(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})

    def _picture(self, name: str) -> None:
        if self.pictures:
            self.page.screenshot(path=GALLERY / f"{self.role}-{self.seen:02}-{name}.png", full_page=True)

    def _look(self, where: str, how: str) -> None:
        found: Sequence[str] | None = self.page.evaluate(how)
        if found is None:
            self.page.evaluate(AXE.read_text())
            found = self.page.evaluate(how)
        assert found is not None
        self.faults += [f"{self.role}, {where}: {one}" for one in found]

    def _fits(self, name: str, width: int) -> None:
        wider = self.page.evaluate(WIDER)
        if wider:
            self.faults.append(f"{self.role}, {name} at {width}: {wider}")

    def _shot(self, name: str, width: int, scheme: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        # A laptop's window that is not maximised: smaller files, and read more easily on a page.
        self.page.set_viewport_size({"width": width, "height": 640 if width > 720 else HEIGHT[width]})
        self._colours(scheme)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def done(self) -> None:
        """Write the page that shows the pictures, then complain of everything at once."""
        if self.pictures:
            _write_index()
        assert not self.faults, "\n" + "\n".join(dict.fromkeys(self.faults))


def _write_index() -> None:
    shown: dict[str, list[Path]] = {}
    for path in sorted(GALLERY.glob("*.png")):
        shown.setdefault(re.sub(r"-\d+-(light|dark|large)$", "", path.stem), []).append(path)
    parts = [
        "<!doctype html><meta charset=utf-8><title>Every screen</title><style>img{max-height:480px;margin:4px}</style>"
    ]
    for name, paths in shown.items():
        parts.append(f"<h2>{html.escape(name)}</h2>")
        parts += [f'<img loading=lazy src="{html.escape(p.name)}" alt="{html.escape(p.stem)}">' for p in paths]
    new = GALLERY / f"index.{os.getpid()}.html"
    new.write_text("\n".join(parts))
    new.replace(GALLERY / "index.html")


def first_link(answer: Any, wanted: str) -> str:
    """The first id in a list of the server's answer where `wanted` holds: "state=released"."""
    key, value = wanted.split("=")
    return str(next(item["id"] for item in answer["items"] if str(item.get(key)) == value))
