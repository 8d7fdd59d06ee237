"""The prompt tree for the page and for programs: look at a template's choices, and edit them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from booru_studio.domain.json_fields import clean, read_choice, read_text, read_whole, shown
from booru_studio.domain.prompt_tree import PromptTree
from booru_studio.domain.prompt_tree_points import ChoicePoint, child_key_of
from booru_studio.domain.wildcard_library import WildcardLibrary
from booru_studio.domain.wildcard_nodes import NumberRange, Variant, Wildcard
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcards import count_text
from booru_studio.errors import InvalidInputError
from booru_studio.storage.wildcard_editing import WildcardEditor, checked_file

ACTIONS = ("list", "pick", "some", "expand", "collapse", "reroll", "lock", "extract")
MOST_CHILDREN = 200  # of one page
MOST_VALUES = 1_000
LONGEST_TEMPLATE = 100_000  # characters
_KEPT_TREES = 8
_LONGEST_LABEL = 80
_KINDS = {Variant: "variant", NumberRange: "range", Wildcard: "wildcard"}


class PromptTrees:
    """Answers `/prompt_tree`; may be used from several threads.

    The trees of the last templates are kept, so that paging through children counts nothing
    again; one whose wildcards have changed is made anew.
    """

    def __init__(self, library: WildcardLibrary, editor: WildcardEditor) -> None:
        self._library, self._editor = library, editor
        self._trees: OrderedDict[str, PromptTree] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, template: object, **fields: object) -> dict[str, Any]:
        """Do one action and show the tree of the template as it is then.

        Args:
            template: the text.
            fields: all may be left out.
                node: id of a choice point. To collapse or to reroll it may also be a span
                `start-end` in characters of the template, and to collapse "" for all of it; to
                pick it may be the id of a child, which then needs no value.
                action: one of `ACTIONS`.
                values: texts. Values or ids of children to pick or to keep some of; to collapse,
                the one text that stood there before (callers keep it: a template has no memory);
                to reroll a span, the text to draw from.
                name: of the wildcard to extract to, such as `poses/standing`.
                seed: for lock and reroll.
                offset, limit, query: which children to list.

        Returns:
            `{template, leaves, nodes, children}`. `template` is the edited text and everything
            else is about it; numbers of leaves are decimal strings.
            nodes: `{id, kind, span, label, ref, children, leaves, state}`, in the order of the
            text.
            children: `{id, value, weight, leaves, kind, has_choices, origin: {file, line}}` of
            the node, or after an edit of the first choice within what now stands in its place.

        Raises:
            InvalidInputError: an argument is wrong, or the action cannot be done there.
            StoreWriteError: the extracted file cannot be written; the template is as before.
        """
        request = _Request({"template": template, **fields})
        with self._lock:
            tree = self._tree(request.template)
            shown_point: ChoicePoint | None
            if request.action == "list":
                shown_point = tree.point(request.node) if request.node else None
            else:
                start, end, edited = self._edit(tree, request)
                end += len(edited) - len(tree.template)
                tree = self._tree(edited)
                shown_point = tree.outermost(start, end)
            return {
                "template": tree.template,
                "leaves": count_text(tree.leaves),
                "nodes": [_node_json(tree, point) for point in tree.points],
                "children": _children_json(tree, shown_point, request) if shown_point else [],
            }

    def _tree(self, template: str) -> PromptTree:
        tree = self._trees.pop(template, None)
        if tree is None or not tree.is_current():
            tree = PromptTree(template, self._library)
        self._trees[template] = tree
        if len(self._trees) > _KEPT_TREES:
            self._trees.popitem(last=False)
        return tree

    # -- actions: each returns the span it replaced and the new template

    def _edit(self, tree: PromptTree, request: "_Request") -> tuple[int, int, str]:
        if request.action == "collapse":
            return self._collapse(tree, request)
        if request.action == "reroll" and request.values:
            return self._reroll_again(tree, request)
        if request.action == "pick" and not request.values:
            request.pick_child()
        point = tree.point(request.node)
        actions: Mapping[str, Callable[[], str]] = {
            "pick": partial(tree.pick, point, request.values),
            "some": partial(tree.some, point, request.values),
            "expand": partial(tree.expand, point),
            "lock": partial(tree.lock, point, request.seed),
            "reroll": partial(tree.lock, point, request.seed, fresh=True),
            "extract": partial(self._extract, tree, point, request.name),
        }
        return point.node.start, point.node.end, actions[request.action]()

    def _collapse(self, tree: PromptTree, request: "_Request") -> tuple[int, int, str]:
        source = request.only_value("what stood there before")
        if len(tree.template) + len(source) > LONGEST_TEMPLATE:
            raise InvalidInputError(
                reason=f"The prompt would have more than {LONGEST_TEMPLATE:,} characters."
            )
        start, end = tree.span(request.node) if request.node else (0, len(tree.template))
        return start, end, tree.restore(request.node, source)

    def _reroll_again(self, tree: PromptTree, request: "_Request") -> tuple[int, int, str]:
        """Draw the place of an earlier reroll anew, from what stood there before."""
        start, end, before = self._collapse(tree, request)
        restored = self._tree(before)
        source_end = start + len(request.values[0])
        point = restored.outermost(start, source_end)
        if point is None or (point.node.start, point.node.end) != (start, source_end):
            raise InvalidInputError(
                reason=f"“{request.values[0][:80]}” is no choice: give the one to draw from."
            )
        return start, end, restored.lock(point, request.seed, fresh=True)

    def _extract(self, tree: PromptTree, point: ChoicePoint, name: str) -> str:
        name = checked_file(f"{name}.txt").removesuffix(".txt")
        if self._library.find(name).how == "exact":
            raise InvalidInputError(
                reason=f"There is already a wildcard “{name}”: choose another name."
            )
        edited, lines = tree.extract(point, name)
        self._editor.create(name, "\n".join(lines))
        return edited


class _Request:
    """The checked arguments of one call."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.template = read_text(fields, "template", most=LONGEST_TEMPLATE)
        self.node = read_text(fields, "node", most=4_000)
        self.action = read_choice(fields, "action", ACTIONS, "list")
        self.values = _read_values(fields.get("values", ()))
        self.name = read_text(fields, "name", most=200)
        self.seed = read_whole(fields, "seed", 0, 0, 2**64 - 1)
        self.offset = read_whole(fields, "offset", 0, 0, 10**15)
        self.limit = read_whole(fields, "limit", MOST_CHILDREN, 1, MOST_CHILDREN)
        self.query = read_text(fields, "query", most=500)

    def pick_child(self) -> None:
        """Read the id of a child as its choice point and the value to pick."""
        point, _, key = self.node.rpartition("/")
        if point and not key.startswith("n"):
            self.values, self.node = [self.node], point

    def only_value(self, what: str) -> str:
        if len(self.values) != 1:
            raise InvalidInputError(
                reason=f"values has {len(self.values)} texts: give one, {what}."
            )
        return self.values[0]


