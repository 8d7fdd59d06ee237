"""Which tags tell which part of a picture: the words for framing, pose, hair colour and so on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tags of one slot, as whole names and as rules for families of names."""

    words: frozenset[str]
    starts: tuple[str, ...] = ()  # how a tag may begin: “holding_”
    heads: frozenset[str] = frozenset()  # a tag's last word: “dress” of “blue_dress”
    not_starts: tuple[str, ...] = ()  # beginnings that overrule `heads`: “unworn_hat”

    def __contains__(self, tag: str) -> bool:
        if tag in self.words or tag.startswith(self.starts):
            return True
        return tag.rpartition("_")[2] in self.heads and not tag.startswith(self.not_starts)


# The same few thousand tags come again in every page of posts.
@lru_cache(maxsize=50_000)
def slot_names(tag: str) -> tuple[str, ...]:
    """Name every slot that a general tag fills; () for a tag that fills none."""
    return tuple(name for name, vocabulary in SLOT_WORDS.items() if tag in vocabulary)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _paired(modifiers: str, nouns: str) -> frozenset[str]:
    return frozenset(f"{word}_{noun}" for word in modifiers.split() for noun in nouns.split())


def _shaded(colors: str, noun: str) -> frozenset[str]:
    shades = ("", "light_", "dark_", "pale_")
    return frozenset(f"{shade}{color}_{noun}" for shade in shades for color in colors.split())


_COLORS = """black white grey gray silver blonde platinum_blonde brown red orange yellow gold
    green aqua cyan teal blue purple violet lavender pink"""

_COUNT = _words("""1girl 2girls 3girls 4girls 5girls 6+girls 1boy 2boys 3boys 4boys 5boys 6+boys
    1other 2others 3others 4others 5others 6+others multiple_girls multiple_boys
    multiple_others solo solo_focus no_humans everyone crowd duo trio""")

_FRAMING = Vocabulary(
    _words("""portrait upper_body lower_body cowboy_shot full_body wide_shot very_wide_shot
    close-up medium_shot feet_out_of_frame foot_out_of_frame head_out_of_frame out_of_frame
    eyes_out_of_frame arm_out_of_frame knees_out_of_frame legs_out_of_frame split_crop tachi-e
    eye_focus face_focus hand_focus foot_focus leg_focus back_focus hip_focus mouth_focus
    head_only head_shot bust_shot partially_underwater_shot"""),
    starts=("cropped_head", "cropped_torso", "cropped_legs", "cropped_shoulders", "cropped_arm"),
)

_GAZE = Vocabulary(
    _words("""pov straight-on dutch_angle profile three_quarter_profile perspective fisheye
    upside-down sideways side-by-side over-shoulder_shot bird's-eye_view worm's-eye_view
    vanishing_point foreshortening eye_contact sideways_glance staring glaring averting_eyes
    rolling_eyes closed_eyes crossed_eyes covered_eyes eyes_visible_through_hair from_above
    from_behind from_below from_side from_outside from_inside from_ground selfie"""),
    starts=("looking_", "facing_", "pov_"),
)

