"""What the page asks while a prompt is written, beside the endpoints."""

from typing import Any

from booru_studio.domain.prompt_tidy import tidy_prompt
from booru_studio.services.form_panels import form_panels
from booru_studio.ui.arguments import text, texts, whole
from booru_studio.ui.endpoints_prompt import PromptEndpoints


class PromptVerbs(PromptEndpoints):
    """Public methods are offered to the page alone, by their names in `PROMPT_VERBS`."""

    def tag_facts(self, names: list[str]) -> dict[str, Any]:
        """Tell category and number of posts of those names that are tags."""
        return self._services.kin.facts(texts("names", names))

    def similar_tags(self, name: str, limit: int = 20) -> list[dict[str, Any]]:
        """List tags that may stand for another one."""
        return self._services.kin.similar(text("name", name), whole("limit", limit, 1, 100))

    def tidy_prompt(self, prompt: str) -> dict[str, Any]:
        """Even out spaces, commas, doubled tags and booru spelling; the rest stays."""
        return {"prompt": tidy_prompt(text("prompt", prompt), self._services.kin.is_tag)}

    def form_panels(self) -> list[dict[str, Any]]:
        """List the form's further sections, and which of them the WebUIs can do."""
        return form_panels(backend.state for backend in self._services.backends)


PROMPT_VERBS = ("tag_facts", "similar_tags", "tidy_prompt", "form_panels")
