"""The API as a program sees it: short calls, and documents to send."""

import json
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

ROUTER = """# Core router reload

Severity: SEV2
Services: edge, dns

## Summary

The core router reloaded and nobody could reach anything for sixteen minutes.

## Timeline

- 2024-05-01 09:58 UTC: the core router reloads
- 2024-05-01 10:14 UTC: traffic is back

## Root cause

The firmware has a memory leak.

## Action items

- [ ] Alert on router uptime (@maria, due 2024-06-01)
- [x] Ask the vendor for a fix
"""


@dataclass(frozen=True, slots=True)
class Api:
    client: TestClient

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(f"/api/v1{path}", follow_redirects=False, **options)

    def read(self, path: str, **params: Any) -> Any:
        """The JSON of a read that must succeed."""
        response = self.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def send(self, method: str, path: str, *, match: str | None = None, **options: Any) -> Response:
        """`json` is sent in ASCII, so that a test can send half a surrogate pair as an escape."""
        headers = {**({"If-Match": match} if match else {}), **options.pop("headers", {})}
        if "json" in options:
            options["content"] = json.dumps(options.pop("json"))
            headers["Content-Type"] = "application/json"
        return self.client.request(method, f"/api/v1{path}", headers=headers, **options)

    def markdown(self, method: str, path: str, text: str | bytes, **options: Any) -> Response:
        return self.send(method, path, content=text, headers={"Content-Type": "text/markdown"}, **options)

    def posted(self, text: str = ROUTER, path: str = "router.md") -> dict[str, Any]:
        """The one postmortem of a document that is imported."""
        response = self.markdown("POST", f"/postmortems?path={path}", text)
        assert response.status_code in (200, 201), response.text
        found: dict[str, Any] = response.json()["postmortems"][0]
        return found

    def action(self, **fields: Any) -> dict[str, Any]:
        response = self.send("POST", "/action-items", json={"text": "Write the runbook", **fields})
        assert response.status_code == 201, response.text
        made: dict[str, Any] = response.json()
        return made

    def move(self, action: dict[str, Any], to: str, **fields: Any) -> Response:
        path = f"/action-items/{action['key']}/transitions"
        return self.send("POST", path, match=action["etag"], json={"to": to, **fields})


def problem(response: Response, status: int) -> dict[str, Any]:
    """The problem that the answer must be."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["detail"]
    return body
