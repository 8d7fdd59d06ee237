"""The words the safety rules look for; every list is reviewed by hand and only grows with care.

All terms are in the form `domain.safety_text.forms` gives: lower case, no accents, words divided
by single spaces. They are matched as whole words, so “loli” does not hit “lolita fashion”.
The lists exist to keep such content out; sources are the tag names that Danbooru withholds or
warns about (its wiki pages help:censored_tags and help:blacklists).
"""

# Refused at every rating and every door.
BLOCKED = frozenset("""
loli|lolis|lolicon|lolicons|lolikon|lolycon|rori|roricon|rorikon|lolibaba|oppai loli|loli girl
shota|shotas|shotacon|shotacons|shotakon|syota|syotacon|toddlercon|babycon|cubporn|cub porn
pedo|pedos|pedophile|pedophiles|pedophilia|pedophilic|paedo|paedophile|paedophilia|pedobear
child porn|child pornography|childporn|kiddie porn|kid porn|csam|jailbait|jail bait|underage sex
underage porn|underage nude|child sex|child nude|nude child|naked child|child abuse|child rape
age play|ageplay|child on child|straight shota|yaoi shota|bl shota|female pervert shota
лоли|лоликон|шота|шотакон|педо|педофилия
""".replace("\n", "|").strip("|").split("|"))  # fmt: skip

# The same, in scripts that do not divide words by spaces; regular expressions on folded text.
BLOCKED_PATTERNS = (
    r"(?<![ァ-ヶー])ロリ(?:コン|っ子|娘|巨乳)?(?![ァ-ヶー])",
    r"(?<![ァ-ヶー])ショタ(?:コン|っ子)?(?![ァ-ヶー])",
    r"ろりこん|しょたこん|児童ポルノ",
    r"[萝蘿][莉]控?(?!塔)|炼铜|煉銅|正太(?!郎)|幼女|恋童|戀童|儿童色情|兒童色情",
    r"로리(?:콘)?(?![가-힣])|쇼타(?:콘)?(?![가-힣])|아동 ?포르노",
)

# Says that somebody shown is under age: blocked together with anything sexual or any other rating
# than general, allowed in an innocent picture.
AGE_MARKERS = frozenset("""
child|children|kid|kids|toddler|toddlers|baby|babies|infant|infants|newborn|newborns
aged down|age regression|age regressed|young child|small child|female child|male child
little girl|little girls|little boy|little boys|young girl|young girls|young boy|young boys
small girl|small boy|childlike|child like|childlike body|child body|kodomo|youjo|yojo
kindergarten|kindergartener|kindergartner|kindergarten uniform|kindergarten bag|nursery school
preschool|preschooler|preschoolers|elementary school|elementary schooler|elementary schoolers
elementary student|elementary school student|elementary school uniform|primary school
primary schooler|grade school|grade schooler|grade schoolers|randoseru|school child|schoolchild
schoolchildren|schoolgirl|schoolgirls|schoolboy|schoolboys|school girl|school boy
middle school|middle schooler|middle schoolers|middle school student|junior high
junior high school|junior high schooler|high schooler|high schoolers|high school student
high school students|high school girl|high school girls|high school boy|high school boys
underage|under age|under aged|underaged|minor|minors|juvenile|juveniles|adolescent|adolescents
preteen|preteens|pre teen|pre teens|tween|tweens|teen|teens|teenager|teenagers|teenage
teenage girl|teenage boy|lolita|lolitas|prepubescent|pre pubescent|pubescent|barely legal
ребенок|дети|девочка|мальчик|подросток|несовершеннолетняя|несовершеннолетнии
лолита|kleinkind|minderjahrig|enfant|mineure|bambina|bambino|minderjahrige
""".replace("\n", "|").strip("|").split("|"))  # fmt: skip

AGE_MARKER_PATTERNS = (
    r"子供|子ども|こども|幼児|園児|小学生|中学生|高校生|女子高生|男子高生|女児|男児|赤ちゃん|未成年",
    r"儿童|兒童|小孩|小女孩|小男孩|小学生|初中生|高中生|未成年|幼儿|幼兒|婴儿|嬰兒",
    r"어린이|아이(?![가-힣])|초등학생|중학생|고등학생|미성년",
    r"(?<![0-9])(?:[0-9]|1[0-7]) ?(?:歳|才|岁|歲|살)",
    r"(?<![一二三四五六七八九十])(?:十[一二三四五六七]?|[一二三四五六七八九])(?:歳|才|岁|歲)",
)

