"""What every page must be: without violations of axe's rules in light and dark, and as wide as the screen."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
WIDTHS = (360, 768, 1280)


def accessible(page: Page) -> None:
    """By all rules in light; in dark only the colours are others."""
    _without_violations(page, "light")
    _without_violations(page, "dark", {"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="light")


def fits(page: Page) -> None:
    """Nothing is wider than a telephone, a tablet and a screen."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def _without_violations(
    page: Page, scheme: Literal["light", "dark"], options: dict[str, Any] | None = None
) -> None:
    page.emulate_media(color_scheme=scheme)
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"
