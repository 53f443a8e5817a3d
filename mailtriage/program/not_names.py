"""program/not_names.py: capitalised words that are neither person nor place, and words beside those. Data.

Folded. A desk's own products, customers and partners are added by who reads (triage/reading.py). Alternatives stand
between bars with space around.
Reads next program/people.py
"""

from __future__ import annotations


def _list(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _or(text: str) -> str:
    return "|".join(" ".join(text.split()).split(" | "))


_TIME = _list("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug
    sep sept oct nov dec today yesterday tomorrow easter christmas heritage maandag dinsdag woensdag donderdag
    vrydag saterdag sondag januarie februarie maart mei junie julie augustus oktober desember jumatatu jumanne
    jumatano alhamisi ijumaa jumamosi jumapili januari lundi mardi mercredi jeudi vendredi samedi dimanche
    janvier avril juin juillet aout septembre octobre novembre decembre
""")
_WORDS = _list("""
    the a an i we you he she it they my our your his her their this that these those there here and or but if so
    as at in on of to for from by with when while where who what which why how please kindly thanks thank
    regards kind best warm dear hi hello hey good morning afternoon evening day greetings goeie hallo habari
    salaam asante naomba bonjour merci cordialement groete vriendelike baie dankie beste sincerely faithfully
    yours respect cheers since because after before until during also then now once only just even still again
    all any some each every no not none nobody everyone one two three four five six seven eight nine ten both
    many most several few other another first second third last next new old error errors fault issue problem
    bug urgent attention help assist assistance request ticket case reference ref subject fw fwd re sent date cc
    bcc original message begin forwarded name surname device number phone cell mobile tablet laptop computer
    screen battery charger sim card rica apn imei wasp airtime data bundle signal network internet wifi wi-fi
    browser report reports dashboard portal app application applications system platform server product version
    update save submit press click tap open close settings login password username user users role web website
    page menu button list stock order orders delivery invoice payment account accounts support desk helpdesk
    service services team department office officer manager director champion partner client customer provider
    organisation company ministry health district province clinic clinics hospital hospitals school schools
    trust nurses nurse sister doctor mrs mr ms dr prof miss sr matron staff agent agents farmers farmer
    cooperative ltd pty inc group association foundation programme program project telecoms connect field worker
    workers community pharmacy pharmaceutical deputy acting head coordinator supervisor administrator logistics
    operations debtors hiring level line l1 l2 l3 p1 p2 p3 p4 training refresher workshop course session visit
    visits patient patients medicine medicines vaccine vaccines vaccinator register registers diary farm
    mezzanine helium google chrome firefox edge opera safari explorer microsoft windows excel word outlook
    android samsung galaxy huawei nokia tecno itel apple iphone ipad lenovo dell hp acer oppo xiaomi vodacom
    vodafone mtn telkom safaricom airtel tigo cell-c facebook youtube whatsapp tiktok instagram gmail yahoo
    news24 ok yes sorry english swahili kiswahili afrikaans french portuguese zulu xhosa sotho kinyakusa
    kinyakyusa pin otp url pdf csv id sms ict paracetamol amoxil panado zinc syrup tablets capsules tried
    checked did does do can could would should must may might will have has had is are was were be been being
    see find get got make made take took give gave let send call ring reach use used using steps taken action
    actions done description priority severity status hoping looking trying waiting working moving adding
    removing deleting registering changing cannot gateway timeout bad not-found access denied invalid unknown
    failed unable job vacancy junior senior developer engineer intern cv note monthly weekly daily annual
    quarterly total grand balance item items code codes barcode enrolment enrollment prices price
""")
NO_NAME = _TIME | _WORDS
NO_PLACE = NO_NAME | _list("""
    delete edit save approve export import next back home start menu search filter mail email letter person case
    cases fact general particular duplicate faulty broken stolen lost wrong damaged missing slow down another
    same different additional extra whole entire every our local rural main central regional national private
    public mobile nearest little great poor weak bad nice lovely mother child young parent friend stranger
    swahili kiswahili word teams zoom sharepoint linux macos rgds tel mobi confidence contrast short fact
    detail advance addition response reply answer
""")

TITLES = _list("""
    sister sr suster nurse mr mrs ms dr miss prof agent mme mnr mev juffrou dada bi bwana user users colleague driver
    chw
    matron pharmacist champion
""")
# Small words that follow "user" and are no name of one.
NO_USER = NO_NAME | _list("""
    cannot cant gets get got name names manual guide account accounts access role roles rights id screen page
    should must will would and who whose was for with from can had needs need list lists details number on in to
    of that there able also still does did doesn keeps logs tries says sees reports not whom but only then again
    when once after before while because interface menu group groups friendly new profile profiles training
    error errors setup support has are does at
""")

# Before a person.
ROLES = _or(r"""
    give | grant | replaces | replace | let | allow | mr | mrs | ms | miss | dr | prof | sr | sister |
    nurse | nurses | agent | agents | chw | user | users |
    web user | mobile user | colleague | colleagues | driver | pharmacist | clerk | vaccinator | trainer |
    participant | trainee | volunteer | volunteers | teacher | juffrou | mnr | mev | mkulima | wakulima |
    mwuguzi | wauguzi | muuguzi | dada | kaka | bwana | bi | m\. | mme | named | called | for | of | is |
    with | lady | gentleman | bookkeeper | name | names | by | and | remove | register | add | delete |
    deactivate | activate | replace | replaces | replaced by | replacing | supervisor | manager | officer |
    worker | champion | one | counsellor | midwife | member | members | person | people | staff | matron |
    assistant | intern | na | vir | pour | van | cell | or | to | learner | student | newcomer | starter |
    now | afisa | ugani | mhudumu | infirmiers | enfermeira | enfermeiro | colega | verpleegster | suster | onderwyser |
    leaver | employee | employees | operator | se | it's | its | mother | guy | infirmière | infirmier
""")
# Behind one.
VERBS = _or(r"""
    has | have | had | is | are | was | were | cannot | can't | can | could | says | said | gets | get | got
    | missed | left | does | doesn't | did | didn't | captured | resigned | joined | who | needs | need |
    must | should | will | wants | keeps | sees | tries | tried | and [A-Z] | or [A-Z] | on 0 | on \+ | at
    the | cell | device | number | no longer | started | changed | lost | moved | forgot | works | uses |
    used | reports | reported | complains | also | op 0 | het | kan | kry | ana | hana | hawezi | amepoteza
    | namba | n'arrive | ne peut | est | a | logs | signs | typed | tells | told | writes |
    began | starts | begins |
    moved | went | gave | put | says | (?:ana|ali|ame|ata|aki|ana|hana|hawe|ha)\w{3,} | não | tem | está | wil | kry
""")
# Before a place.
HERE = _or(r"""
    at | in | from | near | around | outside | kule | huko | katika | by | op | te | à | bureau de |
    clinique de | in the | at the | from the | over to | move to | moved to | transferred to |
    based in | based at | facility | site | tablet | depots? | visiting | between | town of | village of |
    area of | out to | back to | drove to | went to | travel to | travelling to | come to | came to | district of |
    county of | ward of | hapa | mjini | mkoani | wilayani | kijijini | kutoka | mkoa wa | wilaya ya | kata ya |
    kijiji cha | wakulima wa | wauguzi wa | watumiaji wa | maafisa wa | vituo vya | kituo cha | zahanati ya |
    hospitali ya | timu ya | ofisi ya | tawi la | shule ya | à la clinique de | au | de la clinique de | centre de
    santé de | dispensaire de | hôpital de |
    poste de santé de | village de | antenne de | l'antenne de | vijiji vya | vyote vya | posto de | bairro de |
    in die | vanaf | uit | naby | buite
""")
FACILITIES = _or(r"""
    clinic | Clinic | hospital | Hospital | depots? | Depot | hall | Hall | office | Office | school | School |
    Laerskool | CHC | PHC | health centre | health center | Health Centre | Health Center | centre | center |
    Centre | Center | valley | Valley | branch | Branch | store | Store | shop | Shop | facility | Facility |
    site | Site | farm | village | Village | town | warehouse | Warehouse | kliniek | Kliniek | skool | kantoor
    | [Cc]entro de [Ss]aúde | [Pp]osto de [Ss]aúde
    | (?:centre|poste) de santé | dispensaire | hôpital | école | Zahanati | Kituo | dispensary | Dispensary |
    zahanati | kituo | hospitali | Primary | pharmacy | Pharmacy | post |
    sub-?district | sub-?county | ward | Ward | clinics | facilities | sites | depot |
    branches | stores | shops | villages | schools | hospitals | offices | Clinics | Hospitals | Schools
""")
