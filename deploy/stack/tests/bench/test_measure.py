"""What the table says of the rounds."""

import json

import pytest

from stack.bench.command import report, table
from stack.bench.load import during, request
from stack.bench.measure import Comparison, Round, Size, Turn, in_turns


def comparison(ours: list[int], bare: list[int]) -> Comparison:
    """Rounds of one second each, of that many units."""
    return Comparison(
        "Dépôts", "dépôts", "à nu", tuple(Round(n, 1.0) for n in ours), tuple(Round(n, 1.0) for n in bare)
    )


def test_a_round_says_how_much_it_did_a_second():
    assert Round(300, 1.5).per_second == 200


@pytest.mark.parametrize(("count", "seconds"), [(0, 1.0), (10, 0.0)])
def test_a_round_that_did_nothing_is_no_measure(count, seconds):
    with pytest.raises(ValueError, match="nothing was measured"):
        Round(count, seconds)


def test_the_figures_are_medians_so_that_one_bad_round_does_not_count():
    one = comparison([100, 110, 3], [200, 1, 210])
    assert (one.ours_per_second, one.bare_per_second) == (100, 200)


def test_the_ratio_compares_neighbouring_rounds():
    """The machine was three times slower in the second pair, for both: the ratio does not move."""
    one = comparison([100, 33, 99], [200, 66, 198])
    assert one.ratios == (0.5, 0.5, 0.5)
    assert one.ratio == 0.5


def test_ours_and_bare_alternate_and_the_warm_up_is_forgotten():
    done: list[str] = []

    def turn(who: str) -> Turn:
        def do(number: int) -> Round:
            done.append(f"{who}{number}")
            return Round(number + 1, 1.0)

        return do

    ours, bare = in_turns(turn("a"), turn("b"), Size(rounds=2, warm_up=1))
    assert done == ["a0", "b0", "a1", "b1", "a2", "b2"]
    assert [each.count for each in ours] == [each.count for each in bare] == [2, 3]


def test_the_report_can_be_kept_as_json_with_every_round():
    kept = json.loads(json.dumps(report([comparison([100, 200], [400, 400])], "motor")))
    assert kept["comparisons"][0]["ratios"] == [0.25, 0.5]
    assert kept["comparisons"][0]["ratio"] == 0.375
    assert [each["count"] for each in kept["comparisons"][0]["ours"]] == [100, 200]
    assert kept["machine"]["cores"] >= 1


def test_the_table_has_a_line_per_comparison():
    assert table([comparison([100], [400]), comparison([1], [2])]).row_count == 2


def test_a_request_announces_its_body():
    sent = request("POST", "/chemin", "jeton", {"offre_id": "é"})
    head, body = sent.split(b"\r\n\r\n")
    assert head.startswith(b"POST /chemin HTTP/1.1\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"Authorization: Bearer jeton" in head


def test_requests_are_repeated_until_the_time_is_over():
    assert len(list(during(0.01, [b"a"]))) > 1
    assert list(during(-1, [b"a"])) == []
