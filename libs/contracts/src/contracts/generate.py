"""Write what derives from the models: JSON Schemas, examples, AsyncAPI.

`python -m contracts.generate` writes, `--check` says what differs (exit 1) and writes nothing, `--publier` also keeps a
new revision of each schema that gained fields. This module alone needs PyYAML; a service never imports it.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from contracts import asyncapi, evolution
from contracts.envelope import Message
from contracts.exemples import EXEMPLES
from contracts.registry import MESSAGES

RACINE = Path(__file__).resolve().parents[2]
ENTETE = "# Written by `make generate` from contracts.registry. Do not edit.\n"
VERROU = Path("schemas/PUBLIES.sha256")
Fichiers = dict[Path, str]


def schema(message: type[Message]) -> dict[str, Any]:
    """The JSON Schema of a body as a reader sees it: fields with a default are optional."""
    found = message.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:alin:schema:{message.TYPE}",
        **found,
    }


def fichiers() -> Fichiers:
    """Every derived file but the published ones, by its path from `libs/contracts`."""
    text: Fichiers = {Path("asyncapi.yaml"): ENTETE + _yaml(asyncapi.document())}
    for kind, message in MESSAGES.items():
        text[Path(f"schemas/{kind}.json")] = _json(schema(message))
        text[Path(f"examples/{kind}.json")] = _json(EXEMPLES[kind].model_dump(mode="json", exclude_none=True))
    return text


def ecarts(racine: Path = RACINE) -> list[str]:
    """What differs between the models and the committed files, one sentence each; empty when nothing does."""
    expected = fichiers()
    wrong = [f"{path}: not up to date" for path, text in expected.items() if _lu(racine / path) != text]
    for folder in ("schemas", "examples"):
        stray = {path.relative_to(racine) for path in (racine / folder).glob("*.json")} - set(expected)
        wrong += [f"{path}: no message of that type" for path in sorted(stray)]
    return wrong + _publies_modifies(racine) + _ruptures(racine)


def revisions(kind: str, racine: Path = RACINE, dossier: str = "schemas") -> list[Path]:
    """The published files of a type, oldest first."""
    found = (racine / dossier / "publies").glob(f"{kind}.*.json")
    return sorted(found, key=lambda path: int(path.stem.rpartition(".")[2]))


def publier(racine: Path = RACINE) -> list[Path]:
    """Keep a new revision of each schema that changed, with its example, and lock it.

    Raises `evolution.RuptureDeContrat` when a change is more than an added optional field: that needs a new major.
    """
    if problems := _ruptures(racine):
        raise evolution.RuptureDeContrat("; ".join(problems))
    written: list[Path] = []
    for kind, message in MESSAGES.items():
        known = revisions(kind, racine)
        text = _json(schema(message))
        if known and known[-1].read_text(encoding="utf-8") == text:
            continue
        name = f"publies/{kind}.{len(known) + 1}.json"
        example = _json(EXEMPLES[kind].model_dump(mode="json", exclude_none=True))
        for path, content in ((Path("schemas", name), text), (Path("examples", name), example)):
            _ecrire(racine / path, content)
            written.append(path)
    _ecrire(racine / VERROU, "".join(f"{digest}  {path}\n" for path, digest in sorted(_empreintes(racine).items())))
    return written


def _empreintes(racine: Path) -> dict[str, str]:
    found = [path for folder in ("schemas", "examples") for path in (racine / folder / "publies").glob("*.json")]
    return {path.relative_to(racine).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def _publies_modifies(racine: Path) -> list[str]:
    lines = (_lu(racine / VERROU) or "").splitlines()
    locked = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    found = _empreintes(racine)
    names = sorted(path for path in locked.keys() | found.keys() if locked.get(path) != found.get(path))
    return [f"{path}: a published file was changed, added or removed by hand" for path in names]


def _ruptures(racine: Path) -> list[str]:
    wrong: list[str] = []
    for kind, message in MESSAGES.items():
        for path in revisions(kind, racine):
            try:
                evolution.verifier(json.loads(path.read_text(encoding="utf-8")), schema(message))
            except evolution.RuptureDeContrat as rupture:
                wrong.append(f"{path.name}: the published contract is broken at {rupture}")
    return wrong


def _lu(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _ecrire(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _yaml(value: Any) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120))


def main() -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="contracts.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a file differs")
    parser.add_argument("--publier", action="store_true", help="publish the schemas that gained fields")
    options = parser.parse_args()
    if not options.check:
        for path, text in fichiers().items():
            _ecrire(RACINE / path, text)
    if options.publier:
        publier()
    wrong = ecarts()
    sys.stdout.write("".join(f"{sentence}\n" for sentence in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
