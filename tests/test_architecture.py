"""The floors of the house: who may import whom, what lives where, and how large a piece may be.

`problems(package)` looks at the source alone; the last tests let it find seeded violations.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "booru_studio"

# A package imports lower floors and itself; two of one floor never import each other.
LEVELS = {
    "errors": 0, "domain": 1, "http": 2, "registry": 2, "settings": 3, "storage": 3, "boorus": 4,
    "webui": 4, "interrogators": 5, "services": 6, "bootstrap": 7, "ui": 8,
}  # fmt: skip
NARROWER = {"settings": {"errors", "domain", "http"}, "demo": {"errors", "domain"}}
# Nothing below services reads the settings: they get what they need handed in.
SETTINGS_READERS = {"services", "bootstrap", "ui"}
THIRD_PARTY = {
    "gradio": {"ui"}, "starlette": {"ui"}, "fastapi": {"ui"}, "uvicorn": {"ui"},
    "tinydb": {"storage"}, "yaml": {"storage"}, "filelock": {"storage"},
    "onnxruntime": {"interrogators"}, "huggingface_hub": {"interrogators"},
    "gradio_client": {"interrogators"}, "schedule": {"services/scheduler"},
    "requests": {"http", "boorus", "webui", "interrogators"},
    "urllib3": {"http", "boorus", "webui", "interrogators"},
    "PIL": {"storage", "webui", "demo", "interrogators"}, "numpy": {"storage", "interrogators"},
}  # fmt: skip
# In `domain` nothing reads a file, a clock, the network or the global random numbers.
OUT_OF_DOMAIN = {"os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "threading",
                 "time", "urllib", "logging", "asyncio", "sqlite3", "http", "uuid"}  # fmt: skip
MOST_LINES, MOST_FUNCTION_LINES = 400, 60
# “WebUI session”, “requests.Session” are the field's words; these belong to no product.
FOREIGN_WORDS = re.compile(
    r"\b(?:sub-?agents?|AI agents?|language model|coding sessions?|this session|Claude|GPT-?\d)\b"
    r"|/tmp/|/home/\w|/Users/\w|[A-Z]:\\\\Users"
    r"|\breference/[a-z-]+(?:\.md)?\b|\bCONTRACT(?:\.md)?\b|\bDESIGN(?:\.md)?\b"
)

Trees = dict[str, ast.Module]
Rule = Callable[[Trees, Path], Iterator[str]]


def parsed(package: Path) -> Trees:
    """The modules by path without suffix: “domain/safety”."""
    return {
        file.relative_to(package).with_suffix("").as_posix(): ast.parse(
            file.read_text(encoding="utf-8")
        )
        for file in sorted(package.rglob("*.py"))
    }


@cache  # every rule walks every module
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "." * node.level + (node.module or "")
        elif isinstance(node, ast.ImportFrom) and node.module == "booru_studio":
            yield from ((node.lineno, f"booru_studio.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def wrong_directions(trees: Trees, _package: Path) -> Iterator[str]:
    for name, tree in trees.items():
        here = name.partition("/")[0]
        for line, target in imported(tree):
            there = target.split(".")[1] if target.startswith("booru_studio.") else here
            if target.startswith("."):
                yield f"{name}:{line} imports relatively"
            elif there != here and not _may_import(here, there):
                yield f"{name}:{line} imports {there}"


def _may_import(here: str, there: str) -> bool:
    if there == "__version__":
        return True
    if there == "demo":
        return here == "bootstrap"
    if here in NARROWER:
        return there in NARROWER[here]
    if there == "settings":
        return here in SETTINGS_READERS
    return there in LEVELS and LEVELS.get(here, -1) > LEVELS[there]


def strangers(trees: Trees, _package: Path) -> Iterator[str]:
    """Third-party libraries out of their home."""
    for name, tree in trees.items():
        places = {name, name.partition("/")[0]}
        for line, target in imported(tree):
            library = target.partition(".")[0]
            if library in THIRD_PARTY and not places & THIRD_PARTY[library]:
                yield f"{name}:{line} imports {library}"


def worldly_domain(trees: Trees, _package: Path) -> Iterator[str]:
    for name, tree in trees.items():
        if name.startswith("domain/"):
            for line, target in imported(tree):
                library = target.partition(".")[0]
                if library in OUT_OF_DOMAIN or library in THIRD_PARTY:
                    yield f"{name}:{line} imports {library}"
            for node in nodes(tree):
                if isinstance(node, ast.Call) and re.fullmatch(
                    r"open|(?:datetime|date)\.(?:now|utcnow|today)", ast.unparse(node.func)
                ):
                    yield f"{name}:{node.lineno} calls {ast.unparse(node.func)}"
                if isinstance(node, ast.Import) and "random" in [a.name for a in node.names]:
                    yield f"{name}:{node.lineno} imports the global random numbers"
                if isinstance(node, ast.ImportFrom) and node.module == "random":
                    yield from (f"{name}:{node.lineno} imports random.{alias.name}"
                                for alias in node.names if alias.name != "Random")  # fmt: skip


def second_ways_to_the_webui(trees: Trees, _package: Path) -> Iterator[str]:
    routes = ("/sdapi/v1/txt2img", "/sdapi/v1/img2img")
    senders = [name for name, tree in trees.items() if name.partition("/")[0] != "demo"
               and any(route in text for _, text in _texts(tree) for route in routes)]  # fmt: skip
    if len(senders) != 1:
        yield f"txt2img is sent by {senders}"
    for name, tree in trees.items():
        for node in nodes(tree):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).rpartition(".")[2] == "ApprovedRequest"
                and name != "domain/safety"
            ):
                yield f"{name}:{node.lineno} makes an ApprovedRequest"


def deciding_by_rating(trees: Trees, _package: Path) -> Iterator[str]:
    """Compare a rating beside safety, where a floor could decide what may be shown or sent.

    Free are `domain/posts`, which parses ratings, the boorus, whose queries name them, and the
    stand-ins of the demo.
    """
    free = ("domain/safety", "domain/posts", "boorus/", "demo/")
    for name, tree in trees.items():
        for node in nodes(tree):
            if isinstance(node, ast.Compare) and not name.startswith(free):
                sides = [node.left, *node.comparators]
                if any(ast.unparse(side).rpartition(".")[2].endswith("rating") for side in sides):
                    yield f"{name}:{node.lineno} decides by {ast.unparse(node)}"


def careless_statements(trees: Trees, _package: Path) -> Iterator[str]:
    for name, tree in trees.items():
        for node in nodes(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
                yield f"{name}:{node.lineno} prints"
            if isinstance(node, ast.Global):
                yield f"{name}:{node.lineno} has a global"
            if isinstance(node, ast.ExceptHandler) and _is_too_broad(node, name):
                yield f"{name}:{node.lineno} catches anything"


def _is_too_broad(handler: ast.ExceptHandler, name: str) -> bool:
    if handler.type is None:
        return True
    classes = re.findall(r"\w+", ast.unparse(handler.type))
    if not {"Exception", "BaseException"} & set(classes):
        return False
    # A handler that ends by raising the same error again swallows nothing.
    last = handler.body[-1]
    passes_on = isinstance(last, ast.Raise) and last.exc is None
    # A job, a schedule or a thumbnail that breaks must not end the thread that does the others.
    may = {
        "services/job_watch",
        "services/scheduler",
        "services/thumbnail_maker",
        "services/worker",
    }
    return name not in may and not passes_on


def too_large(trees: Trees, package: Path) -> Iterator[str]:
    for name, tree in trees.items():
        lines = (package / f"{name}.py").read_text(encoding="utf-8").count("\n")
        if lines > MOST_LINES:
            yield f"{name} has {lines} lines"
        for node in nodes(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MOST_FUNCTION_LINES:
                    yield f"{name}:{node.lineno} {node.name} has {length} lines"


def foreign_words(trees: Trees, package: Path) -> Iterator[str]:
    """Words about how the program was made, or paths of one machine."""
    for name in trees:
        text = (package / f"{name}.py").read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            found = FOREIGN_WORDS.search(line)
            if found:
                yield f"{name}:{number} says {found[0]}"


def undescribed(trees: Trees, _package: Path) -> Iterator[str]:
    yield from (f"{name} has no docstring" for name, tree in trees.items()
                if not ast.get_docstring(tree))  # fmt: skip


def vague_names(trees: Trees, _package: Path) -> Iterator[str]:
    for name in trees:
        if {"utils", "helpers", "common", "manager", "misc", "util"} & set(re.split("[/_]", name)):
            yield f"{name} has a name that says nothing"


RULES: tuple[Rule, ...] = (
    wrong_directions, strangers, worldly_domain, second_ways_to_the_webui, deciding_by_rating,
    careless_statements, too_large, foreign_words, undescribed, vague_names,
)  # fmt: skip


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts that the code uses: docstrings are not among them."""
    documented = {id(node.value) for node in nodes(tree) if isinstance(node, ast.Expr)}
    for node in nodes(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documented:
            yield node.lineno, node.value


@pytest.fixture(scope="module")
def trees() -> Trees:
    return parsed(PACKAGE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule, trees: Trees) -> None:
    assert list(rule(trees, PACKAGE)) == []


def test_every_floor_is_known(trees: Trees) -> None:
    floors = {name.partition("/")[0] for name in trees} - {"__init__"}

    assert floors <= {*LEVELS, "demo"}


SOUND = {
    "__init__": '"""A."""\n',
    "errors": '"""A."""\n',
    "domain/safety": '"""A."""\nfrom booru_studio.errors import X\n\na = ApprovedRequest(X)\n',
    "webui/client": '"""A."""\nimport requests\nfrom booru_studio.domain.safety import Y\n\n'
    'p = "/sdapi/v1/txt2img"\n',
    "services/worker": '"""A."""\ntry:\n    pass\nexcept Exception:\n    pass\n',
    "bootstrap": '"""A."""\nfrom booru_studio.demo.server import Z\n',
    "demo/server": '"""A."""\nfrom PIL import Image\n\np = "/sdapi/v1/txt2img"\n',
    "ui/page": '"""A."""\nimport gradio as gr\nfrom booru_studio import bootstrap\n',
}
LONG = "\n".join(f"    a{number} = {number}" for number in range(70))


def build(folder: Path, changes: dict[str, str]) -> Path:
    for name, text in {**SOUND, **changes}.items():
        file = folder / "booru_studio" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "booru_studio"


def problems(package: Path) -> list[str]:
    trees = parsed(package)
    return [problem for rule in RULES for problem in rule(trees, package)]


def test_a_sound_tree_has_no_problem(tmp_path: Path) -> None:
    assert problems(build(tmp_path, {})) == []


@pytest.mark.parametrize(
    ("name", "line", "problem"),
    [
        ("domain/x", "from booru_studio.storage.jobs import JobStore", "imports storage"),
        ("domain/x", "import booru_studio.services.queue", "imports services"),
        ("boorus/x", "from booru_studio.webui.client import A", "imports webui"),
        ("webui/x", "from booru_studio import boorus", "imports boorus"),
        ("storage/x", "from booru_studio.settings import Settings", "imports settings"),
        ("services/x", "from booru_studio.demo.server import Z", "imports demo"),
        ("services/x", "from booru_studio.ui.page import A", "imports ui"),
        ("settings", "from booru_studio.storage.jobs import JobStore", "imports storage"),
        ("demo/x", "from booru_studio.http import make_session", "imports http"),
        ("errors", "from booru_studio.domain.posts import Post", "imports domain"),
        ("ui/x", "from . import page", "imports relatively"),
        ("cellar/x", "from booru_studio.errors import X", "imports errors"),
        ("services/x", "import gradio", "imports gradio"),
        ("services/x", "def f():\n    from starlette.requests import Request", "imports starlette"),
        ("ui/x", "import tinydb", "imports tinydb"),
        ("services/x", "import schedule", "imports schedule"),
        ("services/x", "import requests.adapters", "imports requests"),
        ("domain/x", "from pathlib import Path", "imports pathlib"),
        ("domain/x", "from random import choice", "imports random.choice"),
        ("domain/x", "import random", "imports the global random numbers"),
        ("domain/x", "a = datetime.now()", "calls datetime.now"),
        ("services/x", 'a = f"{b}/sdapi/v1/txt2img"', "txt2img is sent by"),
        ("services/x", 'a = "/sdapi/v1/img2img"', "txt2img is sent by"),
        ("webui/client", "pass", "txt2img is sent by []"),
        ("services/x", "a = safety.ApprovedRequest(b)", "makes an ApprovedRequest"),
        ("services/x", "if post.rating is not Rating.GENERAL:\n    pass", "decides by"),
        ("ui/x", "a = [p for p in b if p.rating in c]", "decides by"),
        ("services/x", "print(1)", "prints"),
        ("services/x", "try:\n    pass\nexcept:\n    pass", "catches anything"),
        ("services/x", "try:\n    pass\nexcept (ValueError, Exception):\n    a = 1", "catches"),
        ("storage/x", "try:\n    pass\nexcept BaseException as e:\n    raise X from e", "catches"),
        ("services/x", "def f():\n    global A", "has a global"),
        ("services/x", f"def f():\n{LONG}", "f has 71 lines"),
        ("services/x", "a = 1\n" * 400, "has 402 lines"),
        ("services/x", "# GPT-4 wrote this", "says GPT-4"),
        ("services/x", 'a = "/tmp/studio"', "says /tmp/"),
        ("services/x", "# see reference/boorus.md", "says reference/boorus"),
        ("services/queue_utils", "a = 1", "a name that says nothing"),
    ],
)
def test_a_seeded_violation_is_found(tmp_path: Path, name: str, line: str, problem: str) -> None:
    package = build(tmp_path, {name: f'"""A."""\n{line}\n'})

    found = problems(package)

    assert len(found) == 1
    assert problem in found[0]


def test_a_module_without_a_docstring_is_found(tmp_path: Path) -> None:
    assert problems(build(tmp_path, {"services/x": "a = 1\n"})) == ["services/x has no docstring"]


def test_an_error_that_is_raised_again_may_be_caught_broadly(tmp_path: Path) -> None:
    line = "try:\n    pass\nexcept BaseException:\n    a = 1\n    raise"

    assert problems(build(tmp_path, {"storage/x": f'"""A."""\n{line}\n'})) == []
