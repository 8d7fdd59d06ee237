"""Finding what a package offers."""

import sys

import pytest

from booru_studio.registry import find_members


class Lamp:
    """What the packages of these tests offer."""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Makes a package of modules, given by name and text, and imports it."""

    def make(**modules):
        folder = tmp_path / "lamps_for_test"
        folder.mkdir()
        for name, text in {"__init__": "", **modules}.items():
            (folder / f"{name}.py").write_text(text)
        return __import__("lamps_for_test")

    monkeypatch.syspath_prepend(tmp_path)
    yield make
    for name in [name for name in sys.modules if name.startswith("lamps_for_test")]:
        del sys.modules[name]


LAMP = "from tests.test_registry import Lamp\n"


def names(package):
    return [member.__name__ for member in find_members(package, Lamp)]


def test_members_come_by_module_and_then_by_definition(package):
    two = LAMP + "class Zinc(Lamp): pass\nclass Amber(Lamp): pass\n"
    assert names(package(b=LAMP + "class Copper(Lamp): pass\n", a=two)) == [
        "Zinc",
        "Amber",
        "Copper",
    ]


def test_a_class_counts_where_it_is_defined_and_only_if_it_is_one(package):
    imported = LAMP + "from lamps_for_test.a import Amber\nclass Chair: pass\nlamp = Amber()\n"
    assert names(package(a=LAMP + "class Amber(Lamp): pass\n", b=imported)) == ["Amber"]


def test_abstract_members_are_left_out(package):
    text = "from abc import ABC, abstractmethod\n" + LAMP
    text += "class Base(Lamp, ABC):\n    @abstractmethod\n    def light(self): ...\n"
    text += "class Amber(Base):\n    def light(self): return 1\n"
    assert names(package(a=text)) == ["Amber"]


def test_a_module_that_fails_to_import_stops_the_search(package):
    with pytest.raises(ZeroDivisionError):
        names(package(a=LAMP, b="1 / 0\n"))
