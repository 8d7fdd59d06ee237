"""What is ready and what is not, with what to do: for a newcomer's first look, and later ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from booru_studio.boorus.base import Booru
from booru_studio.services.autocomplete_tables import TagListState
from booru_studio.services.backends import Backend

Mark = Literal["good", "open", "bad"]  # ready, could be better, in the way
_FEW_TAGS = 20_000  # of a list that is no whole site's


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, with one sentence on it."""

    name: str
    label: str
    mark: Mark
    sentence: str
    action: str = ""  # what the page can do about it: “fetch-tags”, “scan-loras”, “interrogators”


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """Looks at everything without asking anybody; all of it is known here already."""

    backends: Sequence[Backend]
    boorus: Mapping[str, Booru]
    interrogators: Callable[[], Mapping[str, Any]]
    wildcards: Callable[[], int]
    loras: Callable[[], int]
    tags: Callable[[], TagListState]

    def findings(self) -> list[Finding]:
        """Return what there is to say, in the order a newcomer needs it."""
        return [
            *self._webuis(),
            *self._sites(),
            self._interrogation(),
            self._tag_list(),
            self._wildcards(),
            self._loras(),
        ]

    def _webuis(self) -> Iterator[Finding]:
        for backend in self.backends:
            state = backend.state
            known = state.capabilities
            name = known.flavour if known else "WebUI"
            if state.reachable:
                sentence = f"{name} answers at {state.url}, with {state.checkpoint or 'a model'}."
                yield Finding("webui", "WebUI", "good", sentence)
            else:
                yield Finding("webui", "WebUI", "bad", f"{state.url}: {state.detail}")

    def _sites(self) -> Iterator[Finding]:
        for site in self.boorus.values():
            reason = site.unavailable()
            yield Finding(
                f"booru-{site.name}",
                site.label,
                "open" if reason else "good",
                reason or f"{site.label} can be asked.",
            )

    def _interrogation(self) -> Finding:
        listed = self.interrogators()["interrogators"]
        ready = [each for each in listed if each["state"] == "ready"]
        here = [each for each in ready if not each["sends_image_away"]]
        if here:
            sentence = f"{here[0]['label']} can look at pictures without sending them away."
            return Finding("interrogator", "Interrogation", "good", sentence, "interrogators")
        sentence = (
            "No model is on this machine: download one, so that posts with few tags can be "
            "recreated well."
        )
        if ready:
            sentence += f" {ready[0]['label']} can be asked, which sends it the picture."
        return Finding("interrogator", "Interrogation", "open", sentence, "interrogators")

    def _tag_list(self) -> Finding:
        state = self.tags()
        if state.doing:
            return Finding(
                "tags", "Autocomplete", "open", f"{state.tags:,} tags; a fuller list is on its way."
            )
        if state.error:
            return Finding("tags", "Autocomplete", "bad", state.error, "fetch-tags")
        if state.tags < _FEW_TAGS:
            sentence = (
                f"{state.tags:,} tags came along: fetch Danbooru's list (some minutes), or put "
                "tagcomplete's CSV into the data folder as tags.csv."
            )
            return Finding("tags", "Autocomplete", "open", sentence, "fetch-tags")
        return Finding("tags", "Autocomplete", "good", f"{state.tags:,} tags.")

    def _wildcards(self) -> Finding:
        count = self.wildcards()
        if count:
            return Finding("wildcards", "Wildcards", "good", f"{count:,} wildcards.")
        return Finding(
            "wildcards", "Wildcards", "open",
            "There are none: put your files into the folder of --wildcards, or make one here.",
        )  # fmt: skip

    def _loras(self) -> Finding:
        count = self.loras()
        if count:
            return Finding("loras", "LoRAs", "good", f"{count:,} LoRAs are known.", "scan-loras")
        return Finding(
            "loras", "LoRAs", "open",
            "None is known: read the WebUI's list, or name its folder in loras.yaml.", "scan-loras",
        )  # fmt: skip
