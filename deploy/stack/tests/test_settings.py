"""Settings come from ALIN_STACK_… variables, and tests never meet on a port."""

from stack.settings import StackSettings, isolated_settings, port_fields


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
