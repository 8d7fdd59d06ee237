"""Find a Chromium, and start it so that it asks nobody for anything."""

from pathlib import Path

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_PATHS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def launch_chromium(playwright):
    """Start Playwright's own Chromium, or else one of this machine."""
    own = playwright.chromium.executable_path
    path = next((path for path in (own, *_PATHS) if Path(path).exists()), own)
    return playwright.chromium.launch(executable_path=path, args=FLAGS)
