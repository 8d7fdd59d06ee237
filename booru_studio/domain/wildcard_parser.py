"""Turn a template into nodes in one pass that accepts every text.

The grammar is that of dynamicprompts (https://github.com/adieyal/dynamicprompts, SYNTAX.md) with
escapes, opaque `<...>` and number ranges. Whatever is no complete construct stays as text.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from booru_studio.domain.wildcard_build import Builder
from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_frames import BRACED, Frame, FrameKind, Marker, make_phrase
from booru_studio.domain.wildcard_nodes import Comment, Template, Text
from booru_studio.domain.wildcard_syntax import ESCAPABLE

MAX_NESTING = 80
"""Braces nested deeper than this are text; the evaluator recurses once for each level."""

_TOKEN = re.compile(r"\\(?=.)|\$\{|%\{|\$\$|__|[{}|<>()\[\]#\n]", re.DOTALL)
_VARIANT_HEAD = re.compile(
    r"\{(?P<sampler>[~!@])?"
    r"(?:\s*(?:(?P<low>\d{1,9})\s*(?:(?P<to>-)\s*(?P<high>\d{1,9})?)?|-\s*(?P<most>\d{1,9}))"
    r"\s*\$\$(?:(?P<separator>[^${}]*)\$\$)?)?"
)
_VARIABLE_HEAD = re.compile(
    r"\$\{\s*(?P<name>[A-Za-z_-][A-Za-z0-9_-]*)\s*"
    r"(?:(?P<use>\})|(?P<missing>\?)?(?P<set>=)(?P<now>!)?|(?P<default>:))"
)
_PARAMETERS_HEAD = re.compile(r"\(\s*[A-Za-z_-][A-Za-z0-9_-]*\s*=")
_ANGLE_HEAD = re.compile(r"<\w+:")


@lru_cache(maxsize=4096)
def parse(source: str) -> Template:
    """Return the parsed template; never fails. Results are cached by source."""
    return _Parser(source).parse()


class _Parser:
    """One pass over one source, with a stack of the constructs that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.build = Builder(source)
        self.problems: list[Diagnostic] = self.build.problems
        self.frames = [Frame("root", 0, 0)]
        self.open = Counter[FrameKind]()
        self.dead_braces = 0  # opened too deep, so their closing brace is text as well

    def parse(self) -> Template:
        position = 0
        while found := _TOKEN.search(self.source, position):
            self.add_text(position, found.start())
            position = _HANDLERS[found[0]](self, found.start())
        self.add_text(position, len(self.source))
        while len(self.frames) > 1:
            self.abandon()
        phrase = make_phrase(self.source, 0, len(self.source), self.frames[0].pieces)
        problems = sorted(self.problems, key=lambda problem: problem.start)
        return Template(phrase, tuple(problems))

    # -- the stack

    def add_text(self, start: int, end: int) -> int:
        """Append source[start:end] as text; return `end`."""
        if start < end:
            self.frames[-1].pieces.append(Text(start, end, self.source[start:end]))
        return end

    def mark(self, start: int, length: int = 1) -> int:
        """Append characters that the construct around them may read as syntax."""
        end = start + length
        self.frames[-1].pieces.append(Marker(start, end, self.source[start:end]))
        return end

    def push(self, kind: FrameKind, start: int, content: int, head: re.Match[str] | None) -> int:
        self.frames.append(Frame(kind, start, content, head))
        self.open[kind] += 1
        return content

    def pop(self) -> Frame:
        frame = self.frames.pop()
        self.open[frame.kind] -= 1
        return frame

    def braces(self) -> int:
        """Return how many constructs wait for a closing brace."""
        return sum(self.open[kind] for kind in BRACED)

    def abandon(self) -> None:
        """Give up the innermost construct: its opening is text, its content stays."""
        frame = self.pop()
        if frame.kind in BRACED:
            opening = self.source[frame.start : frame.start + (1 if frame.kind == "variant" else 2)]
            fix = "".join("\\" + character for character in opening)
            end = frame.start + len(opening)
            self.problems.append(remark("E_UNCLOSED", frame.start, end, fix, what=opening))
        self.add_text(frame.start, frame.content)
        self.frames[-1].pieces.extend(frame.pieces)

    def abandon_names(self) -> Frame:
        """Give up wildcard names on top of the stack; return the frame that is then on top."""
        while self.frames[-1].kind == "name":
            self.abandon()
        return self.frames[-1]

    def too_deep(self, start: int, end: int) -> bool:
        """Tell whether no further construct may open, and say so once."""
        if self.braces() + self.open["parameters"] < MAX_NESTING and not self.dead_braces:
            return False
        if not any(problem.code == "E_DEPTH" for problem in self.problems):
            self.problems.append(remark("E_DEPTH", start, end, limit=MAX_NESTING))
        return True

    # -- one method for each token; each returns where reading goes on

    def on_backslash(self, start: int) -> int:
        character = self.source[start + 1]
        if character in ESCAPABLE:
            self.frames[-1].pieces.append(Text(start, start + 2, character))
            return start + 2
        # The WebUI's own escapes pass as pairs, so that their brackets protect nothing.
        return self.add_text(start, start + (2 if character in "\\()[]" else 1))

    def on_brace(self, start: int) -> int:
        if self.too_deep(start, start + 1):
            self.dead_braces += 1
            return self.add_text(start, start + 1)
        head = _VARIANT_HEAD.match(self.source, start)
        return self.push("variant", start, head.end() if head else start + 1, head)

    def on_variable(self, start: int) -> int:
        if self.too_deep(start, start + 2):
            self.dead_braces += 1
            return self.add_text(start, start + 2)
        head = _VARIABLE_HEAD.match(self.source, start)
        if head is None:
            self.problems.append(remark("E_VAR_NAME", start, start + 2, "\\$\\{"))
            return self.push("braces", start, start + 2, None)
        if head["use"]:
            self.frames[-1].pieces.append(self.build.variable(head, head.end()))
            return head.end()
        return self.push("variable", start, head.end(), head)

    def on_wrap(self, start: int) -> int:
        if self.too_deep(start, start + 2):
            self.dead_braces += 1
            return self.add_text(start, start + 2)
        return self.push("wrap", start, start + 2, None)

    def on_close_brace(self, start: int) -> int:
        if self.dead_braces:
            self.dead_braces -= 1
            return self.add_text(start, start + 1)
        if not self.braces():
            return self.add_text(start, start + 1)
        while self.frames[-1].kind not in BRACED:
            self.abandon()
        frame = self.pop()
        self.frames[-1].pieces.extend(self.build.braced(frame, start + 1))
        return start + 1

    def on_pipe(self, start: int) -> int:
        self.abandon_names()
        return self.mark(start)

    def on_dollars(self, start: int) -> int:
        depth = -1
        while self.frames[depth].kind == "name":
            depth -= 1
        if self.frames[depth].kind != "wrap":
            return self.add_text(start, start + 1)
        self.abandon_names()
        return self.mark(start, 2)

    def on_less(self, start: int) -> int:
        head = _ANGLE_HEAD.match(self.source, start)
        if head is None:
            return self.add_text(start, start + 1)
        self.abandon_names()
        return self.push("angle", start, head.end(), head)

    def on_greater(self, start: int) -> int:
        depth = len(self.frames) - 1
        while self.frames[depth].kind in ("name", "parameters"):
            depth -= 1
        if self.frames[depth].kind != "angle":
            return self.add_text(start, start + 1)
        while len(self.frames) - 1 > depth:
            self.abandon()
        frame = self.pop()
        self.add_text(frame.start, frame.content)
        self.frames[-1].pieces.extend(self.build.opaque(frame.pieces))
        return self.add_text(start, start + 1)

    def on_open_parenthesis(self, start: int) -> int:
        top = self.frames[-1]
        if top.kind == "name" and _PARAMETERS_HEAD.match(self.source, start):
            if not self.too_deep(start, start + 1):
                return self.push("parameters", start, start + 1, None)
        elif top.kind == "parameters":
            top.parentheses += 1
        return self.mark(start)

    def on_close_parenthesis(self, start: int) -> int:
        top = self.frames[-1]
        if top.kind != "parameters":
            return self.mark(start)
        if top.parentheses:
            top.parentheses -= 1
            return self.mark(start)
        if not self.source.startswith("__", start + 1):
            self.abandon()
            return self.mark(start)
        frame = self.pop()
        self.frames[-1].pieces.append(self.build.parameters(frame, start + 1))
        return start + 1

    def on_bracket(self, start: int) -> int:
        return self.mark(start)

    def on_underscores(self, start: int) -> int:
        top = self.frames[-1]
        if top.kind == "name":
            if self._closes_name(top, start):
                frame = self.pop()
                node = self.build.wildcard(frame, start + 2, quiet=self.open["angle"] > 0)
                self.frames[-1].pieces.append(node)
                return start + 2
            self.abandon()
        return self.push("name", start, start + 2, None)

    def _closes_name(self, frame: Frame, start: int) -> bool:
        """Tell the end of a name from the beginning of the next one after a stray `__`."""
        name = self.source[frame.content : start]
        if not name:
            return False
        ends_in_gap = name[-1].isspace() or name[-1] == ","
        following = self.source[start + 2 : start + 3]
        opens_word = following != "" and not following.isspace() and following != ","
        return not (ends_in_gap and opens_word and not name[0].isspace())

    def on_hash(self, start: int) -> int:
        end = self._comment_end(start)
        if end is None:
            return self.add_text(start, start + 1)
        self.abandon_names()
        self.frames[-1].pieces.append(Comment(start, end))
        return end

    def _comment_end(self, start: int) -> int | None:
        """Return where the comment ends, or None where `#` is text."""
        if start and not self.source[start - 1].isspace():
            return None
        names = int(self.frames[-1].kind == "name")
        kind = self.frames[-1 - names].kind
        if kind in ("angle", "parameters"):
            return None
        end = self.source.find("\n", start)
        end = len(self.source) if end < 0 else end
        # Inside braces `{a #1|b}` on one line is meant as text: a comment would unclose it.
        return None if kind in BRACED and "}" in self.source[start:end] else end

    def on_newline(self, start: int) -> int:
        self.abandon_names()
        return self.add_text(start, start + 1)


_HANDLERS: dict[str, Callable[[_Parser, int], int]] = {
    "\\": _Parser.on_backslash,
    "{": _Parser.on_brace,
    "}": _Parser.on_close_brace,
    "${": _Parser.on_variable,
    "%{": _Parser.on_wrap,
    "|": _Parser.on_pipe,
    "$$": _Parser.on_dollars,
    "<": _Parser.on_less,
    ">": _Parser.on_greater,
    "(": _Parser.on_open_parenthesis,
    ")": _Parser.on_close_parenthesis,
    "[": _Parser.on_bracket,
    "]": _Parser.on_bracket,
    "__": _Parser.on_underscores,
    "#": _Parser.on_hash,
    "\n": _Parser.on_newline,
}