_POSE = Vocabulary(
    _words("""sitting standing lying kneeling squatting crouching leaning walking running
    jumping flying floating falling swimming wading dancing singing sleeping reclining
    straddling bowing stretching spinning climbing crawling riding driving skating surfing
    skiing skipping marching fighting aiming firing punching kicking throwing catching pushing
    pulling swinging casting_spell eating drinking cooking baking feeding biting licking
    chewing reading writing drawing painting studying working cleaning sweeping washing
    bathing gardening fishing shopping talking shouting whispering waving clapping pointing
    reaching carrying dragging hanging hiding peeking waiting yawning sneezing laughing crying
    trembling shivering blowing_bubbles tying_hair brushing_hair on_back on_stomach on_side
    on_one_knee all_fours seiza wariza yokozuwari indian_style fetal_position crossed_arms
    crossed_legs crossed_ankles outstretched_arm outstretched_arms outstretched_hand
    spread_arms arched_back contrapposto head_tilt head_rest head_back head_down
    heads_together arm_up arm_at_side arm_support arm_behind_back arm_behind_head arm_rest
    arm_hug arm_held_back hand_up hands_up leg_up leg_lift leg_hold knee_up knees_up
    kneepit_hold legs_apart legs_together legs_folded feet_up knees_together_feet_apart
    knees_apart_feet_together knee_to_chest legs_up standing_on_one_leg tiptoes pigeon-toed
    split midair afloat splashing unsheathing flexing cheering cuddling tickling poking
    clenched_hand clenched_hands open_hand own_hands_together own_hands_clasped
    interlocked_fingers index_finger_raised finger_to_mouth pinky_out thumbs_up thumbs_down
    shushing beckoning v double_v peace_sign ok_sign finger_gun heart_hands heart_hands_duo
    heart_arms claw_pose paw_pose cat_pose fighting_stance battle_stance ready_to_draw salute
    two-finger_salute fox_shadow_puppet v_arms w_arms steepled_fingers shading_eyes
    spread_fingers dressing dreaming aiming_at_viewer drawing_(object) playing_instrument
    playing_games playing_sports playing_guitar playing_piano playing_flute
    playing_with_another's_hair w \\m/ \\o/ \\||/ \\n/ high_five fist_bump handshake headpat
    kiss lap_pillow piggyback princess_carry shoulder_carry carrying_person dual_wielding
    back-to-back face-to-face arms_around_neck locked_arms pillow_hug group_hug hug
    cheek-to-cheek forehead-to-forehead hair_flip tucking_hair twirling_hair
    playing_with_own_hair broom_riding horseback_riding meditation praying mouth_hold
    food_in_mouth between_fingers spread_wings tail_wagging balancing twisted_torso action
    battle fighting_game_pose jojo_pose the_pose smoking recording taking_picture
    hugging_own_legs exercising t-pose"""),
    starts=(
        "holding", "arms_", "hand_on_", "hands_on_", "hand_in_", "hands_in_", "hand_to_",
        "hands_to_", "hand_over_", "hands_over_", "hand_under_", "arm_around_", "arm_over_",
        "arm_between_", "arm_on_", "arm_above_", "arm_across_", "sitting_", "standing_", "lying_",
        "leaning_", "kneeling_", "hugging_", "hug_from_", "pointing_", "reaching_", "adjusting_",
        "carrying_", "walking_on_", "jumping_", "grabbing_",
        "touching_", "covering_", "head_on_", "leg_on_", "legs_on_", "fixing_", "petting_",
        "opening_", "pouring_", "blowing_",
    ),
    heads=_words("pose stance carry"),
)  # fmt: skip

_EXPRESSION = Vocabulary(
    _words("""smile grin smirk frown pout scowl grimace blush expressionless open_mouth
    closed_mouth parted_lips pursed_lips clenched_teeth licking_lips tongue_out biting_own_lip
    tears teardrop tearing_up sobbing crying crying_with_eyes_open happy_tears streaming_tears
    laughing yawning happy sad angry annoyed bored confused curious calm determined
    disappointed disgust embarrassed excited exhausted flustered frustrated jealous lonely
    melancholy nervous panicking proud relaxed relieved scared serious shocked shy sleepy smug
    sulking surprised thinking tired upset worried horrified despair pain drunk dazed
    light_frown light_blush nose_blush ear_blush blush_stickers full-face_blush evil_grin
    evil_smile doyagao naughty_face wince facepalm sigh screaming shouting turn_pale
    shaded_face anger_vein sweatdrop furrowed_brow v-shaped_eyebrows raised_eyebrow
    raised_eyebrows wide-eyed narrowed_eyes half-closed_eyes half-closed_eye squinting jitome
    one_eye_closed wink winking_animation closed_eyes empty_eyes crazy_eyes sparkling_eyes
    pleading_eyes rolling_eyes constricted_pupils bags_under_eyes nervous_sweating
    gloom_(expression) triangle_mouth chestnut_mouth wavy_mouth sideways_mouth split_mouth
    dot_mouth rectangular_mouth expressions puff_of_air puffed_cheeks cheek_bulge smiley_face
    multiple_expressions no_mouth :d ;d xd dx d: d; :o ;o :3 ;3 :p ;p :q ;q :t ;t :< ;< :> ;>
    :) ;) :( ;( >:) >:( :/ ;/ :| ;| :x :i :c c: :s =) =d ^_^ ^o^ >_< >o< >3< >_o >_@ @_@ +_+
    +_- =_= o_o 0_0 u_u x_x t_t ._. 3_3 6_9 3: x3 o3o 0w0 uwu owo ^q^ \\(^o^)/ <|>_<|> <o>_<o>"""),
    heads=_words("smile grin blush frown"),
    not_starts=("spoken_",),
)

