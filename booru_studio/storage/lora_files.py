"""The LoRA catalog, `loras.yaml`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from booru_studio.errors import UsageError


def read_catalog(path: Path) -> Mapping[str, Any]:
    """Read the catalog; a file that is not there is an empty one.

    Raises:
        UsageError: it is no YAML, or no mapping; the file is left as it is.
    """
    try:
        catalog = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise UsageError(
            reason=f"{path} is no valid YAML{place}: mend it, or name another with --loras."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            reason=f"{path} cannot be read ({type(error).__name__}): mend it, or name another "
            "with --loras."
        ) from error
    if catalog is None:
        return {}
    if not isinstance(catalog, Mapping):
        raise UsageError(
            reason=f"{path} holds no LoRA catalog: mend it, or name another with --loras."
        )
    return catalog
