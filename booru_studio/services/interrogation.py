"""Have pictures looked at: which interrogator is asked, what is known already, what may be told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

from booru_studio.domain.interrogation import Interrogation
from booru_studio.domain.posts import Post, PostId
from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.safety_pictures import check_picture
from booru_studio.errors import InterrogationError, NoInterrogatorError, WorkCancelledError
from booru_studio.interrogators.base import Interrogator
from booru_studio.services.interrogator_choice import AUTO, InterrogatorChoice
from booru_studio.services.preparations import Preparations
from booru_studio.storage.picture_intake import IntakePicture, take_picture

_LOOK = 0.1  # seconds between two looks whether the app stops

PostPicture = Callable[[PostId, str], tuple[bytes, str]]  # by size; the bytes and their kind


class Memory(Protocol):
    """Keeps interrogations; `storage.interrogation_cache.InterrogationCache` is one."""

    def find(self, picture: str, source: str) -> Interrogation | None: ...

    def keep(self, picture: str, found: Interrogation) -> None: ...

    def remember(self, md5: str, picture: str) -> None: ...

    def picture_of(self, md5: str) -> str | None: ...


class Interrogations:
    """The interrogators there are, the one to ask, and what they said before.

    Everything that is returned passed `check_picture`. May be used from any thread.
    """

    def __init__(
        self,
        choice: InterrogatorChoice,
        memory: Memory,
        policy: RatingPolicy,
        picture: PostPicture,
        default: Callable[[], str],
    ) -> None:
        """Take the interrogators.

        Args:
            picture: fetches the “preview” or “sample” of a post that was shown lately.
            default: tells the name that a person begins with.
        """
        self._choice, self._memory, self._policy = choice, memory, policy
        self._picture, self._default = picture, default
        self._locks = {each.name: threading.Lock() for each in choice.all}
        self._preparations = Preparations()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Nothing is asked, loaded or downloaded before somebody wants it."""

    def stop(self) -> None:
        """Give up what is under way and let go of the models."""
        self._stopping.set()
        self._preparations.stop()
        for interrogator in self._choice.all:
            interrogator.close()

    def describe(self) -> dict[str, Any]:
        """List the interrogators, each with its state and a sentence on it."""
        return {
            "interrogators": [self._described(each) for each in self._choice.all],
            "default": self._default(),
            "send_pictures_away": self._choice.allows_away,
        }

    def check_name(self, name: str) -> None:
        """Refuse a name that is none.

        Raises:
            UnknownInterrogatorError: neither “auto” nor one of the interrogators.
        """
        self._choice.known(name)

    def prepare(self, name: str) -> None:
        """Begin to download what an interrogator lacks; `describe` tells how far it is.

        Raises:
            UnknownInterrogatorError: no such interrogator.
        """
        self._preparations.begin(self._choice.named(name))

    def cancel_prepare(self, name: str) -> None:
        """Stop a download.

        Raises:
            UnknownInterrogatorError: no such interrogator.
            InvalidInputError: nothing of it is being downloaded.
        """
        self._preparations.cancel(self._choice.named(name))

    def of_picture(self, picture: IntakePicture, name: str = AUTO) -> Interrogation:
        """Have a picture looked at; one that was before is not decoded again.

        Args:
            name: of an interrogator, which allows this one picture to be sent to it, or “auto”:
                the first usable of what is kept, those here, the WebUI, and with the person's
                consent those elsewhere.

        Raises:
            UnknownInterrogatorError, NoInterrogatorError: there is none to ask.
            InterrogationError, PictureFileError: it could not be done.
            BlockedContentError: it shows what may not be shown here.
            WorkCancelledError: the app stops.
        """
        begin = time.monotonic()
        found = self._kept(picture.sha256, name) or self._asked(picture, name)
        found = replace(found, notes=tuple(dict.fromkeys((*found.notes, *picture.notes))))
        return self._told(found, begin, picture.name)

    def of_post(self, post: Post, name: str = AUTO) -> Interrogation:
        """Have the picture of a post looked at; of one that was before nothing is fetched.

        Args:
            post: one that passed `check_post`.
            name: as for `of_picture`.

        Raises:
            PictureError: the site does not give the picture.
            As `of_picture` does.
        """
        begin = time.monotonic()
        title = f"The picture of {post.id}"
        known = self._memory.picture_of(post.md5) if post.md5 else None
        found = self._kept(known, name) if known else None
        if found is None:
            self._choice.candidates(name)  # nothing is fetched where nobody can look at it
            data, _ = self._picture(post.id, "preview" if post.is_video else "sample")
            picture = take_picture(data, title)
            found = self._kept(picture.sha256, name) or self._asked(picture, name)
            if post.md5:
                self._memory.remember(post.md5, picture.sha256)
        return self._told(found, begin, title, post)

    def known(self, post: Post) -> Interrogation | None:
        """Return what was seen in a post's picture before; nothing is asked for it.

        Raises:
            BlockedContentError: it shows what may not be shown here.
        """
        picture = self._memory.picture_of(post.md5) if post.md5 else None
        found = self._kept(picture, AUTO) if picture else None
        if found is None:
            return None
        return self._told(found, time.monotonic(), f"The picture of {post.id}", post)

    def _told(
        self, found: Interrogation, begin: float, title: str, post: Post | None = None
    ) -> Interrogation:
        check_picture(found, self._policy, title, post)
        return replace(found, seconds=time.monotonic() - begin)

    def _kept(self, picture: str, name: str) -> Interrogation | None:
        """Look whether it is known already; for that nobody needs consent."""
        kept = (self._memory.find(picture, each.source) for each in self._choice.known(name))
        return next(filter(None, kept), None)

    def _asked(self, picture: IntakePicture, name: str) -> Interrogation:
        failures: list[str] = []
        for interrogator in self._choice.candidates(name):
            try:
                found = self._ask(interrogator, picture)
            except InterrogationError as error:
                if name != AUTO:
                    raise
                failures.append(str(error))
            else:
                return replace(found, notes=(*found.notes, *failures))
        raise NoInterrogatorError(
            reason=" ".join(failures).rstrip("."), advice=self._choice.advice()
        )

    def _ask(self, interrogator: Interrogator, picture: IntakePicture) -> Interrogation:
        with self._turn(interrogator):
            # Somebody else may have asked the same meanwhile.
            found = self._memory.find(picture.sha256, interrogator.source)
            if found is None:
                found = interrogator.interrogate(picture, self._stopping.is_set)
                self._memory.keep(picture.sha256, found)
            return found

    @contextmanager
    def _turn(self, interrogator: Interrogator) -> Iterator[None]:
        """One picture at a time for each, so that none is looked at twice."""
        lock = self._locks[interrogator.name]
        while not lock.acquire(timeout=_LOOK):
            if self._stopping.is_set():
                raise WorkCancelledError
        try:
            yield
        finally:
            lock.release()

    def _described(self, interrogator: Interrogator) -> dict[str, Any]:
        found = self._preparations.look(interrogator)
        return {
            "name": interrogator.name,
            "label": interrogator.label,
            "state": found.status.state.value,
            "sends_image_away": interrogator.sends_image_away,
            "is_here": interrogator.is_here,
            "detail": found.status.detail,
            "download_bytes": found.status.download_bytes,
            "done_bytes": found.done,
            "total_bytes": found.total,
        }
