"""What templates become: grammar, random draws, diagnostics."""

from collections import Counter

import pytest

from booru_studio.domain.wildcard_leaves import Leaves
from booru_studio.domain.wildcard_library import ListEntries, MemoryLibrary, MountedLibrary
from booru_studio.domain.wildcards import diagnose, expand

LIBRARY = MemoryLibrary(
    {
        "colour": ["red", "green", "blue"],
        "shape": ["circle", "square"],
        "art/ink": ["brush", "pen"],
        "art/paper/kind": ["rice", "rag"],
        "coat": ["a {long|short} coat", "plain coat"],
        "season": ["In ${season}, a ${hat:cap}"],
        "loop": ["once __loop__"],
        "left": ["l __right__"],
        "right": ["r __left__"],
        "tea (green)": ["sencha"],
        "empty": [],
        "weighted": ListEntries(["rare", "often"], [1, 3]),
    }
)


def leaves(template, library=LIBRARY):
    return set(Leaves(template, library))


def drawn(template, seeds=400, library=LIBRARY):
    return {expand(template, library, seed).text for seed in range(seeds)}


def codes(template, library=LIBRARY):
    return [each.code for each in diagnose(template, library)]


@pytest.mark.parametrize(
    ("template", "results"),
    [
        ("plain, text", ["plain, text"]),
        ("{sun|moon}", ["sun", "moon"]),
        ("{}", [""]),
        ("x{a|}y", ["xay", "xy"]),
        ("{a|{b|c}}", ["a", "b", "c"]),
        ("{ a | b }", ["a", "b"]),
        ("{a |b}", ["a ", "b"]),
        ("{[a|b]|(c|d)}", ["[a|b]", "(c|d)"]),
        ("{2::a|.5::b}", ["a", "b"]),
        ("{a::2|2 ::b}", ["a::2", "2 ::b"]),
        ("{0::a|b}", ["b"]),
        ("{2$$a|b|c}", ["a,b", "a,c", "b,a", "b,c", "c,a", "c,b"]),
        ("{0-1$$a|b}", ["", "a", "b"]),
        ("{-1$$a|b}", ["a", "b"]),
        ("{2-1$$a|b}", ["a", "b", "a,b", "b,a"]),
        ("{9$$a|b}", ["a,b", "b,a"]),
        ("{2$$ and $$a|b}", ["a and b", "b and a"]),
        ("{2$$|$$a|b}", ["a|b", "b|a"]),
        ("{2$$\uff0c$$a|b}", ["a\uff0cb", "b\uff0ca"]),
        ("{2$$$$a|b}", ["ab", "ba"]),
        ("{ 2 $$a|b}", ["a,b", "b,a"]),
        ("{2$$a|a|b}", ["a,a", "a,b", "b,a"]),
        ("{2$$__shape__}", ["circle,square", "square,circle"]),
        ("{2$$__shape__|x}", ["circle,x", "square,x", "x,circle", "x,square"]),
        ("__shape__", ["circle", "square"]),
        ("__SHAPE__", ["circle", "square"]),
        ("__art/*__", ["brush", "pen", "rice", "rag"]),
        (r"__art\ink__", ["brush", "pen"]),
        ("__**/shape__", ["circle", "square"]),
        ("__kind__", ["rice", "rag"]),
        ("__art/{ink|paper/kind}__", ["brush", "pen", "rice", "rag"]),
        ("__tea (green)__", ["sencha"]),
        ("__coat__", ["a long coat", "a short coat", "plain coat"]),
        ("__season(season=spring)__", ["In spring, a cap"]),
        ("__season(season=May, hat={hood|veil})__", ["In May, a hood", "In May, a veil"]),
        ("${season=June}__season__", ["In June, a cap"]),
        ("${x={a|b}}${x}${x}", ["aa", "ab", "ba", "bb"]),
        ("${x=!{a|b}}${x}${x}", ["aa", "bb"]),
        ("${x=a}${x?=b}${x}", ["a"]),
        ("${x?=b}${x}", ["b"]),
        ("${x}${x=a}", ["a"]),
        ("${x=}[${x}]", ["[]"]),
        ("${a=!{1|2}}${b=!${a}}${b}${a}", ["11", "22"]),
        ("${v=!{ink|paper/kind}}__art/${v}__ ${v}", ["brush ink", "pen ink", "rice paper/kind",
                                                      "rag paper/kind"]),
        ("{${x=a}${x}|c}", ["a", "c"]),
        ("%{a ... b$$x}", ["a x b"]),
        ("%{a\u2026b$$x}", ["axb"]),
        ("%{a$$x}", ["ax"]),
        ("{0.6..0.9}", ["0.6", "0.7", "0.8", "0.9"]),
        ("{3..1}", ["3", "2", "1"]),
        ("{0..1..0.5}", ["0.0", "0.5", "1.0"]),
        ("{2$$1..2}", ["1,2", "2,1"]),
        ("<lora:ink:{0.5..0.6}>", ["<lora:ink:0.5>", "<lora:ink:0.6>"]),
        ("<lora:a__b__c:1>", ["<lora:a__b__c:1>"]),
        ("<lora:__shape__:1>", ["<lora:circle:1>", "<lora:square:1>"]),
        ("<lora:a#b:1>, c # d", ["<lora:a#b:1>, c "]),
        ("c# music", ["c# music"]),
        ("a # note\nb", ["a \nb"]),
        ("100% cotton, costs $5", ["100% cotton, costs $5"]),
        (r"{a\|b|c}", ["a|b", "c"]),
        (r"\{a\} \__c\__", ["{a} __c__"]),
        (r"\(fate\) \\o/ \[x\]", [r"\(fate\) \\o/ \[x\]"]),
        (r"{\@_@|>_<}", ["@_@", ">_<"]),
        ("__nowhere__", ["__nowhere__"]),
        ("${nothing}", ["${nothing}"]),
        ("a{b|c", ["a{b|c"]),
        ("a } b", ["a } b"]),
        ("foo__bar, baz, __shape__", ["foo__bar, baz, circle", "foo__bar, baz, square"]),
        ("__loop__", ["once __loop__"]),
        ("__left__", ["l r __left__"]),
        ("{" * 60 + "a" + "}" * 60, ["a"]),
    ],
)  # fmt: skip
def test_a_template_has_exactly_these_leaves_and_draws_all_of_them(template, results):
    assert leaves(template) == set(results)
    assert drawn(template) == set(results)


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("a {b", "E_UNCLOSED"),
        ("__colr__", "E_WILDCARD_MISSING"),
        ("__empty__", "E_WILDCARD_EMPTY"),
        ("__left__", "E_CYCLE"),
        ("${x=${x}}${x}", "E_CYCLE"),
        ("${who}", "E_VAR_UNDEFINED"),
        ("${1}", "E_VAR_NAME"),
        ("%{a}", "E_WRAP"),
        ("{" * 100 + "}" * 100, "E_DEPTH"),
        ("{0::a|0::b}", "W_WEIGHT_ZERO"),
        ("{3-1$$a|b}", "W_RANGE"),
        ("__kind__", "W_WILDCARD_ELSEWHERE"),
        ("{a|c#}", "W_HASH_STRIPPED"),
        ("{@_@|>_<}", "W_SAMPLER_PREFIX"),
    ],
)
def test_a_problem_is_told_by_its_code(template, code):
    found = [each for each in diagnose(template, LIBRARY) if each.code == code]
    if code == "E_CYCLE" and "=" in template:
        found = [each for each in expand(template, LIBRARY, 0).diagnostics if each.code == code]
    assert found
    assert all(0 <= each.start < each.end <= len(template) for each in found)
    assert found[0].as_dict().keys() == {"code", "severity", "start", "end", "message", "fix"}


