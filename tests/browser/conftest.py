"""What the browser tests share."""

from tests.browser.fixtures import browser, built, playwright

__all__ = ["browser", "built", "playwright"]
