"""A browser without scripts: pages read as text, forms sent as they stand on the page."""

import html
import re
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from app.domain.principal import SYSTEM
from app.usecases.importing import Failed, Incoming, import_all

ROUTER = """---
title: Core router reload
severity: SEV2
services: [edge, dns]
tags: [network]
---

# Core router reload

## Summary

The core router reloaded and nobody could reach anything for sixteen minutes.

## Timeline

- 2024-05-01 09:58 UTC: the core router reloads
- 2024-05-01 10:01 UTC: the on-call engineer is paged
- 2024-05-01 10:14 UTC: resolved, traffic is back

## Root cause

The firmware has a memory leak.

## Action items

- [ ] Alert on router uptime (@maria, due 2024-06-01)
- [x] Ask the vendor for a fix
- [ ] Keep a spare router in the rack
"""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a person reads it: `text` without tags and with single spaces."""

    response: Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.text

    @property
    def text(self) -> str:
        return " ".join(html.unescape(_TAG.sub(" ", self.html)).split())

    @property
    def path(self) -> str:
        return self.response.url.path

    def hidden(self, name: str) -> str:
        """The value of the first hidden field of that name."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.html)
        assert found, f"no hidden field {name}"
        return html.unescape(found[1])

    def typed(self, name: str) -> str:
        """What stands in a text area or an input."""
        area = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', self.html, re.DOTALL)
        field = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', self.html)
        found = area or field
        assert found, f"no field {name}"
        return html.unescape(found[1])


@dataclass(frozen=True, slots=True)
class Browser:
    client: TestClient

    def get(self, path: str, *, follow: bool = True, **params: Any) -> Shown:
        return Shown(self.client.get(path, params=params or None, follow_redirects=follow))

    def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = True, **options: Any) -> Shown:
        headers = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
        return Shown(self.client.post(path, data=data, headers=headers, follow_redirects=follow, **options))

    def imported(self, text: str = ROUTER, name: str = "router.md") -> Shown:
        """The page of a document that is saved through the form."""
        page = self.post("/import", {"text": text, "name": name, "step": "save"})
        assert page.status == 200, page.text
        return page

    def filled(self, texts: dict[str, str]) -> None:
        """Documents stored without asking for a page each."""
        runtime = self.client.app.state.runtime  # type: ignore[attr-defined]
        incoming = [Incoming("test", name, text.encode(), "file") for name, text in texts.items()]
        assert not [r for r in import_all(runtime, SYSTEM, incoming) if isinstance(r, Failed)]
