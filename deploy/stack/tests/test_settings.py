"""Settings come from ALIN_STACK_… variables, and tests never meet on a port."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from stack.settings import StackSettings, isolated_settings, port_fields, unreadable


def test_a_variable_moves_a_port(monkeypatch):
    monkeypatch.setenv("ALIN_STACK_GATEWAY_PORT", "9000")
    assert StackSettings().gateway_url == "http://127.0.0.1:9000"


def test_an_existing_mongodb_replaces_the_embedded_one(monkeypatch):
    monkeypatch.setenv("ALIN_STACK_MONGO_URL", "mongodb://db.example/?replicaSet=rs1")
    assert StackSettings().mongo_address == "mongodb://db.example/?replicaSet=rs1"


def test_isolated_settings_share_no_port_and_keep_the_downloads(tmp_path):
    settings = isolated_settings(tmp_path)
    ports = {getattr(settings, field) for field in port_fields()}
    assert len(ports) == len(port_fields())
    assert not ports & {getattr(StackSettings(), field) for field in port_fields()}
    assert settings.downloads == StackSettings().downloads


def test_what_cannot_be_a_port_is_told_with_its_variable():
    with pytest.raises(ValidationError) as failure:
        StackSettings(gateway_port="abc", smtp_port=70_000)  # type: ignore[arg-type]
    told = unreadable(failure.value)
    assert "ALIN_STACK_GATEWAY_PORT=abc" in told.message
    assert "ALIN_STACK_SMTP_PORT=70000" in told.message


def test_a_port_given_twice_is_refused_with_both_its_variables():
    with pytest.raises(ValidationError) as failure:
        StackSettings(gateway_port=8025)
    assert "ALIN_STACK_GATEWAY_PORT et ALIN_STACK_CONSOLE_PORT" in unreadable(failure.value).message


def test_a_command_with_a_wrong_variable_says_so_without_a_traceback(monkeypatch):
    monkeypatch.setenv("ALIN_STACK_KAFKA_PORT", "demain")
    run = subprocess.run([sys.executable, "-m", "stack", "infra"], capture_output=True, text=True)
    assert run.returncode == 1
    assert "ALIN_STACK_KAFKA_PORT=demain" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_the_password_of_a_given_mongodb_is_not_for_a_screen():
    given = StackSettings(mongo_url="mongodb://alin:se%40cret@db.example:27017,db2.example/?replicaSet=rs0")
    assert given.mongo_shown == "mongodb://db.example:27017,db2.example/?replicaSet=rs0"
    assert StackSettings().mongo_shown == StackSettings().mongo_address