def _read_values(values: object) -> list[str]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidInputError(reason=f"values is {shown(values)}: give a list of texts.")
    listed = list(values)
    if len(listed) > MOST_VALUES:
        raise InvalidInputError(
            reason=f"values has {len(listed):,} texts: give at most {MOST_VALUES:,}."
        )
    if not all(isinstance(value, str) for value in listed):
        raise InvalidInputError(reason="values holds something else than texts: give texts.")
    return [clean(value) for value in listed]


def _node_json(tree: PromptTree, point: ChoicePoint) -> dict[str, Any]:
    node, wildcard = point.node, point.wildcard
    ref = wildcard.name.source if wildcard else ""
    label = ref if wildcard is node else node.source.removeprefix("{").removesuffix("}")
    return {
        "id": point.id,
        "kind": _KINDS[type(node)],
        "span": [node.start, node.end],
        "label": label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…",
        "ref": ref,
        "children": len(tree.children(point)),
        "leaves": count_text(tree.leaves_at(point)),
        "state": tree.state(point),
    }


def _children_json(
    tree: PromptTree, point: ChoicePoint, request: _Request
) -> list[dict[str, Any]]:
    children = tree.children(point)
    listed = []
    for place in tree.page(point, request.offset, request.limit, request.query):
        child = children.at(place)
        leaves = children.leaves(place)
        piece = children.piece(place)
        listed.append(
            {
                "id": f"{point.id}/{child_key_of(child.value)}",
                "value": child.value,
                "weight": child.weight,
                "leaves": count_text(leaves),
                "kind": "text" if piece.is_fixed else _kind_of(piece.text),
                "has_choices": not piece.is_fixed,
                "origin": {"file": child.file, "line": child.line},
            }
        )
    return listed


def _kind_of(template: str) -> str:
    """Return which kind of choice a template is, or “mixed”."""
    parts = parse(template).phrase.parts
    only = parts[0] if len(parts) == 1 else None
    return _KINDS.get(type(only), "mixed")
