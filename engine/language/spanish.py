"""Spanish: its words for numbers, days, money, addresses, and how we speak it. Its acts and answers: ``spanish_talk``.

Accents make no difference to a reader: transcribers leave them out.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from engine.language.language import Language
from engine.language.model import Choosing, Clock, Contacts, Days, Feast, Money, Numbers
from engine.language.spanish_talk import TALK
from engine.language.speech import Coin, Speech
from engine.language.tables import Tables, unaccented

_T = Tables(unaccented)

_UNITS = _T.counted("uno dos tres cuatro cinco seis siete ocho nueve", 1)
_TENS = _T.counted("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_ORDINALS = "primero|primer|primera segundo|segunda tercero|tercer|tercera cuarto|cuarta quinto|quinta"
_FILLERS = _T.words("eh em este pues ah mm hmm guion espacio luego y")

NUMBERS = Numbers(
    zero=_T.words("cero"),
    units=_UNITS,
    teens=_T.counted(
        """
        diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte
        veintiuno|veintiún|veintiuna veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho
        veintinueve
        """,
        10,
    )
    | {f"{ten}i{unit}": n + m for ten, n in _TENS.items() for unit, m in (_UNITS | {"un": 1, "una": 1}).items()},
    tens=_TENS,
    hundreds=_T.counted(
        """
        cien|ciento doscientos|doscientas trescientos|trescientas cuatrocientos|cuatrocientas quinientos|quinientas
        seiscientos|seiscientas setecientos|setecientas ochocientos|ochocientas novecientos|novecientas
        """,
        100,
        100,
    ),
    unfinished=_T.words("ciento"),
    hundred=frozenset(),
    scales=_T.named({"docena docenas": 12, "mil": 1_000, "millón millones": 1_000_000}),
    bare=_T.words("mil"),
    ones=_T.words("un una"),
    inner=_T.words("un una"),
    tens_unit=("y",),
    times=_T.words("veces"),
    repeated_the=_T.words("el"),
    between=_T.words("entre"),
    until=_T.words("hasta"),
    repeats=_T.named({"doble": 2, "triple": 3, "cuádruple": 4}),
    point=_T.words("coma punto"),
    minus=_T.words("menos"),
    and_part=_T.phrased({"y medio, y media": Decimal("0.5")}),
    portions=_T.phrased({"medio": Decimal("0.5"), "un cuarto de": Decimal("0.25")}),
    sets=_T.phrased({"media docena": 6}),
    fillers=_FILLERS,
    bridges=_FILLERS | _T.words("vale ok bueno sí barra punto coma después seguido de a es son ya"),
)

MONEY = Money(
    major=_T.words("euro euros eur dólar dólares peso pesos sol soles libra libras pavo pavos € $"),
    minor=_T.words("céntimo céntimos centavo centavos penique peniques"),
    joints=_T.words("con y"),
    decimal=_T.words("con"),
    of=_T.words("de"),
    halves=_T.words("medio media"),
    never_before=_T.singles(
        """
        % am pm hora horas h minuto minutos segundo segundos día días semana semanas mes meses año años vez veces
        artículo artículos pedido pedidos unidad unidades
        """
    )
    | _T.phrases("por ciento, y tantos, y pico"),
    never_after=_T.words("las"),
)

DAYS = Days(
    weekdays=_T.counted(" ".join(_WEEKDAYS), 0),
    months=_T.counted(" ".join(_MONTHS), 1)
    | _T.named({"setiembre sept": 9, "ene": 1, "feb": 2, "mar": 3, "abr": 4, "jun": 6, "jul": 7, "ago": 8, "oct": 10})
    | {"nov": 11, "dic": 12},
    ordinals=_T.counted("primero|primer", 1),
    near=_T.phrased(
        {
            "hoy, esta tarde, esta noche, esta mañana": 0,
            "mañana": 1,
            "pasado mañana": 2,
            "ayer, anoche": -1,
            "anteayer, antes de ayer, antier": -2,
        }
    ),
    spans=_T.named({"día días": 1, "semana semanas": 7}),
    one=_T.words("un una"),
    ahead=_T.phrases("en, dentro de, de aquí a, de aquí en"),
    ago_before=_T.phrases("hace"),
    ago_after=_T.phrases("atrás"),
    before=_T.phrased(
        {
            "el, este próximo, el próximo, próximo": "coming",
            "este": "this",
            "el pasado, el último, pasado, último": "last",
            "la semana que viene el, la próxima semana el, la semana que viene, la próxima semana": "next",
        }
    ),
    after=_T.phrased(
        {
            "que viene, próximo, que entra": "coming",
            "pasado": "last",
            "de la semana que viene, de la próxima semana, de la semana próxima, la semana que viene": "next",
            "de esta semana": "this",
            "de la semana pasada": "previous",
        }
    ),
    week_later=_T.phrased({"en una semana, dentro de una semana": 7}),
    feasts=_T.phrased(
        {
            "nochebuena": Feast(12, 24),
            "navidad, día de navidad": Feast(12, 25),
            "nochevieja, fin de año": Feast(12, 31),
            "año nuevo, día de año nuevo": Feast(1, 1),
            "día de reyes": Feast(1, 6),
            "san valentín": Feast(2, 14),
            "san juan": Feast(6, 24),
            "todos los santos, día de todos los santos": Feast(11, 1),
            "día de la constitución": Feast(12, 6),
            "domingo de resurrección, domingo de pascua": Feast(easter=0),
            "lunes de pascua": Feast(easter=1),
            "viernes santo": Feast(easter=-2),
            "jueves santo": Feast(easter=-3),
            "domingo de ramos": Feast(easter=-7),
            "miércoles de ceniza": Feast(easter=-46),
        }
    ),
    until=_T.words("a al hasta"),
    later=_T.phrases("en, dentro de"),
    week_on=_T.phrases("una semana después del, una semana después de"),
    the=_T.words("el"),
    of=_T.words("de del año"),
    number_months=_T.words("del"),
    past=_T.phrases("fue, nací, nació, llegó, compré, pedí, pagué, llamé, pasó, ocurrió, recibí, envié, desde"),
    suffixes=_T.words("º ª"),
    short_years=True,
    alone=False,
    alone_after=_T.words("día"),
    near_never_after=_T.words("la esta"),
    doubtful=frozenset({8, 15}),
)

CLOCK = Clock(
    whole={"mediodia": time(12), "medianoche": time(0)},
    whole_never_after=_T.words("del"),
    parts={"cuarto": 15, "media": 30},
    marks=_T.phrased(
        {
            "en punto": "",
            "am, a m, de la mañana, por la mañana, esta mañana, de la madrugada, de madrugada": "am",
            "pm, p m, de la tarde, por la tarde, esta tarde, del mediodía": "pm",
            "de la noche, por la noche, esta noche": "night",
        }
    ),
    minutes=_T.words("minutos"),
    to=_T.words("para"),
    plus=_T.words("y con"),
    less=_T.words("menos"),
    hours=_T.phrased({"la una": 1}),
    hour_words=_T.words("horas hora h hs"),
    the=_T.words("la las"),
    leads=_T.words("las"),
    before=_T.phrased(
        {
            "por la mañana, esta mañana, de madrugada": "am",
            "por la tarde, esta tarde, a la tarde": "pm",
            "por la noche, esta noche": "night",
        }
    ),
    dotted=True,
)

CONTACTS = Contacts(
    plus=_T.words("más"),
    spelled_by=_T.words("de como"),
    letters=_T.headed(
        """
        b be, b be alta, b be larga, c ce, f efe, g ge, h hache, j jota, k ka, l ele, m eme, n ene, p pe, q cu, r erre,
        r ere, s ese, t te, v uve, v ve baja, v ve corta, w uve doble, w doble uve, w doble ve, w doble u, x equis,
        y ye, y i griega, z zeta
        """
    ),
    alphabet=_T.words(
        """
        antonio barcelona burgos carmen cáceres dolores domingo enrique españa francia gerona granada historia huelva
        inés italia josé jaén kilo lorenzo león madrid málaga navarra oviedo parís querido ramón roma sábado sevilla
        tarragona toledo ulises valencia washington xilófono yegua zaragoza
        """
    ),
    at=_T.phrases("arroba, @"),
    signs=_T.phrased(
        {"punto": ".", "guion bajo, guión bajo, raya baja, subrayado": "_", "guion, raya": "-", "más, +": "+"}
    ),
    address_words=_T.words("es correo electrónico mail email dirección"),
    name_lead=_T.singles(
        """
        me llamo mi nombre es soy yo habla con su apellido apellidos completo hola buenas buenos días tardes sí eh em
        bueno pues vale ok le señor señora señorita don doña llaman llámeme
        """
    )
    | _T.phrases("el nombre es, se llama, el señor, la señora, la señorita, a nombre de, de parte de, a ver"),
    name_trail=_T.words("por favor gracias señor señorita al habla le para servirle"),
    not_names=_T.words(
        """
        qué por cómo cuándo dónde quién no quiero quisiera necesito puedo puede podría ayuda agente persona humano
        cancelar espere espera momento pedido factura para porque pero
        """
    ),
    particles=_T.words("de del la las los y e"),
)  # fmt: skip

CHOOSING = Choosing(
    places=_T.counted(_ORDINALS, 0) | _T.named({"último última": -1}),
    place_nouns=_T.words("opción"),
    endings=("s", "es", "a", "as", "o", "os"),
    first=_T.words("primero primera primer uno 1"),
    second=_T.words("segundo segunda último última dos 2"),
    small=_T.words("su tu mi sus tus mis el la los las un una de del a y o para"),
    either=_T.words("o u"),
)

SPEECH = Speech(
    digits=("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    yes="sí",
    no="no",
    minus="menos",
    plus="más",
    at="arroba",
    signs={".": "punto", "_": "guion bajo", "-": "guion", "+": "más"},
    near={0: "hoy", 1: "mañana", 2: "pasado mañana", -1: "ayer", -2: "anteayer"},
    coins={
        "EUR": Coin("euro", "euros", "céntimo", "céntimos"),
        "USD": Coin("dólar", "dólares", "centavo", "centavos"),
        "GBP": Coin("libra", "libras", "penique", "peniques"),
        "MXN": Coin("peso", "pesos", "centavo", "centavos"),
        "ARS": Coin("peso", "pesos", "centavo", "centavos"),
        "COP": Coin("peso", "pesos", "centavo", "centavos"),
        "CLP": Coin("peso", "pesos", "centavo", "centavos"),
        "PEN": Coin("sol", "soles", "céntimo", "céntimos"),
    },
    with_minor="con",
    and_minor="con",
    joins="y",
    percent="por ciento",
    to="a",
    dot="punto",
    written_out={
        r"p\. ?ej\.": "por ejemplo",
        r"núm\.": "número",
        r"pág\.": "página",
        r"etc\.(?=,)": "etcétera",
        r"tel\.": "teléfono",
        r"avda?\.": "avenida",
    },
    abbreviations=frozenset(
        "sr sra srta sres dr dra d dña ud uds vd núm nº pág tel av avda c ej ee uu aprox prof p.ej".split()  # noqa: SIM905
    ),
)

HINTS: dict[str, tuple[str, ...]] = {
    "digits": (*SPEECH.digits, "doble", "triple"),
    "money": ("euros", "céntimos", "euro"),
    "date": (*_WEEKDAYS, *_MONTHS, "hoy", "mañana", "pasado mañana", "ayer"),
    "time": (
        "en punto",
        "y media",
        "y cuarto",
        "menos cuarto",
        "mediodía",
        "medianoche",
        "de la mañana",
        "de la tarde",
    ),
    "yes_no": ("sí", "claro", "vale", "no"),
    "confirm": ("sí", "no"),
    "email": ("arroba", "punto", "guion bajo", "guion"),
}

SPANISH = Language(
    code="es",
    home="ES",
    fold=unaccented,
    noise=_T.words(
        """
        a ah al así bien bueno buenas buenos claro con creo cómo de déjeme dé decir dicho digo días eh el em en era es
        esa ese eso esta este está exacto favor gracias ha he hola la las le llamo lo los me mi mire mira muy mío nombre
        número o ok oiga para perdón perdone disculpe por pues que quería quiero quise quisiera sea sean según seremos
        sería si sí somos son soy su sus tardes tiene tengo total un una unos unas vale vamos ver y ya yo
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
    hints=HINTS | {"phone": (*HINTS["digits"], "más")},
)
