"""What helps to write a prompt: templates, trees, completions, LoRAs."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.domain.request_fields import SEED_LIMIT
from booru_studio.ui.arguments import text, whole

MOST_PROMPTS = 1000  # of one preview


class PromptEndpoints:
    """One public method for each endpoint; its name is the endpoint's."""

    _services: Services

    def expand(
        self,
        template: str,
        seed: int = 0,
        count: int = 1,
        mode: str = "random",
        offset: int = 0,
    ) -> dict[str, Any]:
        """Expand a template without queueing it; `leaves` is how many prompts it can become.

        Args:
            template: a prompt with {a|b} and __wildcards__.
            seed: the same seed gives the same prompts.
            count: how many prompts, 1 to 1000.
            mode: "random", or "combinatorial" for one after the other.
            offset: in combinatorial mode, how many to pass over.
        """
        preview = self._services.wildcards.preview(
            text("template", template),
            whole("seed", seed, 0, SEED_LIMIT - 1),
            whole("count", count, 1, MOST_PROMPTS),
            text("mode", mode),
            whole("offset", offset, 0, 10**30),
        )
        return {
            "prompts": list(preview.prompts),
            "leaves": preview.leaves,
            "diagnostics": [dict(remark) for remark in preview.diagnostics],
        }

    def prompt_tree(
        self,
        template: str,
        node: str = "",
        action: str = "list",
        values: list[str] = [],  # noqa: B006  read only
        name: str = "",
        seed: int = 0,
        offset: int = 0,
        limit: int = 200,
        query: str = "",
    ) -> dict[str, Any]:
        """Show a template's choices as a tree, or edit one of them; `template` is the new text.

        `action` is one of list, pick, some, expand, collapse, reroll, lock and extract.

        Args:
            template: a prompt with {a|b} and __wildcards__.
            node: the id of a node, from the answer before; "" for the whole.
            action: list, pick, some, expand, collapse, reroll, lock or extract.
            values: the values to pick.
            name: what the wildcard to be made by extract is called.
            seed: what is drawn with, for reroll and lock.
            offset: how many children to pass over.
            limit: how many children, 1 to 200.
            query: only children in which this stands.
        """
        return self._services.trees.answer(
            template,
            node=node,
            action=action,
            values=values,
            name=name,
            seed=seed,
            offset=offset,
            limit=limit,
            query=query,
        )

    def autocomplete(self, text: str, caret: int, limit: int = 20) -> dict[str, Any]:
        """Suggest tags, LoRAs, wildcards and their values at a caret; `start` to `end` is replaced.

        `caret` counts characters, not UTF-16 units.

        Args:
            text: the whole prompt.
            caret: where the caret stands in it, in characters.
            limit: how many suggestions, 1 to 100.
        """
        return self._services.autocomplete.complete_json(text, caret, limit)

    def random_loras(self, options: dict[str, Any] = {}, seed: int = 0) -> dict[str, Any]:  # noqa: B006
        """Draw LoRAs by the options of the randomiser; the same seed draws the same.

        Args:
            options: what to draw from and how many; {} is what the page begins with.
            seed: the same seed draws the same.
        """
        return self._services.loras.random_loras(options, seed)

    def generate_lora_wildcard(
        self,
        folder: str = "",
        pattern: str = "*",
        weight: str = "preferred",
        triggers: str = "first",
        format: str = "txt",  # noqa: A002  the contract's name
        write: bool = False,
    ) -> dict[str, Any]:
        """Make wildcard files of the LoRA folders; without `write` only shows them.

        Args:
            folder: a folder of LoRAs; "" for all.
            pattern: names, where * and ? stand for any letters.
            weight: preferred, or a number such as 0.8.
            triggers: which trigger words come along: first, all, lines, variants or none.
            format: txt, per_lora or yaml.
            write: whether to write the files; without it they are only shown.
        """
        return self._services.loras.generate_lora_wildcard(
            folder, pattern, weight, triggers, format, write
        )