def test_a_missing_wildcard_names_the_nearest_and_offers_it_as_fix():
    (problem,) = expand("big __colur__", LIBRARY, 1).diagnostics
    assert (problem.start, problem.end, problem.fix) == (4, 13, "__colour__")
    assert "colour" in problem.message


def test_a_cycle_names_its_chain():
    (problem,) = expand("__left__", LIBRARY, 1).diagnostics
    assert "left → right → left" in problem.message


def test_a_problem_in_a_file_is_told_at_the_reference_with_its_line():
    library = MemoryLibrary({"a": ListEntries(["x {y"], file="a.txt", lines=[7])})
    (problem,) = expand("ab __a__", library, 0).diagnostics
    assert (problem.start, problem.end) == (3, 8)
    assert problem.message.startswith("a.txt, line 7: ")


def test_a_missing_name_inside_of_a_lora_tag_is_nothing_to_remark():
    assert codes("<lora:a__b__c:1>") == []


def test_the_starred_fix_of_a_sampler_prefix_gives_both_options():
    template = "{@_@|>_<}"
    (problem,) = diagnose(template, LIBRARY)
    fixed = template[: problem.start] + problem.fix + template[problem.end :]
    assert drawn(fixed) == {"@_@", ">_<"}


def test_picks_say_what_was_chosen_and_where_it_was_written():
    library = MemoryLibrary({"a": ListEntries(["{x|y} z"], file="deep/a.txt", lines=[3])})
    first, second = expand("__a__", library, 2).picks
    assert (first.source, first.index, first.value) == ("__a__", 0, "{x|y} z")
    assert (first.file, first.line) == ("deep/a.txt", 3)
    assert (second.path, second.source, second.start, second.end) == (("__a__",), "{x|y}", 0, 5)
    assert second.value in ("x", "y")


