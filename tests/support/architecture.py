"""The house's rules as checks over parsed modules: each takes them all and returns one line for every fault.

`Modules` maps a dotted name to the parsed source, so that a test can hand in a house of its own.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

Modules = dict[str, ast.Module]

#: What each part of app/ may import of app/: the floors. `*` sees everything, which wiring alone needs.
_BELOW_HTTP = frozenset({"domain", "ingest", "search", "store", "outbound", "usecases"})
_BELOW_DOORS = _BELOW_HTTP | {"http"}
MAY_IMPORT: dict[str, frozenset[str]] = {
    "domain": frozenset(),
    "ingest": frozenset({"domain"}),
    "search": frozenset({"domain"}),
    "store": frozenset({"domain"}),
    "outbound": frozenset({"domain"}),
    "usecases": frozenset({"domain", "ingest", "search", "store", "outbound"}),
    "config": frozenset({"domain"}),
    "runtime": frozenset({"domain", "config", "search", "store"}),
    "http": _BELOW_HTTP | {"config", "runtime"},
    "api": _BELOW_DOORS,
    "web": _BELOW_DOORS,
    "cli": _BELOW_DOORS | {"config", "runtime", "logs", "main", "watching", "scheduled"},
    "logs": frozenset({"domain"}),
    "watching": frozenset({"domain", "usecases", "runtime"}),
    "scheduled": frozenset({"domain", "usecases", "runtime"}),
    "main": frozenset({"*"}),
    "__main__": frozenset({"cli"}),
}
#: What of the outside only these parts may import.
ONLY_IN = {
    "fastapi": {"main", "http", "api", "web"},
    "starlette": {"main", "http", "api", "web"},
    "typer": {"cli"},
    "whoosh": {"search"},
    "tantivy": {"search"},
    "alembic": {"store"},
}
#: Floor 0 knows no SQL, no files, no network, no processes and no clock.
IMPURE = frozenset(
    {"os", "io", "pathlib", "shutil", "tempfile", "glob", "sqlite3", "socket", "ssl", "http", "subprocess"}
    | {"threading", "asyncio", "time", "random"}
)
_CLOCK = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")
_VAGUE_NAMES = frozenset({"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"})
_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "head", "route", "api_route"})
#: Leaks or lies in the pinned Whoosh; see docs/decisions.
_WHOOSH_TRAPS = frozenset({"BufferedWriter", "AsyncWriter", "TimeLimitCollector"})
MODULE_LINES, FUNCTION_LINES, FUNCTION_MEDIAN, FUNCTION_P90 = 250, 60, 10, 30

Function = ast.FunctionDef | ast.AsyncFunctionDef


def room(module: str) -> str:
    """`app.store.tables.actions` -> `store`; the package itself -> ''."""
    return [*module.split("."), ""][1]


def functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imports(module: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every dotted name that is imported, `from a import b` as `a.b`, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([base] if base else [])])
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def floors(modules: Modules) -> list[str]:
    faults = []
    for name, tree in modules.items():
        own = room(name)
        if not own:
            continue
        if own not in MAY_IMPORT:
            faults.append(f"{name}: {own} is no room of the house")
            continue
        allowed = MAY_IMPORT[own] | {own}
        for target, line in imports(name, tree):
            other = room(target)
            if target.startswith("app.") and "*" not in allowed and other not in allowed:
                faults.append(f"{name}:{line} {own} may not import {other}")
    return faults


def outside_kept_out(modules: Modules) -> list[str]:
    return [
        f"{name}:{line} {target.split('.')[0]} belongs in {', '.join(sorted(ONLY_IN[target.split('.')[0]]))}"
        for name, tree in modules.items()
        for target, line in imports(name, tree)
        if room(name) not in ONLY_IN.get(target.split(".")[0], {room(name)})
    ]


def pure_domain(modules: Modules) -> list[str]:
    allowed = (sys.stdlib_module_names - IMPURE) | {"app", "pydantic", "pydantic_core"}
    faults = []
    for name, tree in modules.items():
        if room(name) != "domain":
            continue
        for target, line in imports(name, tree):
            if target.split(".")[0] not in allowed or target.startswith("urllib.request"):
                faults.append(f"{name}:{line} the domain may not import {target}")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(_CLOCK):
                faults.append(f"{name}:{node.lineno} the domain has no clock: pass the time in")
    return faults


def no_cycles(modules: Modules) -> list[str]:
    graph: dict[str, set[str]] = {}
    for name, tree in modules.items():
        targets = {target for target, _ in imports(name, tree)}
        known = {t if t in modules else t.rpartition(".")[0] for t in targets}
        graph[name] = {t for t in known if t in modules and t != name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        return ["import cycle: " + " -> ".join(exc.args[1])]
    return []


def no_hidden_imports(modules: Modules) -> list[str]:
    return [
        f"{name}:{node.lineno} {function.name} imports inside a function"
        for name, tree in modules.items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ] + [
        f"{name}:{line} only the command line loads modules by name"
        for name, tree in modules.items()
        if room(name) != "cli"
        for target, line in imports(name, tree)
        if target == "importlib" or target.startswith("importlib.import_module")
    ]


def clear_names(modules: Modules) -> list[str]:
    return [f"{name} says nothing of what is in it" for name in modules if _VAGUE_NAMES & set(name.split("."))]


def module_sizes(lines: dict[str, int]) -> list[str]:
    return [f"{name} has {n} lines, over {MODULE_LINES}" for name, n in lines.items() if n > MODULE_LINES]


def function_sizes(modules: Modules) -> list[str]:
    sizes = {f"{name}.{f.name}": length(f) for name, tree in modules.items() for f in functions(tree)}
    faults = [f"{name} has {n} lines, over {FUNCTION_LINES}" for name, n in sizes.items() if n > FUNCTION_LINES]
    if len(sizes) < 2:
        return faults
    median = statistics.median(sizes.values())
    p90 = statistics.quantiles(sizes.values(), n=10)[8]
    if median > FUNCTION_MEDIAN:
        faults.append(f"half of all functions have more than {median:g} lines, over {FUNCTION_MEDIAN}")
    if p90 > FUNCTION_P90:
        faults.append(f"a tenth of all functions have more than {p90:g} lines, over {FUNCTION_P90}")
    return faults


def _is_route(function: Function) -> bool:
    calls = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in _ROUTES for call in calls)


def handlers_are_sync(modules: Modules) -> list[str]:
    """The database is synchronous: one `async def` over it holds up every request."""
    return [
        f"{name}:{function.lineno} async def {function.name}"
        for name, tree in modules.items()
        for function in functions(tree)
        if isinstance(function, ast.AsyncFunctionDef)
        and function.name != "healthz"
        and (_is_route(function) or room(name) not in ("main", "http"))
    ]


def only_the_command_line_prints(modules: Modules) -> list[str]:
    return [
        f"{name}:{node.lineno} prints"
        for name, tree in modules.items()
        if room(name) != "cli"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def whoosh_traps(modules: Modules) -> list[str]:
    """A refreshed searcher still returns deleted documents; the buffered writers lose or hold back writes."""
    faults = []
    for name, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "refresh":
                if room(name) == "search" or "searcher" in ast.unparse(node.value).lower():
                    faults.append(f"{name}:{node.lineno} refreshes a searcher")
            elif isinstance(node, ast.Name) and node.id in _WHOOSH_TRAPS:
                faults.append(f"{name}:{node.lineno} uses {node.id}")
    return faults
