"""What is written down when something fails: where and what kind, never whose."""

import json
import logging

from pydantic import BaseModel

from chassis import telemetry

QUI = "-".join(("KOWALTCHENKO", "26317"))
"""Put together here: the frames of a traceback show the lines of the source."""


class Declaration(BaseModel):
    revenu: int


def declare() -> None:
    try:
        Declaration.model_validate({"revenu": QUI})
    except ValueError as error:
        raise RuntimeError(f"au sujet de {QUI}") from error


def test_a_traceback_says_where_and_which_error_but_not_what_it_quotes(capsys):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    telemetry.setup_logs("toy", "INFO")
    try:
        declare()
    except RuntimeError:
        logging.getLogger("toy").exception("declaration failed")
    finally:
        root.handlers[:], root.level = before
    written = capsys.readouterr().out
    line = json.loads(written)
    assert QUI not in written
    assert "builtins.RuntimeError" in line["exc_info"]
    assert "ValidationError" in line["exc_info"]
    assert "in declare" in line["exc_info"]
    assert (line["service"], line["message"], line["level"]) == ("toy", "declaration failed", "ERROR")
