"""The stand-in booru's posts, built from a hand-written table and an archive of older pictures."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from booru_studio.demo.booru_cast import DETAILS, PERSONAS, SCENERY_DETAILS, SCENES, Persona
from booru_studio.domain.posts import PostTags

# Newest number and uploads a day of the real sites in 2026; age and number must fit together,
# since Gelbooru can be searched by number but not by date.
NUMBERING = {"danbooru": (11_900_000, 5_790), "gelbooru": (15_300_000, 5_003)}
GELBOORU_AGE = 0.97  # a picture reaches Gelbooru a little later than Danbooru
ARTISTS = (
    "kumo_atelier", "brushfox", "linden_&_ink", "pepper_pots", "nocturne_k", "o'hara_paints",
    "papercrane_(studio)",
)  # fmt: skip
UPLOADERS = ("harborfan", "tea_and_ink", "windmill77", "gearheart", "moss_collector")
SAMPLE_WIDTH = 850  # pixels; a picture wider than this has a sample
_SIZES = ("832x1216", "1024x1024", "1216x832", "1200x1600", "700x1000", "1600x900")

# sites age-in-days score size rating who scene number-of-general-tags extra-tags
# sites: d Danbooru, g Gelbooru; who: personas joined by +, “-” for nobody; * marks a flag.
_TABLE = """
dg 0.12 64 832x1216 g captain_suri bakery 34 holding_food >_<
d 0.21 18 1024x1024 g tobias workshop 27 gears
dg 0.35 112 1200x1600 g lantern_spirit festival 36 floating
g 0.42 31 1600x900 g - harbor_view 22
dg 0.55 87 832x1216 g captain_suri tea 41 :3
d 0.63 9 700x1000 g aoi portrait 9
dg 0.74 143 1216x832 g aoi+ren pier 38 holding_hands
d 0.81 5 640x640 g mochi garden 11
dg 0.93 56 1024x1024 g tobias tea 31 sitting
d 1.04 77 832x1216 g captain_suri waving 24 salute
g 1.12 28 1080x1600 g captain_suri rooftop 33 v
dg 1.26 205 1600x900 g - night_city 26
d 1.38 12 832x1216 g hanne garden 17 holding_flower
dg 1.47 91 1200x1600 g tobias train 37 holding_suitcase
d 1.59 22 1024x1024 g lantern_spirit rain 20 glowing
dg 1.71 134 832x1216 g aoi hill 29 telescope
d 1.83 40 1216x832 g felix+ottilie library 44 holding_needle
g 1.95 17 832x1216 g lantern_spirit portrait 12
dg 2.08 66 900x1600 g captain_suri+pip bakery 35 >_<
d 2.17 3 700x1000 g ren portrait 4
dg 2.31 58 832x1216 g tobias+greta workshop 45 holding_hammer
d 2.44 71 1600x1200 g lantern_spirit hill 30 floating
g 2.52 44 1024x1024 g tobias camp 28
dg 2.66 39 832x1216 g aoi train 25 waving
d 2.79 15 1080x1350 g inspector_yun rain 33 magnifying_glass
dg 2.88 27 1024x1024 g pip bakery 14
d 3.11 8 832x1216 g aoi+greta+ottilie tea 23
g 3.32 21 832x1216 g ottilie garden 31 hand_fan
dg 4.10 180 1600x900 g - orchard_view 24
d 4.63 33 832x1216 g detective_kaoru+inspector_yun rain 39 magnifying_glass
dg 5.20 52 1200x1600 g hanne snow 28 =_=
g 5.75 14 1024x1024 g felix workshop 26 tape_measure
d 6.40 11 700x2000 g aoi+mirelle tea 15 comic 4koma monochrome greyscale speech_bubble
dg 7.05 96 832x1216 g stone_keeper hill 32 holding_staff
d 7.80 2 640x480 g - still 5
g 8.30 37 832x1216 g ren camp 29
dg 9.15 24 1216x832 g harbor_master+aoi+mirelle pier 30
d 9.90 61 1280x720 g pip bakery 18 animated *video
g 10.45 19 1280x720 g mochi garden 16 animated *video
dg 11.20 48 832x1216 g mirelle library 40 ;)
d 12.35 7 832x1216 g felix tea 13 *deleted
g 12.70 6 832x1216 g ilya bakery 21 *deleted
d 13.60 25 1024x1024 g ottilie profile 19 *banned
dg 14.25 83 1600x1200 g - greenhouse_view 20
g 15.10 16 832x1216 g greta rooftop 34
d 16.05 29 1216x832 g harbor_master+greta+hanne waving 26
dg 17.20 47 1000x1400 g ilya bakery 35 rolling_pin
g 18.15 10 640x640 g mochi portrait 7
dg 19.05 73 832x1216 g detective_kaoru library 38 newspaper
g 20.30 32 832x1216 g stone_keeper snow 27
dg 21.45 9 700x1000 g mirelle portrait 6 *tagme
g 22.60 13 1600x900 g - still 17
dg 23.70 55 832x1216 g greta workshop 43 ^_^
d 24.85 68 1200x3000 g traveller_f+traveller_m hill 34
g 25.90 26 832x1216 g hanne tea 24 :3
dg 0.48 72 1600x900 s - harbor_view 18
d 1.55 35 832x1216 s aoi hill 26
dg 2.22 49 1216x832 q - orchard_view 21
g 3.05 23 1024x1024 s ren library 24
d 6.90 41 1024x1024 q hanne garden 30
dg 8.75 60 1600x900 e - night_city 19
"""


@dataclass(frozen=True, slots=True)
class StandInPost:
    """One post of one stand-in site."""

    number: int
    seed: int  # paints the picture; the same for twins on both sites
    created: datetime
    rating: str  # g, s, q or e
    score: int
    uploader: str
    uploader_id: int
    width: int  # pixels
    height: int  # pixels
    ext: str
    md5: str  # names the picture; twins share it
    tags: PostTags
    shown: tuple[str, ...]  # every general tag that fits the picture, whether tagged or not
    flags: frozenset[str]

    @property
    def is_video(self) -> bool:
        return self.ext == "mp4"

    @property
    def has_sample(self) -> bool:
        return self.width > SAMPLE_WIDTH and not self.is_video

    @property
    def favourites(self) -> int:
        return round(self.score * 0.85)

    @property
    def file_size(self) -> int:
        """Bytes, as large as such a file usually is."""
        return self.width * self.height * (3 if self.is_video else 1) // 3 + self.seed % 9973

    @property
    def source(self) -> str:
        return f"https://gallery.example/view?id={self.seed}&page=1"


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table, parsed."""

    sites: str
    age: float  # days
    score: int
    width: int
    height: int
    rating: str
    people: tuple[Persona, ...]
    scene: str
    tag_limit: int  # general tags
    extras: tuple[str, ...]
    flags: frozenset[str]
    index: int


