"""Who and what the stand-in booru's pictures show: invented people, their worlds, the scenes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """One invented character, an adult or a creature.

    `kind` is girl, boy or other, counted on a post as 1girl, 1boy, 1other; or creature, which
    counts as nobody (no_humans). `tag` overrides the usual `name_(world)`, for a second look of
    the same character. `archive` is how many older solo posts of it there are.
    """

    name: str
    world: str  # the copyright tag
    kind: str
    looks: str  # tags in the order in which people tend to add them
    wears: str
    archive: int = 12
    other_names: tuple[str, ...] = ()
    tag_of: str = ""

    @property
    def tag(self) -> str:
        """The character tag in booru style."""
        return f"{self.tag_of or self.name}_({self.world})"


_HARBOR, _ORCHARD, _LANTERN = "starlit_harbor", "clockwork_orchard", "paper_lantern_detectives"
_COMPASS, _BAKERY, _MOSS = "tailor's_compass", "orbit_bakery", "moss_&_marble"

PERSONAS: tuple[Persona, ...] = (
    Persona(
        "aoi", _HARBOR, "girl",
        "long_hair blue_hair blue_eyes ponytail hair_ribbon white_ribbon eyelashes",
        "blue_jacket white_shirt long_sleeves white_gloves black_pants belt boots brooch",
        other_names=("アオイ", "蒼"),
    ),
    Persona(
        "mirelle", _HARBOR, "girl",
        "red_hair medium_hair green_eyes single_braid glasses freckles",
        "green_sweater long_skirt brown_skirt turtleneck_sweater scarf plaid_scarf earrings",
    ),
    Persona(
        "greta", _ORCHARD, "girl",
        "short_hair brown_hair brown_eyes freckles goggles_on_head goggles thick_eyebrows",
        "apron overalls white_shirt sleeves_rolled_up brown_gloves tool_belt boots",
        other_names=("グレタ",),
    ),
    Persona(
        "inspector_yun", _LANTERN, "girl",
        "black_hair hair_bun single_hair_bun purple_eyes mole_under_eye short_hair",
        "brown_coat trench_coat necktie red_necktie collared_shirt white_shirt fedora badge",
    ),
    Persona(
        "ottilie", _COMPASS, "girl",
        "blonde_hair very_long_hair twin_braids aqua_eyes hair_flower white_flower",
        "blue_dress long_dress puffy_sleeves shawl brooch lace_trim pearl_necklace",
    ),
    Persona(
        "captain_suri", _BAKERY, "girl",
        "pink_hair bob_cut yellow_eyes short_hair blunt_bangs star_hair_ornament",
        "red_jacket chef_hat white_apron epaulettes long_sleeves white_gloves name_tag",
        other_names=("スリ船長",),
    ),
    Persona(
        "hanne", _MOSS, "girl",
        "white_hair long_hair grey_eyes low_ponytail hairpin tareme",
        "green_kimono kimono wide_sleeves obi haori floral_print sandals",
    ),
    Persona(
        "ren", _HARBOR, "boy",
        "black_hair short_hair blue_eyes messy_hair tsurime",
        "grey_sweater scarf red_scarf black_pants coat wristwatch boots",
        other_names=("レン",),
    ),
    Persona(
        "tobias", _ORCHARD, "boy",
        "brown_hair beard short_hair green_eyes facial_hair thick_eyebrows scar",
        "brown_vest white_shirt suspenders sleeves_rolled_up brown_pants belt pocket_watch",
    ),
    Persona(
        "detective_kaoru", _LANTERN, "boy",
        "grey_hair low_ponytail glasses brown_eyes medium_hair round_eyewear",
        "black_suit black_jacket necktie blue_necktie collared_shirt dress_shirt black_gloves",
    ),
    Persona(
        "felix", _COMPASS, "boy",
        "orange_hair curly_hair green_eyes freckles short_hair",
        "green_vest bowtie white_shirt tape_measure sleeve_garter plaid_pants brown_footwear",
    ),
    Persona(
        "ilya", _BAKERY, "boy",
        "blonde_hair undercut grey_eyes stubble short_hair earrings",
        "white_apron black_shirt sleeves_rolled_up oven_mitts jeans sneakers bandana",
    ),
    Persona(
        "stone_keeper", _MOSS, "boy",
        "dark-skinned_male dark_skin white_hair long_hair orange_eyes facial_mark",
        "purple_robe hood hooded_cloak sash wide_sleeves necklace staff",
    ),
    Persona(
        "lantern_spirit", _LANTERN, "other",
        "aqua_hair medium_hair glowing glowing_eyes yellow_eyes androgynous floating_hair",
        "white_robe wide_sleeves tassel paper_lantern sash bell",
        other_names=("灯の精",),
    ),
    Persona(
        "pip", _BAKERY, "creature",
        "robot non-humanoid_robot one-eyed antennae blue_eyes",
        "red_scarf apron wheel cup",
    ),
    Persona(
        "mochi", _MOSS, "creature",
        "rabbit animal white_fur animal_focus red_eyes",
        "bell neck_ribbon red_ribbon leaf_on_head flower",
    ),
    Persona(
        "traveller_f", _MOSS, "girl",
        "purple_hair short_hair brown_eyes side_braid",
        "grey_cloak backpack brown_gloves tunic boots map",
        archive=7, tag_of="traveller",
    ),
    Persona(
        "traveller_m", _MOSS, "boy",
        "purple_hair short_hair brown_eyes hair_between_eyes",
        "grey_cloak backpack brown_gloves tunic boots map",
        archive=6, tag_of="traveller",
    ),
    Persona(
        "harbor_master", _HARBOR, "boy",
        "grey_hair mustache short_hair blue_eyes old_man",
        "peaked_cap black_coat epaulettes telescope white_gloves",
        archive=0,
    ),
)  # fmt: skip

# A scene: place, light, framing, pose, hands, face. Words that a boy and a girl can both do.
SCENES: dict[str, str] = {
    "pier": "outdoors ocean pier day blue_sky cloud standing looking_at_viewer smile closed_mouth "
    "full_body wind seagull sunlight hand_up",
    "bakery": "indoors kitchen bread tray holding_tray standing upper_body open_mouth :d smile "
    "looking_at_viewer basket croissant steam shelf",
    "library": "indoors library bookshelf book holding_book sitting looking_down closed_mouth "
    "cowboy_shot light_smile table lamp open_book reading dust",
    "rain": "outdoors rain umbrella holding_umbrella street city_lights night walking cowboy_shot "
    "looking_to_the_side closed_mouth puddle reflection lamppost blurry_background",
    "garden": "outdoors garden flower red_flower tree day standing smile looking_to_the_side "
    "petals dappled_sunlight from_side watering_can upper_body bush",
    "workshop": "indoors workshop gears clock wrench holding_wrench sitting table looking_down "
    "serious closed_mouth upper_body desk_lamp sidelighting toolbox sparks",
    "snow": "outdoors snow snowing winter breath standing looking_up blush open_mouth cowboy_shot "
    "bare_tree snowflakes mountain cloudy_sky mittens",
    "portrait": "simple_background white_background portrait looking_at_viewer smile closed_mouth "
    "head_tilt straight-on blush_stickers",
    "profile": "grey_background simple_background profile from_side upper_body looking_afar "
    "closed_mouth expressionless backlighting gradient_background",
    "train": "indoors train_interior window sunset orange_sky sitting looking_outside cowboy_shot "
    "closed_mouth book_on_lap bag backlighting suitcase from_side",
    "tea": "indoors table teacup holding_cup tea sitting window sunlight smile looking_at_viewer "
    "upper_body teapot cookie plate chair ^_^",
    "hill": "outdoors field grass hill starry_sky night standing from_behind wide_shot wind "
    "looking_up night_sky shooting_star moonlight full_body",
    "festival": "outdoors festival paper_lantern lantern night crowd smile looking_back upper_body "
    "candy_apple holding_food fireworks blurry_background market_stall open_mouth",
    "camp": "outdoors forest campfire night sitting knees_up holding_cup mug tent full_body "
    "light_smile looking_at_viewer fireflies log tree",
    "rooftop": "outdoors rooftop cityscape sunset railing leaning_forward cowboy_shot wind "
    "closed_mouth looking_at_viewer cloud orange_sky backlighting arms_up",
    "waving": "outdoors street day waving walking looking_at_viewer open_mouth ;d one_eye_closed "
    "full_body building blue_sky shopping_bag from_below shadow",
    # Places without anybody.
    "harbor_view": "outdoors scenery ocean boat lighthouse sunset cloud reflection pier horizon "
    "wide_shot orange_sky sailboat water bird mountain sun evening",
    "orchard_view": "outdoors scenery tree autumn autumn_leaves apple path fence day cloud "
    "blue_sky wide_shot windmill grass basket field",
    "night_city": "outdoors scenery cityscape night night_sky star_(sky) moon building rooftop "
    "city_lights bridge river reflection wide_shot lantern cloud road",
    "greenhouse_view": "indoors scenery greenhouse plant potted_plant flower glass sunlight "
    "light_rays chair table watering_can vines wide_shot",
    "still": "still_life food fruit apple bread table teapot cup flower vase indoors window "
    "sunlight shadow tablecloth food_focus",
}

# What only a careful tagger adds; every picture has them.
DETAILS = (
    "hair_between_eyes sidelocks depth_of_field shadow pendant pocket sparkle "
    "blurry musical_note floating_hair lens_flare film_grain chromatic_aberration ring bracelet "
    "bag_charm facing_viewer arm_at_side hand_on_own_chin fingernails parted_bangs shade gem"
)
SCENERY_DETAILS = (
    "depth_of_field bloom shade vanishing_point perspective film_grain "
    "negative_space lens_flare power_lines rock moss ivy stairs bench barrel crate lamppost flag"
)