def test_a_literal_name_wins_over_a_glob():
    library = MemoryLibrary({"a[1]": ["literal"], "a1": ["glob"]})
    assert leaves("__a[1]__", library) == {"literal"}


def test_a_reference_in_a_file_means_its_own_folder_first():
    library = MemoryLibrary({"x/all": ["__one__"], "x/one": ["near"], "y/one": ["far"]})
    assert leaves("__x/all__", library) == {"near"}


def test_a_mounted_tree_adds_its_names():
    library = MountedLibrary(LIBRARY, MemoryLibrary({"loras/ink": ["<lora:ink:1>"]}))
    assert leaves("__loras/*__ __shape__", library) == {
        "<lora:ink:1> circle",
        "<lora:ink:1> square",
    }
    assert library.nearest("loras/inc")[0] == "loras/ink"


def test_a_cyclical_choice_takes_turns_by_seed():
    assert [expand("{@a|b|c}", LIBRARY, seed).text for seed in range(4)] == ["a", "b", "c", "a"]


def test_a_cyclical_choice_turns_along_with_the_leaves():
    assert list(Leaves("{a|b|c} {@1|2}", LIBRARY)) == ["a 1", "b 2", "c 1"]


def test_a_random_choice_adds_no_leaves():
    assert Leaves("{a|b} {~1|2|3}", LIBRARY).count == 2


@pytest.mark.parametrize(
    "template", ["x" * 30_000, "{" * 50_000, "${a=" + "x" * 300 + "}" + "${a}" * 90]
)
def test_a_result_is_never_longer_than_its_limit(template):
    expansion = expand(template, LIBRARY, 1)
    assert len(expansion.text) == 20_000
    assert "E_LIMIT" in [each.code for each in expansion.diagnostics]


def test_variables_that_double_each_other_are_cut_off():
    names = ["v" + "x" * number for number in range(30)]
    pairs = zip(names, names[1:], strict=False)
    template = "".join(f"${{{name}=${{{more}}}${{{more}}}}}" for name, more in pairs) + "${v}"
    expansion = expand(template + f"${{{names[-1]}=leaf}}", LIBRARY, 1)
    assert "E_LIMIT" in [each.code for each in expansion.diagnostics]


def test_wildcards_that_all_refer_to_each_other_end():
    names = [f"w{n}" for n in range(20)]
    library = MemoryLibrary({name: [" ".join(f"__{each}__" for each in names)] for name in names})
    assert "E_LIMIT" in [each.code for each in expand("__w1__", library, 1).diagnostics]
    assert Leaves("__w1__", library).count == 1


def odds(template, library=LIBRARY, draws=20_000):
    found = Counter(expand(template, library, seed).text for seed in range(draws))
    return {text: count / draws for text, count in found.items()}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{a|b|c}", {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}),
        ("{5::a|1::b|4::c}", {"a": 0.5, "b": 0.1, "c": 0.4}),
        ("__weighted__", {"rare": 0.25, "often": 0.75}),
        (
            "{2$$5::a|1::b|5::c}",
            {"a,b": 5 / 66, "a,c": 25 / 66, "b,a": 1 / 22,
             "b,c": 1 / 22, "c,a": 25 / 66, "c,b": 5 / 66},
        ),
        ("{1-2$$a|b}", {"a": 0.25, "b": 0.25, "a,b": 0.25, "b,a": 0.25}),
    ],
)  # fmt: skip
def test_draws_follow_the_weights(template, expected):
    draws = 20_000
    found = odds(template, draws=draws)
    assert found.keys() == expected.keys()
    chi_square = sum(draws * (found[each] - share) ** 2 / share for each, share in expected.items())
    # The 99.9 % point of the distribution with 5 degrees of freedom; fewer only make it stricter.
    assert chi_square < 20.5