_HAIR_COLOR = Vocabulary(
    _shaded(_COLORS + " colored", "hair")
    | _words("""multicolored_hair streaked_hair two-tone_hair gradient_hair rainbow_hair
    split-color_hair colored_inner_hair colored_tips striped_hair spotted_hair patterned_hair
    translucent_hair alternate_hair_color roots_(hair) raccoon_tails_(hairstyle)
    strawberry_blonde_hair starry_hair fiery_hair crystal_hair glowing_hair liquid_hair bald"""),
)

_HAIR_STYLE = Vocabulary(
    _paired(
        """long short medium very_long very_short absurdly_long wavy straight curly messy
    spiked floating big asymmetrical wet pointy fluffy parted feather layered half-up choppy
    tied slicked_back low-tied_long low-braided_long multi-tied prehensile expressive detached
    snake tentacle frizzy""",
        "hair",
    )
    | _words("""braid sidelocks hair_between_eyes hair_over_one_eye hair_over_eyes hair_intakes
    hair_flaps hair_rings hair_down hair_up hair_over_shoulder hair_slicked_back
    hair_pulled_back hair_spread_out hair_behind_ear hair_strand drill_hair hime_cut bob_cut
    bowl_cut buzz_cut pixie_cut wolf_cut crew_cut inverted_bob flipped_hair blunt_ends
    undercut sidecut two_side_up one_side_up three_side_up half_updo updo topknot double_bun
    afro mohawk pompadour dreadlocks cornrows ringlets bald short_hair_with_long_locks
    uneven_hair loose_hair_strand single_hair_intake single_hair_ring hairpods widow's_peak
    eyebrows_visible_through_hair alternate_hairstyle alternate_hair_length
    official_alternate_hairstyle official_alternate_hair_length bow-shaped_hair cone_hair_bun
    quad_tails tri_tails sidelocks_tied_back lone_nape_hair wig tri_braids tied_sidelocks
    hair_tubes bangs_pinned_back antenna_hair frilled_hair_tubes big_hair chonmage
    receding_hairline"""),
    heads=_words("""ponytail twintails braid braids bangs bun buns drills ahoge sidelocks sidelock
    sideburns hairstyle updo pigtails"""),
)

_EYE_COLOR = Vocabulary(
    _shaded(_COLORS + " amber hazel", "eyes")
    | _words("""heterochromia multicolored_eyes two-tone_eyes gradient_eyes rainbow_eyes
    striped_eyes alternate_eye_color colorless_eyes glowing_eyes glowing_eye blank_eyes
    closed_eyes covered_eyes no_eyes hidden_eyes hair_over_eyes hat_over_eyes blindfold
    black_blindfold white_blindfold solid_circle_eyes solid_oval_eyes button_eyes dot_eyes
    mismatched_irises ^_^ >_< =_= u_u @_@ x_x"""),
)

