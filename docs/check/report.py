"""What the check says: one line per fact, and whether any of them failed."""

import traceback
from collections.abc import Callable


class Report:
    """Runs facts by name, prints how each went and counts."""

    def __init__(self):
        self.held = 0
        self.failed = 0

    def fact(self, name: str, check: Callable[[], object]) -> bool:
        """Runs `check`; whatever it raises is a failure with its reason."""
        try:
            check()
        except Exception as error:  # each fact stands alone: one that fails must not hide the next
            self.failed += 1
            print(f"FAILED  {name}: {reason(error)}")
            return False
        self.held += 1
        print(f"ok      {name}")
        return True

    def facts(self, of: str, steps: list[tuple[str, Callable[[], object]]]) -> bool:
        """Steps of which each needs the one before it."""
        return all(self.fact(f"{of}: {name}", step) for name, step in steps)

    def end(self) -> int:
        """The last line and the exit code."""
        print(f"{self.held} held, {self.failed} failed")
        return 1 if self.failed or not self.held else 0


def reason(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({place.name}, line {place.lineno})"


def same(got, wanted, what: str = "") -> None:
    """Fails unless both are equal."""
    if got != wanted:
        raise AssertionError(f"{what or 'got'} {brief(got)} instead of {brief(wanted)}")


def brief(value) -> str:
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def refused(code: str, work: Callable[[], object]) -> None:
    """Fails unless `work` is refused with this code."""
    from phan_anh.refusal import Refused

    try:
        work()
    except Refused as refusal:
        same(refusal.code, code, "code")
        return
    raise AssertionError(f"not refused, though {code} was due")
