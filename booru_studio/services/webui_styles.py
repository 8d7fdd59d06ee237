"""Styles saved on a WebUI: their text goes into the prompt here, where it can be judged."""

from collections.abc import Mapping, Sequence

from booru_studio.domain.choices import nearest
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.presets import Preset
from booru_studio.errors import InvalidInputError, WebUiError
from booru_studio.services.backends import Backend


class WebUiStyles:
    """The styles of the WebUIs that answer; of two with one name the first WebUI's counts."""

    def __init__(self, backends: Sequence[Backend]) -> None:
        self._backends = backends

    def styles(self) -> dict[str, Preset]:
        """Ask for the styles, by name.

        Raises:
            WebUiError: no WebUI answers.
        """
        found: dict[str, Preset] = {}
        error: WebUiError | None = None
        for backend in self._backends:
            try:
                styles = backend.client.styles()
            except WebUiError as caught:
                error = error or caught
                continue
            found = {**styles, **found}
        if error and not found:
            raise error
        return found

    def get(self, name: str) -> Preset:
        """Return a style.

        Raises:
            InvalidInputError: there is no such style.
            WebUiError: no WebUI answers.
        """
        return _named(name, self.styles())

    def put_in(self, request: Txt2ImgRequest) -> Txt2ImgRequest:
        """Return the request with the text of its styles in its prompts, as the WebUI would.

        Raises:
            InvalidInputError: there is no such style.
            WebUiError: no WebUI answers.
        """
        if not request.styles:
            return request
        known = self.styles()
        values = {key: value for key, value in request.to_json().items() if key != "styles"}
        for name in request.styles:
            values = _named(name, known).applied_to(values)
        return Txt2ImgRequest.from_json(values)


def _named(name: str, known: Mapping[str, Preset]) -> Preset:
    if name not in known:
        near = nearest(name, known)
        hint = f"did you mean “{near}”?" if near else "choose one of its list."
        raise InvalidInputError(reason=f"No WebUI has a style “{name[:80]}”: {hint}")
    return known[name]
