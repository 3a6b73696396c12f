"""Whole addresses, for what is copied or read elsewhere."""

from fastapi import Request


def absolute(request: Request, path: str) -> str:
    """Under the public address where one is set, else under the one that was asked for."""
    public: str = request.app.state.runtime.settings.public_url
    return (public or str(request.base_url).rstrip("/")) + path
