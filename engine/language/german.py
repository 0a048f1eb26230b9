"""German: its words for numbers, days, money, addresses, and how we speak it. Its acts and answers: ``german_talk``.

``ä`` and ``ae`` and ``a`` are the same to a reader, and ``ß`` is ``ss``: transcribers write all of them.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from itertools import product

from engine.language.german_talk import TALK
from engine.language.language import Language
from engine.language.model import Choosing, Clock, Contacts, Days, Feast, Money, Numbers
from engine.language.speech import Coin, Speech
from engine.language.tables import Tables, plain_umlauts

_T = Tables(plain_umlauts)

_UNITS = _T.counted("eins zwei|zwo drei vier fünf sechs sieben acht neun", 1)
_TEENS = _T.counted(
    "zehn elf zwölf dreizehn vierzehn fünfzehn|fuffzehn sechzehn siebzehn achtzehn neunzehn",
    10,
)
_TENS = _T.counted("zwanzig dreißig vierzig fünfzig|fuffzig sechzig siebzig achtzig neunzig", 20, 10)
_ENDINGS = ("e", "er", "en", "es", "em")
_STEMS = _T.counted(
    """
    erst zweit|zwot dritt viert fünft sechst siebt|siebent acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt
    sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst
    """,
    1,
) | _T.named({"dreißigst": 30})
_ORDINALS = {stem + ending: n for (stem, n), ending in product(_STEMS.items(), _ENDINGS)}
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_ONE = "ein eine einen einem einer"
_FILLERS = _T.words("äh ähm öh hm mm ah strich bindestrich minus leerzeichen dann und")

NUMBERS = Numbers(
    zero=_T.words("null"),
    units=_UNITS,
    teens=_TEENS,
    tens=_TENS,
    hundred=_T.words("hundert"),
    scales=_T.named({"dutzend": 12, "tausend": 1_000, "million millionen": 1_000_000}),
    bare=_T.words("hundert tausend"),
    ones=_T.words("ein eine"),
    inner=_T.words("ein eine einen"),
    tens_unit=None,
    unit_tens="und",
    joints=_T.words("und"),
    repeats=_T.named({"doppel doppelt zweimal": 2, "dreifach dreimal": 3, "vierfach viermal": 4}),
    times=_T.words("mal"),
    repeated_the=_T.words("die"),
    between=_T.words("zwischen"),
    until=_T.words("bis"),
    point=_T.words("komma"),
    halves=_T.words("einhalb"),
    sets=_T.phrased({"ein halbes dutzend, halbes dutzend": 6}),
    and_part=_T.phrased({"und ein halb, und ein halber, und ein halbes, und eine halbe": Decimal("0.5")}),
    portions=_T.phrased({"eine halbe, ne halbe": Decimal("0.5"), "eine viertel": Decimal("0.25")}),
    minus=_T.words("minus"),
    fillers=_FILLERS,
    bridges=_FILLERS | _T.words("ok okay ja so schrägstrich punkt komma also danach gefolgt von es ist das die"),
    glued=frozenset({*_UNITS, *_TEENS, *_TENS, *_ORDINALS})
    | _T.words("ein eine einen und hundert tausend einhalb million millionen doppel"),
)

MONEY = Money(
    major=_T.words("euro euros eur dollar franken pfund € $"),
    minor=_T.words("cent cents rappen pence"),
    grand=_T.words("mille"),
    joints=_T.words("und"),
    never_before=_T.singles(
        """
        % prozent uhr h minute minuten stunde stunden sekunde sekunden tag tage tagen woche wochen monat monate monaten
        jahr jahre jahren mal stück artikel bestellung bestellungen
        """
    )
    | _T.singles(" ".join(_MONTHS)),
    never_after=_T.words("um gegen halb viertel dreiviertel zweimal dreimal viermal"),
)

DAYS = Days(
    past=_T.phrases(
        "war, wurde, kam, kamen, passiert, passierte, bestellt, gekauft, bezahlt, geliefert, geboren, angerufen, seit"
    ),
    weekdays=_T.counted(" ".join(_WEEKDAYS), 0) | _T.named({"Sonnabend": 5})
    | _T.counted("montags dienstags mittwochs donnerstags freitags samstags sonntags", 0),
    months=_T.counted(" ".join(_MONTHS), 1)
    | _T.named({"jänner jan": 1, "feber feb": 2, "apr": 4, "juno": 6, "aug": 8, "sept sep": 9, "okt": 10, "nov": 11})
    | _T.named({"julei": 7, "dez": 12}),
    ordinals=_ORDINALS,
    near=_T.phrased({"heute": 0, "morgen": 1, "übermorgen": 2, "gestern": -1, "vorgestern": -2}),
    near_never_after=_T.words("guten schönen am jeden diesen gestern"),
    spans=_T.named({"tag tage tagen": 1, "woche wochen": 7}),
    one=_T.words(_ONE),
    ahead=_T.phrases("in, heute in"),
    ago_before=_T.phrases("vor"),
    before=_T.phrased(
        {
            "am, kommenden, kommender, am kommenden": "coming",
            "übernächsten, am übernächsten": "second",
            "letzte woche, letzte woche am, vorige woche, vergangene woche": "previous",
            "nächsten, nächster, nächste woche, nächste woche am, am nächsten, in der nächsten woche am": "next",
            "diesen, dieser, diese woche, diese woche am": "this",
            "letzten, letzter, vergangenen, vorigen, am letzten, am vergangenen": "last",
        }
    ),
    after=_T.phrased(
        {
            "nächster woche, nächste woche, der nächsten woche, in der nächsten woche, kommender woche": "next",
            "dieser woche, diese woche": "this",
            "letzter woche, letzte woche": "previous",
        }
    ),
    week_later=_T.phrased({"in einer woche, in acht tagen": 7}),
    feasts=_T.phrased(
        {
            "heiligabend, heilig abend, heiliger abend": Feast(12, 24),
            "weihnachten, erster weihnachtstag, ersten weihnachtstag, erster weihnachtsfeiertag": Feast(12, 25),
            "zweiter weihnachtstag, zweiten weihnachtstag, zweiter weihnachtsfeiertag": Feast(12, 26),
            "silvester, sylvester": Feast(12, 31),
            "neujahr, neujahrstag": Feast(1, 1),
            "nikolaus, nikolaustag": Feast(12, 6),
            "tag der deutschen einheit": Feast(10, 3),
            "ostern, ostersonntag": Feast(easter=0),
            "ostermontag": Feast(easter=1),
            "karfreitag": Feast(easter=-2),
            "gründonnerstag": Feast(easter=-3),
            "rosenmontag": Feast(easter=-48),
            "aschermittwoch": Feast(easter=-46),
            "christi himmelfahrt, himmelfahrt": Feast(easter=39),
            "pfingsten, pfingstsonntag": Feast(easter=49),
            "pfingstmontag": Feast(easter=50),
            "fronleichnam": Feast(easter=60),
        }
    ),
    beside=_T.named({"vor": -1, "nach": 1}),
    until=_T.words("bis"),
    later=_T.phrases("in"),
    week_on=_T.phrases("eine woche nach, in einer woche am, in einer woche"),
    the=_T.words("der den dem die das"),
    of=_T.words("im des"),
    dotted=True,
    short_years=True,
    never_before=_T.words(
        """
        mal male frage fragen punkt option möglichkeit anruf rate versuch bestellung rechnung stock person nummer name
        klasse teil schritt mahnung
        """
    ),
    doubtful=frozenset({8}),
)  # fmt: skip

CLOCK = Clock(
    whole={"mitternacht": time(0), "mittag": time(12)},
    parts={"viertel": 15, "dreiviertel": 45},
    marks=_T.phrased(
        {
            "genau, punkt": "",
            "morgens, früh, am morgen, in der früh, vormittag, vormittags, am vormittag": "am",
            "nachmittag, nachmittags, am nachmittag, abend, abends, am abend, mittag, mittags, am mittag": "pm",
            "nacht, nachts, in der nacht": "night",
        }
    ),
    minutes=_T.words("minuten minute"),
    past=_T.words("nach"),
    to=_T.words("vor"),
    towards=_T.phrased({"halb": -30, "viertel": -45, "dreiviertel, drei viertel": -15}),
    hours=_T.phrased({"ein uhr": 1}),
    hour_words=_T.words("uhr h"),
    leads=_T.words("um gegen ab"),
    before=_T.phrased(
        {
            "früh, am morgen, vormittag, vormittags, morgens": "am",
            "mittag, mittags, nachmittag, nachmittags, abend, abends": "pm",
            "nachts, in der nacht": "night",
        }
    ),
    dotted=True,
)

CONTACTS = Contacts(
    plus=_T.words("plus"),
    spelled_by=_T.words("wie"),
    letters=_T.headed("y ypsilon, z zett, z zet, v vau, v fau, w we, x ix, h ha"),
    alphabet=_T.words(
        """
        anton aachen berta berlin cäsar chemnitz dora düsseldorf emil essen friedrich frankfurt gustav goslar heinrich
        hamburg ida ingelheim julius jena kaufmann köln ludwig leipzig martha münchen nordpol nürnberg otto offenbach
        paula potsdam quelle quickborn richard rostock samuel siegfried salzwedel theodor tübingen ulrich unna viktor
        völklingen wilhelm wuppertal xanthippe xanten ypsilon zacharias zeppelin zwickau
        """
    ),
    at=_T.phrases("at, ät, ett, klammeraffe, affenschwanz, @"),
    signs=_T.phrased(
        {"punkt, dot": ".", "unterstrich": "_", "bindestrich, minus, strich, minuszeichen": "-", "plus, +": "+"}
    ),
    address_words=_T.words("ist lautet mail email e adresse mailadresse emailadresse"),
    name_lead=_T.singles(
        """
        mein meine name nachname vorname ist lautet wäre ich heiße bin es hier spricht mit ja äh ähm also hallo gerne
        okay ok gut so nun und na herr frau man nennt mich
        """
    )
    | _T.phrases("der name ist, die, der, das ist, auf den namen, unter dem namen, unter, guten tag, guten morgen"),
    name_trail=_T.words("bitte danke hier apparat am mein name ist dankeschön heiße ich"),
    not_names=_T.words(
        """
        was warum wie wann wo wer nein nicht kein keine kann können könnte möchte will würde brauche hilfe mitarbeiter
        mensch berater abbrechen stopp warten moment bestellung rechnung für weil aber
        """
    ),
    particles=_T.words("von vom zu zum zur van der den und"),
    written={"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"},
)  # fmt: skip

CHOOSING = Choosing(
    places={w: n - 1 for w, n in _ORDINALS.items() if n <= 5}  # noqa: PLR2004 - nobody counts further in a list
    | {"letzt" + ending: -1 for ending in _ENDINGS},
    place_nouns=_T.words("option möglichkeit"),
    endings=("e", "en", "er", "es", "em", "n", "s"),
    first=_T.words("erste erster erstes ersten eins 1"),
    second=_T.words("zweite zweiter zweites zweiten letzte letzteres letztere zwei zwo 2"),
    small=_T.words("ihr ihre ihren mein meine meinen der die das den dem ein eine einen zu zur von und oder um für"),
    either=_T.words("oder beziehungsweise"),
)

SPEECH = Speech(
    digits=("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    yes="ja",
    no="nein",
    minus="minus",
    plus="plus",
    at="at",
    signs={".": "Punkt", "_": "Unterstrich", "-": "Bindestrich", "+": "plus"},
    near={0: "heute", 1: "morgen", 2: "übermorgen", -1: "gestern", -2: "vorgestern"},
    coins={
        "EUR": Coin("Euro", "Euro", "Cent", "Cent"),
        "CHF": Coin("Franken", "Franken", "Rappen", "Rappen"),
        "USD": Coin("Dollar", "Dollar", "Cent", "Cent"),
        "GBP": Coin("Pfund", "Pfund", "Penny", "Pence"),
    },
    with_minor="",
    and_minor="und",
    joins="und",
    percent="Prozent",
    to="bis",
    dot="Punkt",
    written_out={
        r"z\. ?B\.": "zum Beispiel",
        r"d\. ?h\.": "das heißt",
        r"u\. ?a\.": "unter anderem",
        r"bzw\.": "beziehungsweise",
        r"ca\.": "circa",
        r"ggf\.": "gegebenenfalls",
        r"evtl\.": "eventuell",
        r"inkl\.": "inklusive",
        r"zzgl\.": "zuzüglich",
        r"Nr\.": "Nummer",
        r"Tel\.": "Telefon",
    },
    abbreviations=frozenset(
        """
        hr fr dr prof st str nr tel bzw ca ggf evtl inkl zzgl exkl mind min usw bspw vgl geb gest z.b d.h u.a
        """.split()  # noqa: SIM905 - a word list
    ),
    ordinal_after=frozenset("am der die das den dem im beim zum vom zur bis ab jeden".split()),  # noqa: SIM905
    ordinal_before=frozenset(month.lower() for month in _MONTHS) | {"jänner", "feber"},
)

HINTS: dict[str, tuple[str, ...]] = {
    "digits": (*SPEECH.digits, "zwo", "doppel"),
    "money": ("Euro", "Cent"),
    "date": (*_WEEKDAYS, *_MONTHS, "heute", "morgen", "übermorgen", "gestern"),
    "time": ("Uhr", "halb", "Viertel nach", "Viertel vor", "Mittag", "Mitternacht", "morgens", "nachmittags", "abends"),
    "yes_no": ("ja", "genau", "nein", "nee"),
    "confirm": ("ja", "nein"),
    "email": ("at", "Punkt", "Unterstrich", "Bindestrich"),
}

GERMAN = Language(
    code="de",
    home="DE",
    fold=plain_umlauts,
    noise=_T.words(
        """
        a ab ach ah äh ähm aha also am an auf aus bei bin bitte da danke dann das dass dem den denn der die doch eben
        ein eine einen einem einer er es etwa gegen genau gern gerne glaube guten gut habe hallo hätte heiße hier hm ich
        ihr im in ist ja jetzt lautet mal mein meine meinen meinte mit möchte name nämlich nummer nun ob okay ok öh
        punkt sage schön sein sie sind so soll sollte sorry tag um und ungefähr uns von vom war wäre will wir wohl
        wollte würde zu zum zur
        """
    ),
    numbers=NUMBERS,
    money=MONEY,
    days=DAYS,
    clock=CLOCK,
    contacts=CONTACTS,
    choosing=CHOOSING,
    talk=TALK,
    speech=SPEECH,
    hints=HINTS | {"phone": (*HINTS["digits"], "plus")},
)
