"""What every test may rely on: real components started here, nothing reached beyond this machine.

Nothing is skipped for want of a component: a test whose component is missing fails and says what to install.
SKIP=postgres,browser deselects the tests with these markers, and the last line says so.
"""

import gc
import ipaddress
import os
import socket
from collections.abc import Callable
from typing import Any

import pytest
from components import Refused, skipped
from hypothesis import HealthCheck, settings
from support.ports import unused_port

pytest_plugins = [
    "support.postgres",
    "support.browser",
    "support.databases",
    "support.application",
    "support.smtp",
    "support.receiver",
]

settings.register_profile("dev", max_examples=50, deadline=1000)
settings.register_profile("ci", max_examples=200, deadline=None, print_blob=True, database=None)
settings.register_profile(
    "thorough", max_examples=5000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
_CI = os.environ.get("CI") == "true"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if _CI else "dev"))

_left_out: dict[str, int] = {}


def pytest_configure() -> None:
    """The settings of whoever runs the tests must not reach them."""
    for name in [n for n in os.environ if n.startswith("AFTERCARE_")] + ["PORT"]:
        os.environ.pop(name, None)
    try:
        _left_out.update(dict.fromkeys(sorted(skipped()), 0))
    except Refused as exc:
        raise pytest.UsageError(str(exc)) from exc
    # No audit hook: under coverage a Python 3.11 with one cannot start two threads at once (CPython issue 98257).
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _on_this_machine(getattr(socket.socket, name)))


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: to look through it again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _on_this_machine(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def connect_here(self: socket.socket, address: Any) -> Any:
        inside = not isinstance(address, tuple) or address[0] == "localhost"  # no tuple: a Unix socket
        if not inside and not ipaddress.ip_address(address[0]).is_loopback:
            raise PermissionError(f"a test reached for {address[0]}: tests stay on the loopback interface")
        return connect(self, address)

    return connect_here


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)
        # Both go through lines that other tests go through too, and tracing takes two fifths of the time again.
        if item.get_closest_marker("browser") or item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.no_cover)
    chosen = [item for item in items if not _is_left_out(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    # Playwright's loop keeps running in the main thread once started; after it no test could run its own.
    items[:] = sorted(chosen, key=lambda item: item.get_closest_marker("browser") is not None)


def _is_left_out(item: pytest.Item) -> bool:
    names = [name for name in _left_out if item.get_closest_marker(name)]
    for name in names:
        _left_out[name] += 1
    return bool(names)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's own closing line, so that nobody takes such a run for a whole one."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if _left_out and reporter:
        counts = ", ".join(f"{name} ({count} tests)" for name, count in _left_out.items())
        reporter.write_line(f"Left out, as SKIP asked: {counts}")


@pytest.fixture
def free_port() -> int:
    """A loopback port that nobody listens on now."""
    return unused_port()
