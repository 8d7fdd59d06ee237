"""The WebUI's own interrogation, asked between two jobs of ours."""

import logging
import time
from collections.abc import Iterable
from functools import partial

from booru_studio.domain.interrogation import Interrogation
from booru_studio.domain.sights import Sight
from booru_studio.errors import (
    InterrogationError,
    InterrogatorAuthError,
    InterrogatorReplyError,
    InterrogatorTimeoutError,
    InterrogatorUnavailableError,
    StoreWriteError,
    WebUiAuthError,
    WebUiError,
    WebUiOutcomeUnknownError,
    WebUiReplyError,
)
from booru_studio.interrogators.base import (
    Cancelled,
    Interrogator,
    InterrogatorHouse,
    State,
    Status,
    WebUiSlot,
)
from booru_studio.interrogators.sent_pictures import fitted_png, white_square_png
from booru_studio.storage.option_loans import OptionLoans
from booru_studio.storage.picture_intake import IntakePicture
from booru_studio.webui.borrowing import Options, borrowed, give_back
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.interrogation import (
    LONGEST_SECONDS,
    NO_ANSWER,
    THRESHOLD,
    Dialect,
    ask,
    dialect_of,
    lowered_options,
)

log = logging.getLogger(__name__)

_GIVE_BACK = "give options back"
_NO_WAY = "It has no interrogation: choose another interrogator."


class WebUiInterrogator(Interrogator):
    """One WebUI, in whichever of the three dialects it speaks."""

    sends_image_away = False
    longest_seconds = LONGEST_SECONDS

    def __init__(self, slot: WebUiSlot, name: str, loans: OptionLoans) -> None:
        self.name = name
        self.label = f"The WebUI at {slot.client.url}"
        self._slot, self._loans = slot, loans
        if loans.of(slot.client.url):  # we crashed, and it still has our options
            slot.at_contact(_GIVE_BACK, self._give_back)

    @classmethod
    def build(cls, house: InterrogatorHouse) -> Iterable[Interrogator]:
        loans = OptionLoans(house.data)
        for number, slot in enumerate(house.webuis, start=1):
            yield cls(slot, "webui" if number == 1 else f"webui-{number}", loans)

    @property
    def source(self) -> str:  # type: ignore[override]
        """Its address with what decides over its result, as far as it is known now."""
        return self._source(self._slot.client.known_options)

    def status(self) -> Status:
        trouble = self._slot.trouble()
        if trouble:
            return Status(State.OFFLINE, trouble)
        known = self._slot.client.known_capabilities
        if known is None:
            return Status(State.UNKNOWN, "It has not been asked yet.")
        dialect = dialect_of(known)
        if dialect is None:
            return Status(State.BROKEN, _NO_WAY)
        return Status(State.READY, f"It is asked by {dialect}, between two jobs.")

    def interrogate(self, picture: IntakePicture, is_cancelled: Cancelled) -> Interrogation:
        begun = time.monotonic()
        try:
            dialect = self._dialect()
            prepare = fitted_png if dialect is Dialect.CAPTION else white_square_png
            work = partial(self._ask, dialect, prepare(picture))
            sight, own = self._slot.run(work, is_cancelled)
        except WebUiError as error:
            raise self._told(error) from error
        # DeepBooru's threshold may leave nothing; a tagger has at least a rating to tell.
        if not (sight.tags or sight.rating or dialect is Dialect.CAPTION):
            raise InterrogatorReplyError(name=self.label, reason="it saw nothing at all")
        return Interrogation(
            tags=sight.tags,
            rating=sight.rating,
            interrogator=self.name,
            source=self._source(own),
            seconds=time.monotonic() - begun,
            notes=_notes(sight, own),
        )

    def _dialect(self) -> Dialect:
        dialect = dialect_of(self._slot.client.capabilities())
        if dialect is None:
            raise self._unavailable("it has no interrogation")
        return dialect

    def _ask(self, dialect: Dialect, png: bytes, client: WebUiClient) -> tuple[Sight, Options]:
        """Ask, in our turn, with the options that make it tell the scores; return its own, too."""
        if dialect is not Dialect.CAPTION:
            return ask(client, dialect, png, self.longest_seconds), {}
        try:
            with borrowed(client, lowered_options, self._loans) as own:
                sight = ask(client, dialect, png, self.longest_seconds)
        except StoreWriteError as error:
            log.warning("%s is asked with its own options: %s", client.url, error)
            own = client.options()
            sight = ask(client, dialect, png, self.longest_seconds)
        finally:
            if self._loans.of(client.url):
                self._slot.at_contact(_GIVE_BACK, self._give_back)
        if any(tag.score is None for tag in sight.tags) and lowered_options(own):
            # It told no scores, so that its own threshold must count.
            sight = ask(client, dialect, png, self.longest_seconds)
        return sight, own

    def _give_back(self, client: WebUiClient) -> None:
        give_back(client, self._loans)

    def _source(self, options: Options) -> str:
        known = self._slot.client.known_capabilities
        dialect = dialect_of(known) if known else None
        told = options.get(THRESHOLD, "") if dialect is Dialect.CAPTION else ""
        return f"webui {self._slot.client.url} {dialect or ''} {told}".rstrip()

    def _told(self, error: WebUiError) -> InterrogationError:
        match error:
            case WebUiAuthError():
                return InterrogatorAuthError(
                    name=self.label, reason="user name or password", variable="--webui-auth"
                )
            case WebUiOutcomeUnknownError() if error.facts["reason"] == NO_ANSWER:
                return InterrogatorTimeoutError(name=self.label, seconds=self.longest_seconds)
            case WebUiReplyError():
                return InterrogatorReplyError(name=self.label, reason=error.facts["reason"])
        return self._unavailable(str(error.facts.get("reason", error)))

    def _unavailable(self, reason: str) -> InterrogationError:
        advice = "look at its console, or choose another interrogator"
        return InterrogatorUnavailableError(name=self.label, reason=reason, advice=advice)


def _notes(sight: Sight, own: Options) -> tuple[str, ...]:
    """Say what the result lacks because of the WebUI's own threshold."""
    least = own.get(THRESHOLD)
    if least is None:
        return ()
    if any(tag.score is None for tag in sight.tags):
        return (f"The WebUI tells no scores: these tags are above its own threshold of {least}.",)
    if THRESHOLD in lowered_options(own):
        return ()
    return (f"The WebUI leaves out what is below its own threshold of {least}.",)
