"""What the setup page asks: what is ready and what is not."""

from dataclasses import asdict
from typing import Any

from booru_studio.bootstrap import Services


class SetupVerbs:
    """Public methods are offered to the page alone, by their names in `SETUP_VERBS`."""

    _services: Services

    def checkup(self) -> dict[str, Any]:
        """Tell what is ready and what is not, and what to do about it."""
        return {"findings": [asdict(each) for each in self._services.checkup.findings()]}


SETUP_VERBS = ("checkup",)