_BACKGROUND = Vocabulary(
    _words("""outdoors indoors scenery landscape nature architecture real_world_location
    horizon day night evening morning noon dawn dusk sunset sunrise twilight spring_(season)
    summer autumn winter autumn_leaves sky cloud sun moon full_moon crescent_moon star_(sky)
    milky_way shooting_star rainbow aurora constellation space planet earth_(planet) rain snow
    snowing storm lightning fog mist blizzard fireworks sunlight sunbeam moonlight light_rays
    dappled_sunlight backlighting tree_shade shade palm_tree bare_tree tree cherry_blossoms
    bush grass hedge vines ivy moss bamboo flower_field sunflower_field wheat_field rice_paddy
    field meadow hill mountain mountainous_horizon mount_fuji volcano cliff canyon cave desert
    oasis forest jungle savannah wetland island floating_island beach shore sand coast ocean
    sea waves lake river stream pond waterfall water underwater seafloor coral_reef iceberg
    glacier pool poolside onsen hot_spring dock pier harbor lighthouse bridge road path street
    sidewalk alley crosswalk highway dirt_road tunnel railroad_tracks railroad_crossing
    train_station runway running_track wooden_bridge bus_stop airport parking_lot gas_station
    city cityscape city_lights skyline town village rural suburb building skyscraper house hut
    treehouse cottage industrial construction_site garage mansion castle palace tower
    clock_tower windmill barn farm ruins temple shrine church cathedral pagoda torii graveyard
    park garden greenhouse playground amusement_park ferris_wheel carousel roller_coaster
    fountain gazebo stadium gym dojo stage arena theater movie_theater casino arcade aquarium
    zoo museum library classroom school hallway school_hallway laboratory office hospital
    infirmary cafe restaurant diner bakery tavern izakaya bar_(place) shop mall cafeteria
    hotel market market_stall supermarket convenience_store bookstore hotel_room apartment
    rooftop roof balcony veranda porch engawa courtyard stone_walkway bedroom living_room
    kitchen bathroom dining_room closet attic basement cellar messy_room dungeon throne_room
    ballroom hangar factory warehouse cockpit spacecraft space_station train bunk_bed tent
    campsite campfire festival power_lines utility_pole lamppost street_lamp fence railing
    chain-link_fence stairs wall brick_wall stone_wall window curtains door sliding_doors
    shouji tatami wooden_floor tile_floor checkered_floor tile_wall fireplace chandelier
    bookshelf bed on_bed couch on_couch against_wall windowsill bench desk school_desk
    chalkboard phone_booth well shower_(place) pillar column arch ceiling bathtub
    simple_background halftone sunburst floor carpet rug cobblestone photo_background in_tree"""),
    starts=("reflective_water", "against_", "under_tree"),
    heads=_words("""background sky interior room forest field city street shop store scenery
    landscape mountains house building castle skyline garden park"""),
    not_starts=("holding_", "depth_of_"),
)

