"""docs/regles.md stays true: each module and each test it names exists, and each test names the source of its rule."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "regles.md"
SOURCE = re.compile(r"#\d|[RL]\. \d+(?:-\d+)*|2019-1378|23 mars 2015|29 juillet 1987|domain")
"""A section of the guide, an article, a text, or « domain »: as the table and docstrings cite them."""
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One rule. `tests` are `path::name`, `modules` dotted names."""

    rule: str
    source: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


def rows() -> list[Row]:
    lines = [
        line.strip("| ").split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines() if "::test_" in line
    ]
    return [
        Row(rule, source, tuple(CODE.findall(where)), tuple(CODE.findall(tests)))
        for rule, source, where, tests in lines
    ]


ROWS = rows()
NAMED = sorted({(test, row.source) for row in ROWS for test in row.tests})


@cache
def docstrings(path: str) -> dict[str, str]:
    """Of each test function of a file; of the file, for a test that cites nothing itself."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    own = {f.name: ast.get_docstring(f) or "" for f in functions}
    return {name: text if cited(text) else ast.get_docstring(tree) or "" for name, text in own.items()}


def cited(text: str) -> set[str]:
    return set(SOURCE.findall(text.replace("Domain", "domain")))


def test_the_table_holds_the_rules_of_every_section_of_the_guide():
    assert len(ROWS) > 100
    assert {f"#{n}" for n in range(7)} <= {source for row in ROWS for source in cited(row.source)}
    assert len({row.rule for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("module", sorted({module for row in ROWS for module in row.modules}))
def test_each_module_of_the_table_exists(module):
    assert find_spec(module)


@pytest.mark.parametrize(("test", "source"), NAMED, ids=[f"{test} ({source})" for test, source in NAMED])
def test_each_test_of_the_table_exists_and_names_its_source(test, source):
    path, _, name = test.partition("::")
    assert name in docstrings(path), f"{test} does not exist"
    assert cited(docstrings(path)[name]) & cited(source), f"{test} does not name {source}"
