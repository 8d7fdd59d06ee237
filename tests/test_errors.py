"""The error tree: drawn as it is, each sentence whole, each raise with the facts it needs."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from booru_studio import errors
from booru_studio.errors import BooruStudioError, WebUiBusyError

PACKAGE = Path(errors.__file__).parent
CLASSES = {
    name: member
    for name, member in vars(errors).items()
    if inspect.isclass(member) and member.__module__ == errors.__name__
}
# Where a person would read the machine's words instead of ours.
MACHINE_WORDS = re.compile(r"traceback|exception|errno|null|\bNone\b|0x[0-9a-f]+|<class", re.I)


def fields_of(sentence: str) -> set[str]:
    return {field.split(".")[0] for _, field, _, _ in Formatter().parse(sentence) if field}


def needs(name: str) -> set[str]:
    """The facts of the sentence, and those the class reads for the program."""
    read = re.findall(r'self\.facts\["(\w+)"\]', inspect.getsource(CLASSES[name]))
    return fields_of(CLASSES[name].sentence) | set(read)


def drawn() -> dict[str, str]:
    """Class -> its parent, as the docstring draws them."""
    parents: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"([ │├└─]*)(\w+Error)\b", line)
        if found:
            depth = len(found[1])
            above = [(other, name) for other, name in above if other < depth]
            parents[found[2]] = above[-1][1] if above else "Exception"
            above.append((depth, found[2]))
    return parents


@cache
def calls() -> tuple[tuple[str, int, str, ast.Call], ...]:
    """Every call of a class of the tree in the package: file, line, class, call."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, int, str, ast.Call]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        patterns = {id(node) for node in ast.walk(tree) if isinstance(node, ast.MatchClass)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and id(node) not in patterns:
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in CLASSES:
                    yield str(file.relative_to(PACKAGE)), node.lineno, name, node


def test_the_drawing_is_the_tree() -> None:
    assert drawn() == {name: cls.__bases__[0].__name__ for name, cls in CLASSES.items()}


def test_every_line_of_the_drawing_says_what_the_class_is_for() -> None:
    lines = [line for line in (errors.__doc__ or "").splitlines() if re.match(r"[ │]*[├└]", line)]

    assert len(lines) == len(CLASSES) - 1
    assert [line for line in lines if not re.search(r"Error\s{2,}\w", line)] == []


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_sentence_is_whole_and_has_no_machine_words(name: str) -> None:
    sentence = CLASSES[name].sentence
    plain = re.sub(r"\{[^}]*\}", "", sentence)

    assert sentence == "{reason}" or sentence.endswith(".")
    assert not MACHINE_WORDS.search(plain)
    assert "\n" not in sentence
    assert sentence == "{reason}" or ": " in sentence, "what happened: what to do"


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_an_error_reads_as_its_sentence_with_the_facts_in_it(name: str) -> None:
    cls = CLASSES[name]
    facts: dict[str, object] = {
        field: 7.4 if field in ("seconds", "retry_after", "megabytes") else f"[{field}]"
        for field in needs(name)
    }

    error = cls(**facts)

    assert isinstance(error, BooruStudioError)
    assert error.facts == facts
    assert str(error) == cls.sentence.format(**facts)
    assert "7.4" not in str(error)


@pytest.mark.parametrize("name", sorted(name for name in CLASSES if needs(name)))
def test_an_error_without_its_facts_is_a_mistake_of_ours(name: str) -> None:
    with pytest.raises((KeyError, TypeError)):
        CLASSES[name]()


def test_a_webuis_error_about_an_address_names_it() -> None:
    about_an_address = [cls for cls in CLASSES.values() if issubclass(cls, errors.WebUiError)]

    assert {cls.__name__ for cls in about_an_address if "url" not in fields_of(cls.sentence)} == {
        "WebUiError"
    }


def test_a_busy_webui_tells_how_long_to_wait() -> None:
    error = WebUiBusyError(url="http://a", reason="busy", retry_after=3.6)

    assert error.retry_after == 3.6
    assert str(error).endswith("try again in 4 s.")


def test_every_error_is_given_exactly_the_facts_its_sentence_needs() -> None:
    wrong = []
    for file, line, name, call in calls():
        given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        is_spread = any(keyword.arg is None for keyword in call.keywords)
        if call.args or is_spread or given != needs(name):
            wrong.append(f"{file}:{line} {name} has {sorted(given)}")

    assert wrong == []


def test_a_reason_that_is_the_whole_sentence_ends_like_one() -> None:
    wrong = []
    for file, line, name, call in calls():
        reason = next((word.value for word in call.keywords if word.arg == "reason"), None)
        end = _end(reason)
        is_open = end is not None and not end.endswith((".", "?"))
        if CLASSES[name].sentence == "{reason}" and is_open:
            wrong.append(f"{file}:{line} {name} ends in “{end[-30:]}”")

    assert wrong == []


def test_a_reason_within_a_sentence_has_no_full_stop() -> None:
    wrong = []
    for file, line, name, call in calls():
        reason = next((word.value for word in call.keywords if word.arg == "reason"), None)
        end = _end(reason)
        if CLASSES[name].sentence != "{reason}" and end is not None and end.endswith("."):
            wrong.append(f"{file}:{line} {name} ends in “{end[-30:]}”")

    assert wrong == []


def test_every_class_is_used() -> None:
    written = "\n".join(
        file.read_text(encoding="utf-8")
        for file in PACKAGE.rglob("*.py")
        if file.name != "errors.py"
    )
    groups = {cls.__bases__[0].__name__ for cls in CLASSES.values()}

    assert {name for name in CLASSES if name not in groups and name not in written} == set()


def _end(reason: ast.expr | None) -> str | None:
    """The last written part of a text in the source; None where a value ends it."""
    if isinstance(reason, ast.BinOp):
        return _end(reason.right)
    if isinstance(reason, ast.JoinedStr):
        return _end(reason.values[-1])
    if isinstance(reason, ast.Constant) and isinstance(reason.value, str):
        return reason.value
    return None
