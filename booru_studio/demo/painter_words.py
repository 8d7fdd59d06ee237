"""What a prompt asks the painter for: time of day, scenery and people, read from its words."""

import hashlib
import re
from dataclasses import dataclass
from random import Random

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
DARK_SKIES = frozenset({"night", "space"})

COLOURS: dict[str, Colour] = {
    "red": (206, 58, 62), "crimson": (176, 36, 66), "orange": (240, 140, 66),
    "yellow": (246, 206, 92), "gold": (232, 186, 84), "blonde": (246, 214, 128),
    "brown": (134, 88, 62), "beige": (222, 200, 168), "green": (92, 166, 104),
    "teal": (56, 152, 150), "aqua": (112, 208, 214), "cyan": (112, 208, 222),
    "light blue": (146, 200, 240), "blue": (78, 122, 210), "navy": (44, 60, 116),
    "indigo": (78, 74, 170), "purple": (140, 92, 190), "violet": (152, 106, 206),
    "lavender": (190, 170, 226), "pink": (242, 150, 184), "magenta": (208, 72, 148),
    "white": (240, 240, 246), "silver": (206, 210, 224), "grey": (150, 154, 168),
    "gray": (150, 154, 168), "black": (52, 48, 62), "turquoise": (64, 190, 180),
    "peach": (252, 200, 170), "mint": (170, 226, 196),
}  # fmt: skip

# Top of the sky, horizon.
SKIES: dict[str, tuple[Colour, Colour]] = {
    "night": ((16, 20, 58), (74, 84, 158)),
    "space": ((10, 8, 34), (76, 38, 112)),
    "sunset": ((88, 70, 150), (255, 166, 104)),
    "sunrise": ((122, 156, 226), (255, 210, 176)),
    "rain": ((92, 110, 136), (178, 192, 206)),
    "snow": ((158, 186, 224), (238, 244, 251)),
    "autumn": ((236, 178, 122), (253, 232, 196)),
    "underwater": ((36, 120, 178), (20, 62, 116)),
    "day": ((84, 158, 234), (212, 238, 252)),
    "spring": ((150, 200, 244), (254, 228, 238)),
    "indoors": ((226, 206, 186), (246, 234, 218)),
}

_SKY_WORDS: tuple[tuple[str, str], ...] = (
    ("space", r"space|galaxy|nebula|planet|milky way"),
    ("sunset", r"sunset|dusk|evening|golden hour|twilight"),
    ("sunrise", r"sunrise|dawn|morning"),
    ("night", r"night|moon|moonlight|starry|stars|midnight|aurora|fireworks"),
    ("underwater", r"underwater|coral|fish"),
    ("rain", r"rain|overcast|storm|cloudy|fog|mist"),
    ("snow", r"snow|winter|snowing|ice"),
    ("autumn", r"autumn|fall leaves|maple"),
    ("spring", r"spring|cherry blossoms?|petals|sakura"),
    ("indoors", r"indoors|bedroom|kitchen|library|room|cafe|classroom"),
    ("day", r"day|blue sky|summer|noon|sky|outdoors|clouds?"),
)

_THINGS: dict[str, str] = {
    "stars": r"stars?|starry|night|space|galaxy|milky way|shooting star",
    "moon": r"moon|moonlight|full moon|crescent",
    "sun": r"sun|sunset|sunrise|sunlight|golden hour|dusk|dawn",
    "clouds": r"clouds?|cloudy|sky|summer|overcast|day",
    "mountains": r"mountains?|alps|peak|volcano|valley|fuji",
    "sea": r"ocean|sea|beach|waves?|coast|lake|river|water|island|harbou?r|shore",
    "boat": r"boat|ship|sailboat|sailing",
    "city": r"city|cityscape|town|street|buildings?|skyline|skyscrapers?|urban|neon|tokyo",
    "forest": r"forest|woods?|trees?|jungle|park|garden|bamboo",
    "flowers": r"flowers?|flower field|meadow|rose|tulips?|sunflowers?|garden|daisy|lavender field",
    "petals": r"petals|cherry blossoms?|sakura|falling petals|wind",
    "leaves": r"autumn|autumn leaves|falling leaves|maple|leaf",
    "snow": r"snow|snowing|winter|snowflakes?",
    "rain": r"rain|raining|storm",
    "hills": r"hills?|field|grass|meadow|countryside|landscape|scenery|park|plains?|valley",
    "lanterns": r"lanterns?|festival|fireflies|lights|bokeh",
    "house": r"house|cottage|cabin|lighthouse|shrine|castle|village",
    "window": r"indoors|bedroom|kitchen|library|room|cafe|classroom|window",
    "fireworks": r"fireworks",
    "aurora": r"aurora",
}

