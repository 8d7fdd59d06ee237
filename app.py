"""Start Booru Studio: `python app.py`, or `python app.py --demo` to try it with nothing else."""

import logging
import os
import sys

from booru_studio.errors import BooruStudioError
from booru_studio.settings import check_port, read_settings
from booru_studio.ui.log_lines import LogLines


def main(arguments: list[str]) -> int:
    """Run the app until it is stopped; return the exit code."""
    lines = logging.StreamHandler()
    lines.setFormatter(LogLines("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[lines])
    # Gradio asks itself over HTTP while it starts, which tells nobody anything.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        settings = read_settings(arguments, os.environ)
        check_port(settings)
        # Gradio takes seconds to import, so bad use is told before.
        from booru_studio.ui.launch import run  # noqa: PLC0415

        run(settings)
    except BooruStudioError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
