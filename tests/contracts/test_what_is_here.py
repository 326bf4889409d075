"""What the project holds, we wrote: at the top only what is agreed, and nowhere a package, a library or a font of others."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "CHANGELOG.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "alembic.ini", "api", "compose.yaml", "content",
    "pyproject.toml", "requirements-test.lock", "requirements.lock", "tests", "var", "web",
}  # fmt: skip
NOT_OURS = {".whl", ".zip", ".gz", ".so", ".dll", ".jar", ".ttf", ".otf", ".woff", ".woff2", ".exe", ".pdf"}


def test_the_top_level_holds_what_is_agreed() -> None:
    found = {one.name for one in ROOT.iterdir() if not one.name.startswith(".") and not one.name.endswith(".egg-info")}
    assert found <= TOP, found - TOP
    assert len(found) > 10


def test_no_package_library_or_font_lies_here() -> None:
    looked = 0
    for folder in (ROOT / "api", ROOT / "content", ROOT / "tests", ROOT / "web" / "src", ROOT / "web" / "public"):
        for path in folder.rglob("*"):
            looked += 1
            assert path.suffix not in NOT_OURS, path
    assert looked > 300
