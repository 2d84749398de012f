"""Fixtures of every folder of tests (a real MongoDB, a real Apache Kafka, the whole platform), and who runs what."""

from pathlib import PurePath

import pytest

pytest_plugins = ["chassis.testing", "stack.testing"]
LONGEST_FIRST = ("tests", "deploy", "services", "libs")
PLATFORM = "plateforme"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several processes, one alone has the whole platform, and a file stays in one; the longest begin first."""
    if not hasattr(config, "workerinput"):
        return
    items.sort(key=lambda item: (not _needs_platform(item), LONGEST_FIRST.index(PurePath(item.nodeid).parts[0])))
    for item in items:
        group = PLATFORM if _needs_platform(item) else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


def _needs_platform(item: pytest.Item) -> bool:
    return PLATFORM in getattr(item, "fixturenames", ())
