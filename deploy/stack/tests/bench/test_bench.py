"""The benchmarks do the work that they time: each checks its own effects, and gives no figure otherwise."""

import pytest

from stack.bench import applications, events, load, pages, processes
from stack.bench.applications import CONCURRENCY
from stack.bench.command import benchmarks
from stack.bench.measure import Size
from stack.bench.place import Place, WorkNotDone, place
from stack.settings import isolated_settings

pytestmark = pytest.mark.integration
TINY = Size(rounds=1, warm_up=0, offers=300, versions=2, applications=32, catalogue=400, page_seconds=0.2)


@pytest.fixture(scope="module")
def here(tmp_path_factory, mongo_url, kafka_servers):
    settings = isolated_settings(tmp_path_factory.mktemp("bench"), mongo_url=mongo_url, kafka_servers=kafka_servers)
    with place(settings, TINY, "motor") as here:
        yield here


def test_every_benchmark_of_the_table_is_tried_here():
    assert benchmarks() == (events.events_applied, applications.applications, pages.offer_pages)


def test_every_event_of_the_topic_is_applied(here: Place):
    measured = events.events_applied(here)
    assert 0 < measured.ours[0].count <= 600
    assert 0 < measured.bare[0].count <= 600
    assert measured.ratio > 0


def test_a_state_that_is_missing_gives_no_figure(here: Place):
    with pytest.raises(WorkNotDone, match="0 newest states of 300"):
        here.run(events._require_newest(here, "vide"))


def test_every_je_postule_stores_a_candidature_and_its_event_and_so_does_the_baseline(here: Place):
    measured = applications.applications(here)
    assert [each.count for each in (*measured.ours, *measured.bare)] == [32, 32]


def test_pages_are_those_of_the_catalogue_and_the_constant_body_is_as_long(here: Place):
    measured = pages.offer_pages(here)
    assert measured.ours[0].count > CONCURRENCY
    assert measured.bare[0].count > CONCURRENCY


def test_answers_other_than_ok_are_not_counted_as_pages(here: Place):
    with processes.constant(here, b"{}") as port, pytest.raises(WorkNotDone, match="404"):
        here.run(pages._measure(here, port, [load.request("GET", "/ailleurs", "jeton")]))
