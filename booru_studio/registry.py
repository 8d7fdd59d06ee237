"""Find what a package offers: each module in it may define members of one base class."""

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import TypeVar

Member = TypeVar("Member")


def find_members(package: ModuleType, base: type[Member]) -> list[type[Member]]:
    """Import every module of `package` and return its concrete subclasses of `base`.

    A class counts where it is defined, not where it is imported. A module that fails to
    import stops the start with its own error, since a silently missing booru is worse.

    Returns:
        The classes in order of module name, then of definition.
    """
    members: list[type[Member]] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        members += [
            member
            for member in vars(module).values()
            if inspect.isclass(member)
            and issubclass(member, base)
            and member.__module__ == module.__name__
            and not inspect.isabstract(member)
        ]
    return members