# Look like an age marker or like something suggestive and are neither: taken out before looking,
# where they stand within one tag. A phrase that may also tell of a person (“a minor”) is none.
LOOK_ALIKES = frozenset("""
lolita fashion|gothic lolita|sweet lolita|classic lolita|punk lolita|country lolita|wa lolita
qi lolita|sailor lolita|military lolita|lolita hairband|lolita dress|lolita channel|guro lolita
baby blue|baby pink|baby s breath|babys breath|baby hair|baby hairs|baby carrot|baby carrots
baby grand|baby powder|ursa minor|canis minor|leo minor|minor key|asia minor|minor arcana
minor planet|minor cut|minor injury|teen titans
childs drawing|child s drawing|childhood friend|childhood friends
kid gloves|billy the kid|kid icarus
breast pocket|breast pockets|chicken breast|thong sandals|bottomless pit|butt plate
high school dxd|high school of the dead|kindergarten cop
""".replace("\n", "|").strip("|").split("|"))  # fmt: skip

# Needs questionable or explicit to be allowed.
SEXUAL = frozenset("""
nsfw|nude|nudes|nudity|nudist|naked|topless|bottomless|completely nude|undressed|unclothed|hentai
porn|porno|pornography|pornographic|sex|sexual|sexually|sexual intercourse|having sex|sexy time
sexualized|sexualised|erotic|erotica|eroticism|uncensored|explicit|rating explicit|rating e
questionable|rating questionable|rating q|xxx|x rated|r18|r 18|r18g|r 18g
nipple|nipples|areola|areolae|areolas|penis|penises|pussy|vagina|vaginal
vulva|clitoris|labia|anus|anal|testicles|scrotum|genital|genitals|genitalia
pubic hair|female pubic hair|male pubic hair|erection|cum|cumming|cumshot|cum on body|semen
ejaculation|facial cum|orgasm|masturbation|masturbating|fingering|fellatio|blowjob|oral sex
handjob|footjob|paizuri|titfuck|cunnilingus|rimjob|deepthroat|irrumatio|creampie|bukkake
gangbang|threesome|foursome|group sex|orgy|rape|raped|molestation|molested|groping|bdsm|bondage
shibari|dildo|vibrator|sex toy|sex toys|butt plug|condom|futanari|futa|incest|missionary
doggystyle|doggy style|cowgirl position|reverse cowgirl|mating press|spread pussy|spread anus
ahegao|netorare|ntr|prostitution|prostitute|lactation|exhibitionism|exhibitionist|voyeurism
cameltoe|camel toe|implied sex|after sex|clothed sex|public sex|imminent sex|imminent rape
no panties|no bra|no underwear|breasts out|bare breasts|exposed breasts|one breast out
breast grab|grabbing breast|breast sucking|nipple slip|areola slip|tentacle sex|bestiality
zoophilia|x ray sex|internal cumshot|fucking|fuck|fucked|horny|lewd|lustful|seductive nude
striptease|naked apron|naked shirt|naked towel|naked ribbon|scat|watersports
""".replace("\n", "|").strip("|").split("|"))  # fmt: skip

SEXUAL_PATTERNS = (
    r"全裸|裸体|裸體|ヌード|セックス|エロ(?!ー)|エッチ|えっち|変態|乳首|陰部|性器|射精|自慰|性交|做爱|做愛|色情|淫",
    r"섹스|누드|야한|음란|голая|голыи|обнаж|порно|секс",
)

# Needs at least sensitive to be allowed: clothing and framing that is about the body.
SUGGESTIVE = frozenset("""
sensitive|rating sensitive
ecchi|sexy|sensual|seductive|seductive smile|provocative|lingerie|panties|panty|panty shot
pantyshot|upskirt|underwear|underwear only|bra|thong|g string|garter belt|garter straps
micro bikini|string bikini|slingshot swimsuit|sling bikini|see through|see through clothes
cleavage|cleavage cutout|underboob|sideboob|breasts|breast|large breasts|huge breasts
gigantic breasts|medium breasts|small breasts|boobs|big boobs|tits|busty|flat chest|covered nipples
covering breasts|covering crotch|bouncing breasts|breast focus|breast press|breast hold|ass|butt
ass focus|ass visible through thighs|huge ass|wide hips|thick thighs|thigh gap|skindentation
spread legs|presenting ass|crotch|bulge|leotard pull|clothes pull|shirt lift|skirt lift|dress lift
undressing|partially undressed|clothes removed|bunny girl|playboy bunny|revealing clothes
wet shirt|bed invitation|suggestive|bedroom eyes|groin|navel piercing|body writing
heart shaped pupils|tongue kiss|french kiss|hickey|crotch seam|crotch rope
""".replace("\n", "|").strip("|").split("|"))  # fmt: skip

NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
)  # fmt: skip
