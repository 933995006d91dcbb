"""The house keeps its order: which way imports run, what tests may not do, what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UPSTAIRS = {
    "graph": {"harvest", "web", "citewalk"},
    "harvest": {"web", "citewalk"},
    "web": {"citewalk"},
}
OURS = ("graph", "harvest", "web", "citewalk")
MACHINE_PATH = re.compile(r"""(?<![\w.])/(?:root|work|farm|home/\w+|Users/\w+|tmp/\w+)/""")


def kept_files(*patterns: str) -> list[Path]:
    """Files of the repository, new ones included, without those that are ignored."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("this is not a git checkout")
    return [path for name in found.stdout.splitlines() if (path := ROOT / name).is_file()]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


@pytest.mark.parametrize("package", UPSTAIRS)
def test_imports_run_one_way(package: str) -> None:
    up = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in (ROOT / package).rglob("*.py")
        for line, name in imported(path)
        if name.split(".")[0] in UPSTAIRS[package]
    ]
    assert up == []


def test_no_package_imports_the_tests() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for package in OURS
        for path in (ROOT / package).rglob("*.py")
        for line, name in imported(path)
        if name.split(".")[0] in {"tests", "pytest", "hypothesis"}
    ]
    assert wrong == []


def test_no_test_patches_names_of_ours() -> None:
    patches = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and patches_ours(node)
    ]
    assert patches == []


def patches_ours(call: ast.Call) -> bool:
    """`patch("graph.x")`, `mocker.patch.object(...)`, `monkeypatch.setattr("harvest.y", ...)` and the like."""
    name = ast.unparse(call.func)
    if re.search(r"\bpatch(\.object|\.dict)?$", name):
        return "environ" not in ast.unparse(call)
    first = call.args[0] if call.args else None
    return name.endswith(".setattr") and isinstance(first, ast.Constant) and str(first.value).split(".")[0] in OURS


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in kept_files()
        if path.suffix not in {".png", ".gz", ".woff2", ".ico"}
        and "vendor" not in path.parts
        and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_every_package_and_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for package in OURS
        for path in (ROOT / package).rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