_CLOTHES = (
    r"dress|shirt|jacket|sweater|coat|kimono|yukata|hoodie|cardigan|uniform|serafuku|blouse|"
    r"robe|cape|cloak|suit|vest|sundress|school uniform|t-shirt|scarf|armor"
)
_AIRS = ("peach", "mint", "lavender", "light blue", "yellow", "pink")
_GROUNDS: tuple[frozenset[str], ...] = (
    frozenset({"hills", "forest"}), frozenset({"mountains", "hills"}), frozenset({"sea"}),
    frozenset({"sea", "mountains"}), frozenset({"hills", "flowers"}), frozenset({"hills", "house"}),
)  # fmt: skip
_COUNT = re.compile(r"\b(\d)\+?(girl|boy)s?\b|\b(solo|woman|man|girl|boy|lady)\b")
_LENGTHS = (("long", r"(very )?long hair"), ("short", r"short hair"), ("medium", r"medium hair"))
_STYLES = ("twintails", "ponytail", "braid", "bob cut", "hair bun")
_EXTRAS = (
    "glasses", "hat", "ribbon", "bow", "cat ears", "hair flower", "headphones", "scarf",
    "closed eyes", "open mouth", "smile", "blush", "beret", "witch hat", "straw hat", "freckles",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One figure: its colours, hair length and style, and the small things it wears."""

    is_boy: bool
    hair: Colour
    eyes: Colour
    clothes: Colour
    length: str
    style: str
    extras: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture before it is painted; sky colours from the top to the horizon."""

    sky_name: str
    sky: tuple[Colour, Colour]
    accent: Colour
    things: frozenset[str]
    people: tuple[Person, ...]
    is_plain: bool


def generator_of(prompt: str, seed: int, purpose: str) -> Random:
    """Make a random generator that the prompt, the seed and a purpose name decide alone."""
    digest = hashlib.sha256(f"{purpose}\0{seed}\0{prompt}".encode("utf-8", "replace")).digest()
    return Random(int.from_bytes(digest[:8], "big"))


def read_scene(prompt: str, seed: int) -> Scene:
    """Read a prompt into a scene; what it leaves open is drawn from prompt and seed."""
    text = _plain_text(prompt)
    rng = generator_of(text, seed, "scene")
    people = _people(text, rng)
    sky_name = _sky_name(text, rng)
    is_plain = bool(re.search(r"\b(simple|white|plain|gradient|transparent) background\b", text))
    return Scene(
        sky_name=sky_name,
        sky=_sky_colours(text, sky_name, is_plain, rng),
        accent=_accent(text, rng),
        things=_things(text, sky_name, rng),
        people=people,
        is_plain=is_plain,
    )


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Blend two colours; share 0 gives the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def land_shade(scene: Scene, colour: Colour, distance: float) -> Colour:
    """Shade a thing by the hour and let the air wash it out; distance 0 (near) to 1 (horizon)."""
    lit = mix(colour, (26, 30, 74), 0.62) if scene.sky_name in DARK_SKIES else colour
    if scene.sky_name == "sunset":
        lit = mix(lit, (112, 58, 100), 0.42)
    if scene.sky_name == "snow":
        lit = mix(lit, WHITE, 0.72)
    return mix(lit, scene.sky[1], distance)


def _plain_text(prompt: str) -> str:
    text = re.sub(r"<[^<>]*>", " ", prompt.lower().replace("_", " ").replace("\\", ""))
    text = re.sub(r":\d+(\.\d+)?", " ", text)
    return re.sub(r"[^\w\s,+-]", " ", text)


def _has(pattern: str, text: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", text) is not None


def _colours_before(noun: str, text: str) -> list[Colour]:
    names = "|".join(sorted(COLOURS, key=len, reverse=True))
    found = re.findall(rf"\b({names})\b(?:[ -]\w+)? (?:{noun})\b", text)
    return [COLOURS[name] for name in found]


def _sky_name(text: str, rng: Random) -> str:
    for name, pattern in _SKY_WORDS:
        if _has(pattern, text):
            return name
    return rng.choice(("day", "sunrise", "spring", "sunset", "day"))


def _sky_colours(text: str, sky_name: str, is_plain: bool, rng: Random) -> tuple[Colour, Colour]:
    background = _colours_before("background|theme|sky", text)
    if is_plain or (background and sky_name == "day"):
        base = background[0] if background else COLOURS[rng.choice(("lavender", "mint", "peach"))]
        return mix(base, (255, 255, 255), 0.25), mix(base, (255, 255, 255), 0.7)
    top, horizon = SKIES[sky_name]
    tint, air = _accent(text, rng), COLOURS[rng.choice(_AIRS)]
    return mix(top, tint, rng.uniform(0.08, 0.24)), mix(horizon, air, rng.uniform(0.05, 0.28))


def _accent(text: str, rng: Random) -> Colour:
    flowers = _colours_before("flowers?|roses?|tulips?|petals|lights?|theme|lanterns?", text)
    if _has("sunflowers?", text):
        return COLOURS["yellow"]
    named = [COLOURS[word] for word in re.findall(r"\w+", text) if word in COLOURS]
    chosen = flowers or named
    return chosen[0] if chosen else COLOURS[rng.choice(("pink", "yellow", "aqua", "violet", "red"))]


def _things(text: str, sky_name: str, rng: Random) -> frozenset[str]:
    things = {thing for thing, pattern in _THINGS.items() if _has(pattern, text)}
    ground = {"sea", "city", "forest", "hills", "mountains", "window", "flowers"}
    drawn = rng.choice(_GROUNDS)
    if not things & ground and sky_name not in {"space", "underwater"}:
        things |= drawn
    if sky_name in {"day", "spring", "sunrise"}:
        things.add("clouds")
    if sky_name in {"night", "space"}:
        things |= {"stars"} | ({"moon"} if sky_name == "night" else set())
    return frozenset(things)


def _people(text: str, rng: Random) -> tuple[Person, ...]:
    kinds: list[bool] = []
    for number, kind, word in _COUNT.findall(text):
        if number:
            kinds += [kind == "boy"] * int(number)
        elif word and not kinds:
            kinds.append(word in {"man", "boy"})
    if _has("no humans|nobody|scenery only", text):
        return ()
    hair = _colours_before("hair", text)
    eyes = _colours_before("eyes", text)
    clothes = _colours_before(_CLOTHES, text)
    return tuple(
        Person(
            is_boy=is_boy,
            hair=_nth(hair, index, rng, ("brown", "black", "blonde", "pink", "blue", "silver")),
            eyes=_nth(eyes, index, rng, ("blue", "green", "brown", "violet", "gold")),
            clothes=_nth(clothes, index, rng, ("white", "navy", "red", "teal", "lavender")),
            length=_length(text, is_boy, rng),
            style=next((style for style in _STYLES if _has(style, text)), ""),
            extras=frozenset(extra for extra in _EXTRAS if _has(extra, text)),
        )
        for index, is_boy in enumerate(kinds[:3])
    )


def _nth(named: list[Colour], index: int, rng: Random, otherwise: tuple[str, ...]) -> Colour:
    drawn = COLOURS[rng.choice(otherwise)]
    return named[index % len(named)] if named else drawn


def _length(text: str, is_boy: bool, rng: Random) -> str:
    drawn = "short" if is_boy else rng.choice(("long", "long", "medium"))
    return next((name for name, pattern in _LENGTHS if _has(pattern, text)), drawn)
