"""What the page tells those who would rather write a script."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.ui.api_examples import EXAMPLES, beginning

ADDRESS = "ADDRESS"  # the page puts its own in this one's place


class ApiVerbs:
    """Public methods are offered to the page alone, by their names in `API_VERBS`."""

    _services: Services

    def api_examples(self) -> dict[str, Any]:
        """Give a call of each endpoint to be copied, and what it does."""
        settings = self._services.settings
        return {
            "address": ADDRESS,
            "beginning": beginning(ADDRESS, with_login=settings.login is not None),
            "mcp": settings.mcp,
            "examples": [
                {
                    "endpoint": each.endpoint,
                    "about": (getattr(self, each.endpoint).__doc__ or "").partition("\n")[0],
                    "python": each.python(),
                    "curl": each.curl(),
                }
                for each in EXAMPLES
            ],
        }


API_VERBS = ("api_examples",)
