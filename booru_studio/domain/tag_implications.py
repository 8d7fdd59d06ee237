"""Which tags say another one along with themselves: very_long_hair is long_hair too."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Implications of Danbooru (https://danbooru.donmai.us/tag_implications): parents before the colon.
_CHILDREN = """
    multiple_girls: 2girls 3girls 4girls 5girls 6+girls
    multiple_boys: 2boys 3boys 4boys 5boys 6+boys
    multiple_others: 2others 3others 4others 5others 6+others
    long_hair: very_long_hair
    very_long_hair: absurdly_long_hair
    short_hair: very_short_hair
    multicolored_hair: two-tone_hair streaked_hair gradient_hair colored_inner_hair split-color_hair
    twintails: low_twintails short_twintails
    ponytail: high_ponytail low_ponytail short_ponytail folded_ponytail braided_ponytail
    braid: single_braid twin_braids side_braid french_braid crown_braid braided_ponytail
    hair_bun: single_hair_bun double_bun
    drill_hair: twin_drills
    animal_ears: cat_ears dog_ears fox_ears rabbit_ears wolf_ears horse_ears mouse_ears tiger_ears
        bear_ears cow_ears sheep_ears goat_ears lion_ears raccoon_ears squirrel_ears leopard_ears
        animal_ear_fluff
    tail: cat_tail dog_tail fox_tail rabbit_tail wolf_tail horse_tail mouse_tail tiger_tail
        cow_tail lion_tail demon_tail dragon_tail
    horns: demon_horns dragon_horns curled_horns sheep_horns goat_horns single_horn
    wings: feathered_wings angel_wings demon_wings bat_wings fairy_wings butterfly_wings
        dragon_wings head_wings low_wings mini_wings black_wings white_wings
    smile: grin smirk light_smile evil_smile :d ;d
    open_mouth: :d ;d
    one_eye_closed: ;d
    tears: crying_with_eyes_open happy_tears streaming_tears
    crying: crying_with_eyes_open streaming_tears
    sitting: wariza seiza indian_style yokozuwari
    lying: on_back on_side on_stomach
    standing: standing_on_one_leg
    v: double_v
    holding_weapon: holding_sword holding_gun holding_polearm
    sword: katana holding_sword
    gun: rifle handgun holding_gun
    rifle: assault_rifle sniper_rifle
    polearm: spear naginata halberd holding_polearm
    weapon: sword gun polearm holding_weapon
    umbrella: holding_umbrella
    book: holding_book open_book
    cup: holding_cup teacup mug coffee_cup disposable_cup
    phone: holding_phone
    flower: holding_flower rose sunflower hydrangea tulip camellia hibiscus
    bag: holding_bag
    microphone: holding_microphone
    instrument: holding_instrument guitar violin piano flute
    guitar: electric_guitar
    food: holding_food fruit
    fruit: apple strawberry orange_(fruit) lemon banana cherry watermelon peach pineapple
    cake: cake_slice
    sky: blue_sky night_sky starry_sky cloudy_sky
    night: night_sky
    moon: full_moon crescent_moon
    tree: palm_tree pine_tree bare_tree
    forest: bamboo_forest
    leaf: maple_leaf
    cat: black_cat white_cat
    shirt: collared_shirt t-shirt striped_shirt sleeveless_shirt print_shirt frilled_shirt
    collared_shirt: dress_shirt
    skirt: pleated_skirt plaid_skirt long_skirt high-waist_skirt frilled_skirt denim_skirt
        pencil_skirt suspender_skirt
    dress: long_dress short_dress sleeveless_dress frilled_dress sundress sailor_dress
        pinafore_dress striped_dress plaid_dress china_dress wedding_dress
    chinese_clothes: china_dress
    japanese_clothes: kimono yukata hakama haori
    school_uniform: serafuku gakuran
    sweater: turtleneck_sweater ribbed_sweater
    turtleneck: turtleneck_sweater
    apron: waist_apron frilled_apron maid_apron
    gloves: fingerless_gloves elbow_gloves half_gloves
    thighhighs: striped_thighhighs
    boots: knee_boots ankle_boots high_heel_boots lace-up_boots cowboy_boots rubber_boots
    high_heels: high_heel_boots
    shoes: sneakers loafers mary_janes
    puffy_sleeves: puffy_short_sleeves puffy_long_sleeves
    short_sleeves: puffy_short_sleeves
    long_sleeves: puffy_long_sleeves
    hat: witch_hat straw_hat sun_hat santa_hat top_hat beret baseball_cap peaked_cap cabbie_hat
        fur_hat party_hat mini_hat bucket_hat chef_hat cowboy_hat garrison_cap sailor_hat beanie
        bowler_hat fedora
    top_hat: mini_top_hat
    mini_hat: mini_top_hat
    bow: hair_bow striped_bow polka_dot_bow
    ribbon: hair_ribbon neck_ribbon
    hair_ornament: hair_flower hairclip hairpin hair_bobbles kanzashi star_hair_ornament
        heart_hair_ornament x_hair_ornament butterfly_hair_ornament leaf_hair_ornament
        crescent_hair_ornament snowflake_hair_ornament bone_hair_ornament rabbit_hair_ornament
        cat_hair_ornament fish_hair_ornament
    earrings: hoop_earrings stud_earrings single_earring star_earrings heart_earrings
        crystal_earrings cross_earrings crescent_earrings tassel_earrings
    jewelry: earrings necklace bracelet ring brooch anklet
"""
_COLOURS = _words("aqua black blue brown green grey orange pink purple red white yellow")
# What a colour is put before: red_scarf is scarf too.
_COLOURED = _words("""
    shirt skirt dress jacket coat pants shorts gloves thighhighs pantyhose socks bow ribbon bowtie
    necktie scarf cape kimono sweater hoodie vest apron choker belt cardigan flower rose
""")


def _parents_of(text: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    parent = ""
    for word in text.split():
        if word.endswith(":"):
            parent = word[:-1]
        else:
            found[word] = (*found.get(word, ()), parent)
    return MappingProxyType(found)


_PARENTS = _parents_of(_CHILDREN)


@lru_cache(maxsize=50_000)
def implied_by(tag: str) -> frozenset[str]:
    """Return every tag that a tag says along with itself, parents of parents included.

    Only what stands in the table or its rules counts, never that one name is within another:
    “chair” says nothing of “hair”.
    """
    found: set[str] = set()
    waiting = list(_parents(tag))
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting += _parents(parent)
    return frozenset(found)


def _parents(tag: str) -> Iterator[str]:
    yield from _PARENTS.get(tag, ())
    colour, _, thing = tag.partition("_")
    if colour in _COLOURS:
        if thing in _COLOURED:
            yield thing
        elif thing == "background":
            yield "simple_background"
    if colour == "holding" and thing:
        yield "holding"
