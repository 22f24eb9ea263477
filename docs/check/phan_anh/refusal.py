"""Why something is not taken: always one of the stable codes of the protocol."""


class Refused(Exception):
    """Refused with a stable code."""

    def __init__(self, code: str, why: str = ""):
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code