def posts_of(site: str, opened: datetime) -> tuple[StandInPost, ...]:
    """Build the posts of “danbooru” or “gelbooru”, newest first, dated back from `opened`."""
    rows = [row for row in _rows() if site[0] in row.sites]
    posts = [_post(row, site, opened) for row in rows]
    return tuple(sorted(posts, key=lambda post: -post.number))


def _rows() -> Iterator[_Row]:
    lines = _TABLE.strip().splitlines()
    for index, line in enumerate(lines):
        yield _parsed(line, index)
    for index, line in enumerate(_archive_lines(), start=len(lines)):
        yield _parsed(line, index)


def _parsed(line: str, index: int) -> _Row:
    sites, age, score, size, rating, who, scene, limit, *extras = line.split()
    by_name = {persona.name: persona for persona in PERSONAS}
    width, height = map(int, size.split("x"))
    return _Row(
        sites=sites,
        age=float(age),
        score=int(score),
        width=width,
        height=height,
        rating=rating,
        people=() if who == "-" else tuple(by_name[name] for name in who.split("+")),
        scene=scene,
        tag_limit=int(limit),
        extras=tuple(tag for tag in extras if not tag.startswith("*")),
        flags=frozenset(tag[1:] for tag in extras if tag.startswith("*")),
        index=index,
    )


