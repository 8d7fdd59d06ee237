"""Which interrogator is asked: the one that was named, or the first usable that may be."""

from collections.abc import Sequence

from booru_studio.domain.choices import nearest
from booru_studio.errors import NoInterrogatorError, UnknownInterrogatorError
from booru_studio.interrogators.base import Interrogator, State
from booru_studio.services.defaults import Defaults

AUTO = "auto"
# What was never asked may well answer.
_USABLE = (State.READY, State.UNKNOWN)
_TROUBLES = {
    State.DOWNLOADING: "a model is still being downloaded",
    State.NEEDS_DOWNLOAD: "no model is on this machine",
    State.OFFLINE: "the WebUI does not answer",
    State.BROKEN: "what is here cannot be used",
}


class InterrogatorChoice:
    """The interrogators by name, those that send pictures away behind all others."""

    def __init__(self, interrogators: Sequence[Interrogator], defaults: Defaults) -> None:
        ordered = sorted(interrogators, key=lambda each: each.sends_image_away)
        self.all = tuple(ordered)
        self._by_name = {each.name: each for each in ordered}
        self._defaults = defaults

    @property
    def allows_away(self) -> bool:
        """Whether the person lets `auto` send pictures to other machines."""
        return bool(self._defaults.values()["send_pictures_away"])

    def named(self, name: str) -> Interrogator:
        """Return one by its name.

        Raises:
            UnknownInterrogatorError: no such one, with a list of those there are.
        """
        found = self._by_name.get(name)
        if found is None:
            near = nearest(name, self._by_name)
            names = dict.fromkeys((*([near] if near else []), AUTO, *self._by_name))
            raise UnknownInterrogatorError(name=name, known=", ".join(names))
        return found

    def known(self, name: str) -> tuple[Interrogator, ...]:
        """Return those whose earlier result will do, whether they can be used now or not.

        Raises:
            UnknownInterrogatorError: no such one.
        """
        return self.all if name == AUTO else (self.named(name),)

    def candidates(self, name: str) -> list[Interrogator]:
        """Return those that may be asked now, the first one first.

        Args:
            name: of one, which is consent to send it this picture, or “auto”.

        Raises:
            UnknownInterrogatorError: no such one.
            NoInterrogatorError: “auto” finds none that can be used.
        """
        if name != AUTO:
            return [self.named(name)]
        found = [
            each
            for each in self.all
            if (self.allows_away or not each.sends_image_away) and each.status().state in _USABLE
        ]
        if not found:
            raise NoInterrogatorError(reason=self._troubles(), advice=self.advice())
        return found

    def advice(self) -> str:
        """Say what a person can do to have one that can be used."""
        ways = []
        missing = next((each for each in self.all if each.status().download_bytes), None)
        if missing:
            megabytes = missing.status().download_bytes / 1e6
            ways.append(f"download {missing.name} ({megabytes:.0f} MB, once)")
        ways.append("start a WebUI that has one")
        if not self.allows_away and any(each.sends_image_away for each in self.all):
            ways.append("allow pictures to be sent away")
        return ", or ".join(ways)

    def _troubles(self) -> str:
        states = {each.status().state for each in self.all if not each.sends_image_away}
        told = [sentence for state, sentence in _TROUBLES.items() if state in states]
        return " and ".join(told) or "there is none on this machine"
