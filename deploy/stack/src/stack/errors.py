"""What can stop the stack from running, said so that the reader knows what to do next."""


class StackError(Exception):
    """A condition that a person has to repair. `advice` is one French sentence that says how."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.advice}"


class BadSetting(StackError):
    """A variable of the environment cannot be what it says."""


class UnsuitableMachine(StackError):
    """A wheel's binary does not fit this machine, or lacks a shared library."""


class DownloadFailed(StackError):
    """A Kafka jar could not be had, or is not the one that was pinned."""


class PortTaken(StackError):
    """Another program listens where a part of the stack has to."""


class AlreadyRunning(StackError):
    """Another stack runs on the same data folder."""


class UnusableFolder(StackError):
    """The data folder cannot be written."""


class Unreachable(StackError):
    """A MongoDB or a Kafka that was given does not answer, or cannot serve the platform."""


class StartFailed(StackError):
    """A part did not become ready in its time."""