def _archive_lines() -> Iterator[str]:
    """Give every character older solo posts, so that counts about it mean something."""
    scenes = [name for name, tags in SCENES.items() if not re.search("scenery|still_life", tags)]
    names = [persona.name for persona in PERSONAS for _ in range(persona.archive)]
    rng = Random("booru archive")
    rng.shuffle(names)
    for place, name in enumerate(names):
        age = 3.4 + 26.4 * place / len(names)
        sites = rng.choice(("d", "dg"))
        score, limit = round(rng.paretovariate(1.1) * 6), rng.randint(8, 42)
        yield (
            f"{sites} {age:.3f} {min(score, 240)} {rng.choice(_SIZES)} g {name} "
            f"{rng.choice(scenes)} {limit}"
        )


def _post(row: _Row, site: str, opened: datetime) -> StandInPost:
    is_danbooru = site == "danbooru"
    age = row.age if is_danbooru else row.age * GELBOORU_AGE
    shown = tuple(_general_tags(row))
    uploader = (row.index * 3 + row.index // 5 + (not is_danbooru)) % len(UPLOADERS)
    return StandInPost(
        number=_number(site, age),
        seed=_number("danbooru" if "d" in row.sites else "gelbooru", row.age),
        created=opened - timedelta(days=age),
        rating=row.rating,
        score=row.score if is_danbooru else row.score // 3,
        uploader=UPLOADERS[uploader],
        uploader_id=500 + 17 * uploader,
        width=row.width,
        height=row.height,
        ext="mp4" if "video" in row.flags else ("png" if row.index % 4 == 1 else "jpg"),
        md5=hashlib.md5(f"stand-in picture {row.index}".encode()).hexdigest(),
        tags=_tags(row, shown[: row.tag_limit]),
        shown=shown,
        flags=row.flags,
    )


def _number(site: str, age: float) -> int:
    newest, daily = NUMBERING[site]
    return newest - round(age * daily)


def _tags(row: _Row, general: tuple[str, ...]) -> PostTags:
    people = row.people
    worlds = {person.world for person in people} or {"original"}
    return PostTags(
        general=tuple(sorted(general)),
        character=tuple(sorted({person.tag for person in people})),
        copyright=tuple(sorted(worlds)),
        artist=(ARTISTS[row.index % len(ARTISTS)],),
        meta=tuple(sorted(_meta_tags(row))),
    )


def _meta_tags(row: _Row) -> Iterator[str]:
    if row.width >= 1600 or row.height >= 1200:
        yield "highres"
    if row.index % 3 == 0:
        yield "commentary"
    if "video" in row.flags:
        yield "video"
    if "tagme" in row.flags:
        yield "tagme"


def _general_tags(row: _Row) -> list[str]:
    """Everything one could tag, without repeats, in the order in which people usually do."""
    is_peopled = any(person.kind != "creature" for person in row.people)
    words = [*_counts(row.people), *row.extras]
    for person in row.people:
        words += person.looks.split()
    for person in row.people:
        words += person.wears.split()[:3]
    words += SCENES[row.scene].split()
    for person in row.people:
        words += person.wears.split()[3:]
    words += (DETAILS if is_peopled else SCENERY_DETAILS).split()
    return list(dict.fromkeys(words))


def _counts(people: tuple[Persona, ...]) -> Iterator[str]:
    kinds = [person.kind for person in people if person.kind != "creature"]
    if not kinds:
        yield "no_humans"
    for kind in ("girl", "boy", "other"):
        number = kinds.count(kind)
        if number:
            yield f"{number}{kind}" + ("s" if number > 1 else "")
        if number > 1:
            yield f"multiple_{kind}s"
    if len(kinds) == 1 or (not kinds and len(people) == 1):
        yield "solo"
    if set(kinds) == {"boy"}:
        yield "male_focus"
