"""The simulator as a process: killed, it comes back with what it had accepted; its calls join the traces."""

import os
import signal
import time
import uuid

import httpx
import pytest

from stack.background import background
from stack.console.part import ConsolePart
from stack.registre.part import RegistrePart

TRACE = uuid.uuid4().hex


def until(condition, seconds=30.0):
    """The first true answer of `condition`, which may fail to connect meanwhile."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            if answer := condition():
                return answer
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s")


def radiation(client: httpx.Client, numero: str, reference: str) -> httpx.Response:
    corps = {"numeroUnique": numero, "motif": "ATTRIBUTION", "dateBail": "2026-11-30", "reference": reference}
    return client.post("/national/radiation", json=corps, headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})


def test_a_radiation_survives_kill_9_and_its_span_is_in_the_callers_trace(settings):
    with (
        background(settings, [[ConsolePart(settings), RegistrePart(settings)]]) as supervisor,
        httpx.Client(base_url=settings.registre_url, trust_env=False, timeout=10) as registre,
    ):
        le_sien = registre.get("/pilotage/demandes/jean-dupont").json()["numeroUnique"]
        assert radiation(registre, le_sien, "reference-1").json() == {"etat": "RADIEE"}
        trace = until(
            lambda: httpx.get(f"{settings.console_url}/api/traces/{TRACE}", trust_env=False).json().get("spans")
        )
        assert [span["service"] for span in trace] == ["registre"]
        assert le_sien not in str(trace)

        killed = supervisor.pid_of("registre")
        os.kill(killed, signal.SIGKILL)
        assert until(lambda: supervisor.pids.get("registre", killed) != killed)
        assert until(lambda: radiation(registre, le_sien, "reference-1").status_code == 200)
        assert radiation(registre, le_sien, "reference-2").status_code == 409
    journal = (settings.logs / "registre.log").read_text(encoding="utf-8")
    assert "radiation" in journal
    assert le_sien not in journal
