"""What the README names exists, and its first screen holds the two commands."""

import re
from pathlib import Path

import pytest
from PIL import Image

from booru_studio.settings import _parser
from booru_studio.ui.endpoints import ENDPOINTS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^```\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)


def test_the_first_screen_holds_exactly_the_demo_and_the_tests():
    demo, tests = COMMANDS[:2]

    assert demo.endswith("pip install -r requirements.txt && python app.py --demo")
    assert tests.endswith("pip install -r requirements.txt && pytest")
    assert len(COMMANDS) == 2
    assert README.index(tests) < README.index("## ")


@pytest.mark.parametrize(
    "place", sorted(set(re.findall(r"`((?:booru_studio|tests)/[\w./]*)`", README)))
)
def test_every_place_exists(place):
    assert (ROOT / place).exists() or "/x." in place or "/x/" in place


PICTURES = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)


def test_each_tab_is_shown_wide_and_on_a_phone():
    names = {Path(each).stem for each in PICTURES}

    tabs = ("research", "generation", "jobs")
    assert names == {f"{size}-{tab}" for size in ("wide", "phone") for tab in tabs}


@pytest.mark.parametrize("place", PICTURES)
def test_every_picture_is_there_and_as_wide_as_it_says(place):
    with Image.open(ROOT / place) as shot:
        assert shot.width == (1440 if "wide" in place else 390)


@pytest.mark.parametrize(
    "module", sorted(set(re.findall(r"python -m ([\w.]+)", README)) - {"venv"})
)
def test_every_module_exists(module):
    path = ROOT / module.replace(".", "/")
    assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()


def test_every_option_and_no_other_is_named():
    options = {
        option
        for action in _parser()._actions
        for option in action.option_strings
        if option.startswith("--") and option not in ("--help", "--version")
    }
    about_the_app = README.partition("## Reliability")[0]
    named = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", about_the_app))

    assert options <= named
    assert named - options <= {"--api", "--api-auth"}  # the WebUI's own


def test_every_variable_is_one_we_read():
    code = "".join(path.read_text("utf-8") for path in (ROOT / "booru_studio").rglob("*.py"))
    for variable in set(re.findall(r"`([A-Z][A-Z_]+)`", README)):
        short = variable.removeprefix("BOORU_STUDIO_")
        assert f'"{variable}"' in code or f'"{short}"' in code or f'"{short.lower()}"' in code, (
            variable
        )


def test_every_endpoint_is_named():
    named = set(re.findall(r"`/(\w+)`", README))

    assert named == set(ENDPOINTS)


def test_the_picture_exists():
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", README):
        assert (ROOT / picture).stat().st_size > 10_000


def test_its_front_matter_is_what_a_space_is_built_from():
    _, matter, _ = README.split("---\n", 2)
    told = dict(line.split(": ", 1) for line in matter.splitlines())
    wanted = (ROOT / "requirements.txt").read_text("utf-8")

    assert (told["sdk"], told["app_file"]) == ("gradio", "app.py")
    assert (ROOT / told["app_file"]).exists()
    major, minor, _ = map(int, told["sdk_version"].split("."))
    least = re.search(r"gradio>=(\d+)\.(\d+),<(\d+)", wanted)
    assert least, "the range of Gradio is in requirements.txt"
    assert (int(least[1]), int(least[2])) <= (major, minor) < (int(least[3]), 0)
    assert len(told["short_description"]) <= 60
