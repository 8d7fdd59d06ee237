"""What the wildcard engine has to say about a template: code, severity, place, sentence, fix."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]

ERRORS = {
    "E_UNCLOSED": "“{what}” is never closed, so it stays as text.",
    "E_WRAP": "“%{{...}}” needs “$$” between the wrapping and the wrapped text; it stays as text.",
    "E_VAR_NAME": "“${{” must be followed by a variable name; it stays as text.",
    "E_VAR_UNDEFINED": "The variable {name} is not set; “${{{name}}}” stays as text.",
    "E_WILDCARD_MISSING": "There is no wildcard “{name}”{nearest}; it stays as text.",
    "E_WILDCARD_EMPTY": "The wildcard “{name}” has no values; it stays as text.",
    "E_CYCLE": "This refers back to itself ({chain}); the last reference stays as text.",
    "E_DEPTH": "Nested more than {limit} deep; what is deeper stays as text.",
    "E_LIMIT": "The result is longer than {limit:,} characters or steps; the rest is cut off.",
}
WARNINGS = {
    "W_WILDCARD_ELSEWHERE": "“{name}” was only found as “{found}”; write that name to be sure.",
    "W_WEIGHT_ZERO": "All weights are zero, so all options are equally likely.",
    "W_RANGE": "{reason}.",
    "W_SAMPLER_PREFIX": "“{prefix}” after the brace chooses a sampler and is not part of “{tag}”.",
    "W_HASH_STRIPPED": "The WebUI cuts a prompt off at “#”; leave the character out.",
    "W_ENCODING": "{file} is not UTF-8; it was read as {encoding}.",
    "W_YAML": "{file} could not be read ({reason}); its wildcards are missing.",
    "W_TOO_BIG": "{file} is too big ({reason}); {result}.",
    "W_UNREADABLE": "{file} could not be opened ({reason}).",
}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark about the template; `start` and `end` are character offsets into it.

    `fix` is the text to put in place of that span, or None where there is no single right one.
    A remark about a line of a wildcard file carries the span of the reference that led there.
    """

    code: str
    severity: Severity
    start: int
    end: int
    message: str
    fix: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the JSON form `{code, severity, start, end, message, fix}`."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def remark(
    code: str, start: int = 0, end: int = 0, fix: str | None = None, **facts: object
) -> Diagnostic:
    """Return the diagnostic of `code`, its sentence filled in with `facts`."""
    if code in ERRORS:
        return Diagnostic(code, "error", start, end, ERRORS[code].format(**facts), fix)
    return Diagnostic(code, "warning", start, end, WARNINGS[code].format(**facts), fix)