_ATTIRE_HEADS = _words("""shirt t-shirt blouse sweater cardigan hoodie jacket coat vest blazer
    sweatshirt pullover jersey top dress sundress gown robe skirt miniskirt shorts pants jeans
    trousers leggings overalls jumpsuit bodysuit leotard swimsuit suit tuxedo uniform serafuku
    gakuran costume outfit clothes kimono yukata hakama haori hanfu hanbok sari furisode happi
    dougi cheongsam pajamas nightgown apron pinafore cape capelet cloak shawl poncho tabard
    tunic toga corset sarong raincoat labcoat armor pauldrons breastplate gauntlets vambraces
    greaves helmet hat cap beret beanie hood headwear headband hairband headdress headgear
    headpiece headscarf tiara crown circlet veil bonnet bandana turban wreath hairclip hairpin
    scrunchie ornament ribbon ribbons bow bows bowtie necktie neckerchief ascot cravat tie
    scarf collar choker necklace pendant earrings earring brooch bracelet bracelets bangle
    anklet armlet ring rings jewelry gloves glove mittens sleeves sleeve cuffs wristband
    armband belt sash obi suspenders strap straps harness buckle buttons epaulettes lapels
    socks kneehighs thighhighs pantyhose stockings tights legwear footwear shoes boots
    sneakers sandals slippers loafers heels geta tabi skates eyewear glasses sunglasses
    goggles monocle eyepatch mask headphones headset earmuffs backpack bag handbag satchel
    pouch holster watch wristwatch frills trim cutout warmers plaid print fashion bloomers
    camisole petticoat turtleneck undershirt halterneck drawstring zipper sportswear
    streetwear nightwear loungewear attire bell cosplay garter badge (clothes) (shirt)
    keychain patch tassel lanyard mantle stole pelerine gorget crest bandages bracer bracers
    earphones uwabaki zouri v-neck thighlet guards shrug""")

_ATTIRE = Vocabulary(
    _words("""school_uniform maid maid_headdress military_uniform formal_clothes casual
    japanese_clothes chinese_clothes traditional_clothes winter_clothes summer_uniform
    sailor_collar tank_top crop_top hair_flower hair_bell hair_bobbles hair_tie hair_stick
    kanzashi witch_hat santa_hat mob_cap fake_animal_ears animal_hood hood_up hood_down
    eyewear_on_head goggles_on_head mask_on_head jacket_on_shoulders coat_on_shoulders
    clothes_around_waist shirt_tucked_in sleeves_rolled_up sleeves_past_wrists
    sleeves_past_fingers sleeves_past_elbows sleeveless high_collar fur_trim
    see-through_sleeves open_jacket open_coat off_shoulder strapless spaghetti_strap
    layered_clothes high-waist_skirt high-waist_pants polka_dot argyle_clothes camouflage
    denim lace lace_trim gold_trim pom_pom_(clothes) skirt_set track_suit alternate_costume
    official_alternate_costume adapted_costume contemporary enmaided headphones_around_neck
    gem bandaid wedding_dress bride idol_clothes gothic_lolita lolita_fashion miko nun nurse
    police waitress cheerleader knight office_lady business_suit hair_ornament ear_piercing
    shoulder_armor shoulder_pads knee_pads bike_shorts hachimaki mouth_mask gas_mask
    ribbed_sweater aran_sweater christmas_sweater sarashi chest_sarashi wide_sleeves pocket
    buttons side_slit cross-laced_clothes barefoot no_shoes no_headwear mary_janes hat_flower
    hat_feather shrug_(clothing) dog_tags forehead_protector"""),
    heads=_ATTIRE_HEADS,
    not_starts=(
        "holding_", "unworn_", "adjusting_", "hand_", "hands_", "removing_", "grabbing_", "no_",
        "key_", "in_", "cat_in", "food_", "tail_", "smoke_", "planetary_", "playing_",
        "fixing_", "folding_", "hair_ring", "swim_ring", "jingle_", "lifting_", "pulling_",
        "hugging_", "gift_", "alarm_", "boxing_ring", "ringing_", "plastic_", "paper_",
    ),
)  # fmt: skip

# The slots that general tags fill, by name. Two more, “who” and “artist”, are filled by the tags
# of those categories. The slots follow
# https://danbooru.donmai.us/wiki_pages/howto:tag_checklist
SLOT_WORDS: Mapping[str, Vocabulary] = MappingProxyType(
    {
        "count": Vocabulary(_COUNT),
        "attire": _ATTIRE,
        "background": _BACKGROUND,
        "framing": _FRAMING,
        "pose": _POSE,
        "expression": _EXPRESSION,
        "hair_color": _HAIR_COLOR,
        "hair_style": _HAIR_STYLE,
        "eye_color": _EYE_COLOR,
        "gaze": _GAZE,
    }
)
