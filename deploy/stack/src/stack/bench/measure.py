"""Rounds, medians and ratios. A figure alone says little on a shared machine: the ratio of neighbouring rounds does."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Round:
    """`count` units of work done in `seconds`. Raises ValueError for a round that measured nothing."""

    count: int
    seconds: float

    def __post_init__(self) -> None:
        if self.count <= 0 or self.seconds <= 0:
            raise ValueError(f"nothing was measured: {self.count} in {self.seconds} s")

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours and the bare baseline, round by round: round n of one ran right before round n of the other."""

    what: str
    unit: str
    baseline: str
    ours: tuple[Round, ...]
    bare: tuple[Round, ...]

    @property
    def ours_per_second(self) -> float:
        return median(each.per_second for each in self.ours)

    @property
    def bare_per_second(self) -> float:
        return median(each.per_second for each in self.bare)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours / bare of each pair of rounds."""
        return tuple(a.per_second / b.per_second for a, b in zip(self.ours, self.bare, strict=True))

    @property
    def ratio(self) -> float:
        """Median of the pairs: a neighbour who takes the machine for a while spoils one pair, not the figure."""
        return median(self.ratios)

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "unit": self.unit,
            "baseline": self.baseline,
            "ours_per_second": round(self.ours_per_second, 1),
            "bare_per_second": round(self.bare_per_second, 1),
            "ratio": round(self.ratio, 4),
            "ratios": [round(each, 4) for each in self.ratios],
            "ours": [{"count": each.count, "seconds": round(each.seconds, 4)} for each in self.ours],
            "bare": [{"count": each.count, "seconds": round(each.seconds, 4)} for each in self.bare],
        }


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done. `warm_up` rounds run first and are forgotten."""

    rounds: int = 5
    warm_up: int = 1
    offers: int = 3000
    versions: int = 3
    """States of each offer in the topic: `offers` x `versions` events a round."""
    applications: int = 400
    """« Je postule » a round, each by another salarié."""
    catalogue: int = 10_000
    """Open offers that pages are drawn from."""
    page_seconds: float = 1.5

    @property
    def turns(self) -> int:
        return self.warm_up + self.rounds


Turn = Callable[[int], Round]
"""Does round n and says what it measured."""


def in_turns(ours: Turn, bare: Turn, size: Size) -> tuple[tuple[Round, ...], tuple[Round, ...]]:
    """Ours, bare, ours, bare…: what slows the machine slows both. The warm-up is left out."""
    pairs = [(ours(turn), bare(turn)) for turn in range(size.turns)][size.warm_up :]
    return tuple(a for a, _ in pairs), tuple(b for _, b in pairs)
