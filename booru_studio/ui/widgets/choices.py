"""What the form's lists hold: what the WebUIs have, or the saved defaults until one answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from booru_studio.services.backends import BackendState
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.choices import without_hash

Choice: TypeAlias = tuple[str, Any]  # what a person reads, what the request holds

AS_IT_IS: Choice = ("As the WebUI has it", "")
CLIP_SKIPS: list[Choice] = [("As the WebUI has it", 0), *((str(n), n) for n in range(1, 13))]
NOT_THERE = (
    "No WebUI answers yet, so the lists hold your saved defaults: "
    "start one with --api, then refresh the lists."
)


@dataclass(frozen=True, slots=True)
class FormChoices:
    """The lists by the request's field names; `hint` is a sentence, or "" when all is well."""

    lists: Mapping[str, list[Choice]]
    hint: str = ""

    def including(self, field: str, value: object) -> list[Choice]:
        """Return a list that holds `value`, wherever it came from: a server may miss it now."""
        known = self.lists[field]
        if value is None or any(value == choice for _, choice in known):
            return known
        return [*known, (str(value), value)]


def form_choices(states: Iterable[BackendState], defaults: Mapping[str, Any]) -> FormChoices:
    """Gather the lists of all WebUIs that answered once, in their own order.

    Args:
        defaults: request fields that are saved, for as long as there is no list.
    """
    servers = [state.capabilities for state in states if state.capabilities]
    lists = {
        "sampler_name": _merged(_samplers(server) for server in servers),
        "scheduler": _merged(_schedulers(server) for server in servers),
        "checkpoint": [AS_IT_IS, *_merged(_checkpoints(server) for server in servers)],
        "vae": [AS_IT_IS, *_merged(_vaes(server) for server in servers)],
        "hr_upscaler": [AS_IT_IS, *_merged(_upscalers(server) for server in servers)],
    }
    for field in lists:
        saved = defaults.get(field)
        if saved and not any(saved == choice for _, choice in lists[field]):
            lists[field].append((str(saved), saved))
    return FormChoices(lists, "" if servers else NOT_THERE)


def _samplers(server: Capabilities) -> list[Choice]:
    return [(sampler.name, sampler.name) for sampler in server.samplers]


def _schedulers(server: Capabilities) -> list[Choice]:
    return [(scheduler.label, scheduler.label) for scheduler in server.schedulers]


def _checkpoints(server: Capabilities) -> list[Choice]:
    # The title changes once the file is hashed, so what is kept is the title without its hash.
    titles = [without_hash(checkpoint.title) for checkpoint in server.checkpoints]
    return [(title, title) for title in titles]


def _vaes(server: Capabilities) -> list[Choice]:
    usual = () if server.has_modules else ("Automatic", "None")
    return [(name, name) for name in (*usual, *server.vaes)]


def _upscalers(server: Capabilities) -> list[Choice]:
    names = (*server.latent_upscale_modes, *server.upscalers)
    return [(name, name) for name in names if name != "None"]


def _merged(lists: Iterable[list[Choice]]) -> list[Choice]:
    return list(dict.fromkeys(choice for choices in lists for choice in choices))
