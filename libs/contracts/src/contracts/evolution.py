"""What may change in a published JSON Schema within a major: optional fields may be added, nothing else."""

from typing import Any

_WORDS = frozenset({"title", "description"})
Schema = dict[str, Any]


class RuptureDeContrat(ValueError):
    """A schema no longer says what was published; the message names each place."""


def verifier(ancien: Schema, nouveau: Schema) -> None:
    """Raise `RuptureDeContrat` unless `nouveau` is `ancien` with optional fields added."""
    places = _ruptures(ancien, nouveau, "$")
    for name, definition in ancien.get("$defs", {}).items():
        places += _ruptures(definition, nouveau.get("$defs", {}).get(name, {}), f"$defs.{name}")
    if places:
        raise RuptureDeContrat(", ".join(places))


def _ruptures(ancien: Schema, nouveau: Schema, place: str) -> list[str]:
    """Places where a field left, changed or became required. Words that no machine reads may change."""
    before, after = ancien.get("properties", {}), nouveau.get("properties", {})
    places = [
        f"{place}.{name}"
        for name, rule in before.items()
        if name not in after or _bare(rule) != _bare(after[name])  # a changed rule may refuse what was accepted
    ]
    if set(ancien.get("required", ())) != set(nouveau.get("required", ())):
        places.append(f"{place}.required")
    rest = {"properties", "required", "$defs"}
    if _without(_bare(ancien), rest) != _without(_bare(nouveau), rest):
        places.append(place)
    return places


def _bare(rule: Any) -> Any:
    if isinstance(rule, dict):
        return {name: _bare(value) for name, value in rule.items() if not (name in _WORDS and isinstance(value, str))}
    return [_bare(item) for item in rule] if isinstance(rule, list) else rule


def _without(rule: Schema, names: set[str]) -> Schema:
    return {name: value for name, value in rule.items() if name not in names}
