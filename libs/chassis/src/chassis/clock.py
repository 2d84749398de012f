"""The time, as every service reads it. Tests and the stack can move it; production cannot."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Clock:
    """System time plus an offset: one given here, and one read from a file that several processes share."""

    file: Path | None = None
    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """This instant, aware, in UTC, to the millisecond (what MongoDB keeps)."""
        instant = datetime.now(UTC) + self.offset + self._shared()
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def today(self) -> date:
        """The date in Paris."""
        return self.now().astimezone(PARIS).date()

    def avance(self, delta: timedelta) -> None:
        """Move this process's clock."""
        self.offset += delta

    def _shared(self) -> timedelta:
        if self.file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self.file.read_text()))
        except FileNotFoundError:
            return timedelta()
