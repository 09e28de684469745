"""The architecture as the README tells it, walked over the syntax trees."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {"konferenz": set(), "teilnehmer": {"konferenz"}, "themen": {"konferenz", "teilnehmer"}}
# May name every app; nobody imports them.
COMPOSITION_ROOT = {"konferenz/settings.py", "konferenz/urls.py", "konferenz/asgi.py", "konferenz/wsgi.py"}
LAYERS = ["models", "services", "forms", "views"]
MAX_LINES = 500
SOURCES = sorted(
    path
    for app in MAY_IMPORT
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.relative_to(ROOT).parts
)


def imports(path: Path) -> set[str]:
    """Every module a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer(module: str) -> int | None:
    parts = module.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[1] in LAYERS else None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards(path):
    if str(path.relative_to(ROOT)) in COMPOSITION_ROOT:
        return
    app = path.relative_to(ROOT).parts[0]
    apps = {module.split(".")[0] for module in imports(path)} & set(MAY_IMPORT)
    assert apps - {app} - MAY_IMPORT[app] == set()
    roots = {file.removesuffix(".py").replace("/", ".") for file in COMPOSITION_ROOT}
    assert imports(path) & roots == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers_within_an_app_run_downwards(path):
    own = layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if own is None:
        return
    app = path.relative_to(ROOT).parts[0]
    higher = {m for m in imports(path) if m.split(".")[0] == app and (layer(m) or 0) > own}
    assert higher == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_500_lines(path):
    assert len(path.read_text().splitlines()) <= MAX_LINES


def test_no_signals_and_no_save_overrides():
    offenders = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"):
                offenders.append(f"{path.name}: signals")
            if isinstance(node, ast.ClassDef) and path.parent.name == "models":
                offenders += [
                    f"{path.name}: {node.name}.{item.name}"
                    for item in node.body
                    if isinstance(item, ast.FunctionDef) and item.name in {"save", "delete"}
                ]
    assert offenders == []


def test_weasyprint_is_never_imported_by_the_web_process():
    offenders = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any("weasyprint" in name for name in ([a.name for a in node.names] + [getattr(node, "module", "") or ""]))
    ]
    assert offenders == []


def test_psycopg_three_has_not_slipped_in():
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert is_psycopg3 is False
