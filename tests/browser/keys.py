"""Keys in the place of a finger or a mouse. Whatever they come to is seen: it has its ring, and nothing lies over it."""

from typing import Any

from playwright.sync_api import ElementHandle, Locator

_CONTROL = "(e) => e.matches('label') ? e.control : e.closest('a, button, input, textarea, select, summary') ?? e"
_FOCUS = """(wanted) => {
  const e = document.activeElement;
  if (!e || e === document.body) return { there: false };
  const mates = wanted.type === 'radio' && e.type === 'radio' && e.name === wanted.name;
  if (e !== wanted && !mates) return { there: false };
  const shown = e.matches('input') ? e.closest('label') ?? e : e;
  const ring = [e, shown, ...shown.querySelectorAll('*')].some((one) => {
    const style = getComputedStyle(one);
    return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
  });
  const box = shown.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return { there: true, ring, free: top !== null && (shown.contains(top) || top.contains(shown)), words: shown.innerText || e.id };
}"""


def focused(found: Locator) -> ElementHandle:
    """The control of it, once Tab has come there. What has focus is seen, with its ring and under nothing."""
    page = found.page
    found.wait_for()
    control = found.element_handle().evaluate_handle(_CONTROL).as_element()
    assert control is not None
    for _ in range(120):
        focus = page.evaluate(_FOCUS, control)
        if focus["there"]:
            assert focus["ring"], f"no ring on {focus['words']}"
            assert focus["free"], f"{focus['words']} has focus under something else"
            return control
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {found}")


def pressed_by_key(found: Locator, **_: object) -> None:
    """What a finger does, with keys: an arrow to one of a few, a space for a tick, Enter for the rest."""
    control, keys = focused(found), found.page.keyboard
    kind = control.evaluate("(e) => e.type")
    if kind == "radio":
        for _step in range(14):
            if control.evaluate("(e) => document.activeElement === e"):
                break
            keys.press("ArrowDown")
        if not control.is_checked():
            keys.press("Space")
        found.page.wait_for_function("(e) => e.checked", arg=control)
    else:
        keys.press("Space" if kind == "checkbox" else "Enter")


def typed_by_key(found: Locator, words: str, **_: object) -> None:
    """Into a line, or into the parts of a date ("2026-11-23") or a time ("21:40") in the order that this browser has them.

    Again where the page took the focus away in between, as one that has just been opened does: nobody types that fast.
    """
    for _time in range(3):
        if _typed(found, words):
            return
    raise AssertionError(f"{found} does not hold what was typed")


def _typed(found: Locator, words: str) -> bool:
    control, keys = focused(found), found.page.keyboard
    kind = control.evaluate("(e) => e.type")
    if kind == "time":
        hour, minute = words.split(":")
        keys.type(hour + minute)
        if control.input_value() != words:
            for _part in range(2):
                keys.press("ArrowLeft")
            keys.type(f"{(int(hour) + 11) % 12 + 1:02}{minute}{'PM' if int(hour) > 11 else 'AM'}")
    elif kind == "date":
        year, month, day = words.split("-")
        keys.type(month + day + year)
        if control.input_value() != words:
            # Where the browser speaks another English the day comes first.
            keys.press("ArrowLeft")
            keys.press("ArrowLeft")
            keys.type(day + month + year)
    else:
        keys.press("ControlOrMeta+a")
        keys.type(words)
    for _time in range(20):
        if found.input_value() == words:
            return True
        found.page.wait_for_timeout(50)
    return False


def picked_by_key(found: Locator, **wanted: Any) -> None:
    """One of a select's options by its words, `label`: down by arrows until it is there."""
    control, keys = focused(found), found.page.keyboard
    keys.press("Home")
    for _step in range(60):
        if control.evaluate("(e) => e.selectedOptions[0]?.text") == wanted["label"]:
            return
        keys.press("ArrowDown")
    raise AssertionError(f"no arrow came to {wanted['label']}")
