"""What a phone with little data fetches before the first screen: architecture section 9's budgets, in bytes."""

from pathlib import Path

from tests.bench.__main__ import SCRIPT_KIB, STYLE_KIB, first_load


def test_the_first_load_stays_small(built: Path) -> None:
    sizes = first_load(built)
    assert sizes is not None and sizes["js"] > 10, "no scripts were found"
    assert sizes["js"] <= SCRIPT_KIB
    assert sizes["css"] <= STYLE_KIB
    staff = [path.name for path in (built / "assets").glob("staff*.js")]
    assert staff and not any(name in (built / "index.html").read_text() for name in staff)
