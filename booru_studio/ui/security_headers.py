"""What every answer tells a browser about what the page may do, and who may show it."""

from collections.abc import Sequence

Headers = list[tuple[bytes, bytes]]

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"x-dns-prefetch-control", b"off"),
)
# Gradio's page has scripts and styles in its own text, and compiles templates when it runs. All
# that is loaded comes from this app, so that nothing in a page can call another host.
_PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-src 'none'; frame-ancestors "
)
# An uploaded file opened as a page can do nothing at all.
_FILE = b"default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def guarded_headers(path: str, frames: Sequence[str]) -> Headers:
    """Return the headers for the answer to a path; `frames` are origins that may show a page."""
    if path.startswith("/gradio_api/"):
        return [*_ALWAYS, (b"content-security-policy", _FILE)]
    policy = _PAGE + " ".join(("'self'", *frames))
    found = [*_ALWAYS, (b"content-security-policy", policy.encode("ascii"))]
    return found if frames else [*found, (b"x-frame-options", b"SAMEORIGIN")]
