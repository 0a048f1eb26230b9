"""Spanish: what a global act, a yes, a no and a correction sound like. Formal and familiar, from Spain and America."""

from __future__ import annotations

from engine.language.tables import Tables, any_of, unaccented
from engine.language.talk import Talk
from engine.types import Act

_T = Tables(unaccented)

_ASKING = any_of("""(?:yo )?(?:quiero|quisiera|quería|querría|deseo|necesito|necesitaría|prefiero|preferiría) |
    (?:a mí )?me (?:gustaría|encantaría) | (?:me )?(?:puedo|podría|puede|puedes|podrías|podemos|podríamos) |
    (?:sería|es) posible | (?:hay|habría) (?:alguna )?(?:forma|manera) de | tengo que | haga el favor de""")
_AGAIN = "(?: (?:otra vez|de nuevo|una vez más))?"

# ------------------------------------------------------------------------------------------------------------ a human

_A = r"(?:(?:con|un|una|el|la|algún|alguna|otro|otra|su) )*"
_REAL = r"(?: (?:real|humano|humana|física|de verdad|de carne y hueso|de su equipo|de atención al cliente))*"
_AGENT = any_of("""persona | humano | ser humano | agente | operador | operadora | representante | asesor | asesora |
    teleoperador | teleoperadora | atención al cliente | servicio al cliente | servicio de atención al cliente""")
_SOMEBODY = any_of("""alguien | empleado | empleada | encargado | encargada | supervisor | supervisora | gerente |
    responsable | compañero | compañera | recepción""")
_PERSON = rf"{_A}(?:{_AGENT}|{_SOMEBODY}){_REAL}"
_PASS = any_of("""pasar | pase | pasa | pasas | poner | ponga | pone | pones | comunicar | comunique | comunica |
    transferir | transfiera | transfiere | conectar | conecte | conecta | derivar | derive | atender | atienda""")
_PASS_ME = any_of("""páseme | pásame | pasarme | póngame | ponme | ponerme | comuníqueme | comunícame | comunicarme |
    comuníquenme | transfiérame | transfiéreme | transferirme | conécteme | conéctame | conectarme | pásenme |
    derívame | deríveme""")
_HUMAN = rf"""(?:{_ASKING} )?(?:hablar|charlar|conversar|comunicarme|contactar) {_PERSON} |
    (?:{_ASKING} )?(?:que )?me {_PASS}(?: (?:con|a))?(?: {_PERSON})? |
    {_ASKING} {_PASS}(?: a)? {_PERSON} | (?:{_ASKING} )?{_PASS_ME}(?: {_PERSON})? |
    (?:{_ASKING} )?{_A}{_AGENT}{_REAL} | {_ASKING} {_PERSON} |
    {_ASKING} que me (?:atienda|llame|conteste|hable|ayude) {_PERSON} |
    (?:hay|está) (?:alguien|una persona|algún agente|un agente)(?: ahí)?(?: con quien (?:pueda|puedo) hablar)? |
    no quiero hablar con (?:una máquina|un robot|un contestador)"""

# ------------------------------------------------------------------------------------------------------ other acts

_SAY_AGAIN = any_of("""repetir | repita | repite | repítalo | repítelo | repetirlo | repetirme | repetírmelo |
    repítame | repíteme""")
_WHAT = "(?: (?:eso|esto|lo|la pregunta|lo que ha dicho|lo que dijo|lo último))?"
_TELL = any_of("decir | decirlo | decirme | decírmelo | dígalo | dígamelo | dilo | dímelo | dígame eso")
_MISSED = any_of("oído | oí | oigo | entendido | entendí | escuché | escuchado | escucho | pillado")
_REPEAT = rf"""(?:{_ASKING} )?{_SAY_AGAIN}{_WHAT}{_AGAIN} |
    (?:{_ASKING} )?(?:que )?(?:me )?(?:lo |la )?(?:repita|repite|repites){_AGAIN} |
    (?:me )?(?:lo |la )?(?:puede|puedes|podría|podrías) (?:repetir|volver a decir){_WHAT}{_AGAIN} |
    (?:me )?(?:lo )?(?:puede|puedes|podría) decir (?:otra vez|de nuevo) |
    (?:{_ASKING} )?{_TELL} (?:otra vez|de nuevo|una vez más) | (?:{_ASKING} )?volver a {_TELL} |
    cómo | cómo dice | cómo dices | cómo ha dicho | cómo dijo | cómo has dicho | qué | qué dice | qué ha dicho |
    qué dijo | qué has dicho | qué era eso | cuál era la pregunta | perdón | perdone | perdona | disculpe | disculpa |
    mande | otra vez | de nuevo | una vez más | hola | oiga | sigue ahí | está ahí | estás ahí | me oye | me oyes |
    me escucha | me escuchas | se oye mal |
    (?:es que )?no (?:le|lo|te|la|se) (?:he )?{_MISSED}(?: (?:bien|nada))?(?: lo que ha dicho)? |
    (?:es que )?no (?:he )?(?:entendido|entendí|oí|oído|escuché)(?: (?:bien|nada|eso|lo que ha dicho|la pregunta))?"""

_UNIT = any_of("""momento | momentito | segundo | segundito | segundos | minuto | minutito | minutos | ratito |
    instante""")
_TIME = rf"(?:(?:un|medio|dos|unos|solo) )*{_UNIT}"
_LOOK = any_of("""(?:lo |la )?(?:ver|miro|busco) | (?:ver|mirar|buscar|comprobar|consultar|revisar|pensar)(?:lo|la)?""")
_HOLD = rf"""(?:espere|espera|espérese|espérate|esperen|aguarde|aguarda|esperar)(?: {_TIME})? |
    (?:{_ASKING} )?esperar(?:me)?(?: {_TIME})? | no cuelgue | no cuelgues | manténgase en línea |
    (?:(?:deme|dame|déjeme|déjame|me da|me das|necesito|será|es) )?{_TIME} |
    (?:déjeme|déjame|deje|deja|voy a|tengo que)(?: un momento)? {_LOOK} |
    (?:déjeme|deje|déjame|deja) que (?:lo |la )?(?:vea|mire|busque|compruebe|consulte|piense) |
    (?:ahora )?(?:lo|la) (?:estoy )?(?:busco|miro|buscando|mirando|compruebo) | ahora mismo (?:lo|la) (?:busco|miro) |
    (?:ahora )?estoy (?:buscándolo|buscándola|mirándolo|en ello|mirando|buscando) | a ver | vamos a ver | ya voy"""

_CANCEL = rf"""(?:{_ASKING} )?(?:cancelar|cancele|cancela|anular|anule|anula|abortar)(?: (?:eso|esto))? |
    (?:{_ASKING} )?(?:parar|pare|para|detener|detenga|detente|stop) |
    olvídelo | olvídalo | olvidarlo | olvide eso | olvida eso | olvídese | olvídate | déjelo | déjalo | dejarlo |
    dejémoslo | déjelo estar | déjalo estar | da igual | no importa | es igual |
    (?:he cambiado|cambié) de (?:opinión|idea) |
    ya no (?:lo )?quiero(?: (?:eso|hacerlo|seguir|continuar))? | no quiero (?:seguir|continuar|hacerlo)(?: más)? |
    mejor (?:lo dejo|lo dejamos|déjelo|déjalo) | (?:{_ASKING} )?(?:volver a )?empezar{_AGAIN} |
    (?:{_ASKING} )?empezar de cero | (?:{_ASKING} )?(?:volver|ir|vuelva|vamos) (?:atrás|al principio|al inicio)"""

_HELP = rf"""(?:{_ASKING} )?(?:un poco de )?ayuda | ayúdeme | ayúdame | (?:{_ASKING} )?ayudar(?:me)? |
    me (?:puede|puedes|podría|podrías) ayudar | me ayuda | (?:necesito|quiero) que me ayude |
    qué (?:puedo|se puede|tengo que|debo) (?:decir|hacer|pedir|preguntar) | qué (?:sabe|puede) hacer | opciones |
    (?:qué|cuáles son las|cuáles son mis) opciones(?: (?:tengo|hay))? | dígame las opciones |
    no (?:lo )?(?:entiendo|comprendo)(?: (?:nada|eso|esto|la pregunta))? |
    qué (?:quiere decir|significa)(?: eso)? | a qué se refiere |
    estoy (?:perdido|perdida|confundido|confundida) | cómo funciona(?: (?:esto|eso))?"""

_GOOD_DAY = any_of("""(?:un |muy )?buen día | (?:muy )?buenas tardes | (?:una )?buena tarde | (?:muy )?buenos días |
    (?:muy )?buenas noches | (?:un )?buen fin de semana""")
_GOODBYE = rf"""adiós | hasta (?:luego|pronto|otra|mañana|la vista|la próxima) | chao | chau | ciao | bye | nos vemos |
    cuídese | cuídate | que (?:tenga|tengas|pase|pases) {_GOOD_DAY} | que (?:le|te) vaya bien | buenas noches |
    (?:ya )?(?:puede|puedes) colgar | cuelgue | (?:con )?(?:eso|esto) (?:es|era|sería|ha sido) todo |
    (?:eso|esto) es todo por (?:ahora|hoy) |
    (?:ya )?es todo(?: por (?:ahora|hoy))? | era todo | (?:eso|esto) es todo lo que (?:necesitaba|quería) |
    (?:no )?(?:quiero |necesito )?nada más | no (?:gracias |muchas gracias )?(?:así )?está bien(?: así)? |
    no (?:gracias )?con eso (?:basta|me basta) | ya está (?:gracias|todo) | (?:ya )?he terminado | ya terminé |
    ya (?:lo )?tengo todo(?: lo que (?:necesitaba|quería|necesito))?"""

_CALL = "(?: (?:esto|esta|la|esta llamada|la llamada|esta conversación|la conversación))?"
_STOP_RECORDING = rf"""(?:{_ASKING} )?(?:parar|pare|para|detener|detenga|apagar|apague) (?:de grabar|la grabación) |
    (?:{_ASKING} )?(?:dejar|deje|deja) de (?:grabar(?:me)?){_CALL} |
    no (?:grabe|graben|grabes|me grabe|me graben|me grabes|lo grabe|la grabe){_CALL} | no grabar{_CALL} |
    no quiero que (?:me |lo |la )?(?:grabe|graben|grabes){_CALL} | no quiero que se grabe{_CALL} |
    no quiero (?:ser grabado|ser grabada|ninguna grabación|la grabación) | sin (?:grabar|grabación)"""

_ACTS: dict[Act, str] = {
    "human": _HUMAN,
    "repeat": _REPEAT,
    "hold": _HOLD,
    "cancel": _CANCEL,
    "help": _HELP,
    "goodbye": _GOODBYE,
    "stop_recording": _STOP_RECORDING,
}

# ------------------------------------------------------------------------------------------------------- yes and no

_AGREE = "(?:me )?(?:parece|viene|está|va|suena) (?:muy )?(?:bien|genial|perfecto|estupendo)"
_YES = rf"""sí | si señor | sí señora | sip | claro | claro que sí | por supuesto | por supuesto que sí | desde luego |
    cómo no | correcto | exacto | exactamente | eso es | eso mismo | así es | es correcto | es así | está correcto |
    es verdad | cierto | es cierto | efectivamente | en efecto | afirmativo | adelante | hágalo | hazlo | dale | venga |
    con mucho gusto | encantado | encantada | de acuerdo | estoy de acuerdo | ajá | seguro | sin duda | obvio |
    obviamente | lo es | lo soy | lo quiero | sí quiero | eso creo | creo que sí | supongo que sí | diría que sí |
    por qué no | ya lo creo | {_AGREE} | me gustaría | me interesa | confirmo | lo confirmo | confirmado | proceda |
    sí que (?:lo es|quiero|es) | justo eso | tal cual | naturalmente | siga | continúe"""
_WEAK = """ok | okey | okay | vale | bien | muy bien | perfecto | genial | estupendo | bueno | fenomenal | ya |
    no hay problema | sin problema | no pasa nada | no me importa | todo bien | listo | órale"""
_NO = """no | nop | nopo | para nada | qué va | de ninguna manera | de ningún modo | en absoluto | ni hablar |
    negativo | nunca | jamás | incorrecto | no es correcto | no está bien | no es así | no es eso | no es verdad |
    no es cierto | eso no | eso no es | así no | mal | está mal | eso está mal | eso es incorrecto | mejor no |
    ahora no | hoy no | todavía no | aún no | no quiero | no lo quiero | no quisiera | preferiría que no |
    prefiero que no | tampoco | no lo haga | no lo hagas | no creo | creo que no | me temo que no | claro que no |
    por supuesto que no | desde luego que no | yo no | no de momento | de momento no | por ahora no | no hace falta |
    no es necesario | no exactamente | no del todo | no lo es | no me interesa | no me parece bien | falso |
    equivocado | no me viene bien | no puedo"""
_UNSURE = """no (?:lo )?sé | no (?:lo )?tengo claro | no estoy (?:muy |del todo )?segur[oa] | ni idea |
    no tengo ni idea | no sabría(?: decirle)? | me da igual | quizá | quizás | tal vez | depende | sí y no"""
_NEUTRAL = """gracias | muchas gracias | mil gracias | muy amable | señor | señora | señorita | amigo | entonces |
    pues | eh | em | este | ah | ay | oh | mm | hmm | a ver | hombre | mujer | perdón | perdone | disculpe |
    lo siento | y | mire | mira | ahora | ahora mismo | eso | todo | oiga | hola | la verdad | es que"""

# ------------------------------------------------------------------------------------------------------ corrections

_CHANGE = any_of("""cambie | cambia | cambiar | cámbielo | cámbialo | cambiarlo | cambiarla | ponerlo | corríjalo |
    corregirlo""")
_STRONG = rf"""(?:yo )?(?:quería decir|quise decir|quiero decir|he querido decir|me refería a|me refiero a) |
    (?:yo )?(?:he dicho|dije|decía|digo)(?: que)?(?: (?:era|eran|son|es))? | mejor dicho | más bien | rectifico |
    corrección | corrijo | sino | mejor | (?:mejor )?que (?:sean?|fueran?) |
    (?:pon|ponga|póngalo|ponlo|déjelo|déjalo)(?: en)? |
    (?:(?:puede|podría|puedes|podemos|quiero|quisiera) )?{_CHANGE}(?: (?:eso|esto))?(?: (?:a|por|en|para))? |
    (?:eso |lo )?(?:debería|debe|tendría que|tiene que) ser"""
_OPENERS = """no | perdón | perdone | perdona | disculpe | disculpa | lo siento | en realidad | realmente | espera |
    espere | un momento | ay | oh | ah | eh | em | mal | incorrecto | pero | bueno | pues | uy | no es así |
    eso no es | eso está mal | está mal | me he equivocado | me equivoqué | no es correcto | no exactamente"""
_CLEAR = """no | perdón | perdone | perdona | disculpe | disculpa | lo siento | en realidad | espera | espere | mal |
    incorrecto | eso está mal | está mal | me he equivocado | me equivoqué"""
_COULD = "(?:podria|puede|podriamos|podemos) (?:ser|tener|hacerlo)"
_IS = "(?:es|son|era|eran)"

TALK = Talk(
    lead=unaccented("""eh | em | este | pues | bueno | vale | ok | okey | okay | a ver | oiga | oye | mire | mira |
        hola | buenas | buenos días | buenas tardes | buenas noches | sí | no | por favor | perdón | perdone |
        perdona | disculpe | disculpa | gracias | muchas gracias | entonces | ah | ay | y | es que | ya | lo siento |
        mejor | simplemente | solo"""),
    tail=unaccented("""por favor | gracias | muchas gracias | mil gracias | entonces | ahora | ahora mismo | ya |
        vale | perdón | perdone | si es posible | si es tan amable | si puede ser | si no le importa | eh | señor |
        señora | señorita | amigo | hombre | mejor | porfa | un momento | directamente | muy amable | ok"""),
    farewell=unaccented("adiós | hasta luego | chao | buenas tardes | buenos días | buenas noches | hasta otra"),
    acts={act: unaccented(table) for act, table in _ACTS.items()},
    pieces={
        "unsure": unaccented(_UNSURE),
        "yes": unaccented(_YES),
        "weak": unaccented(_WEAK),
        "no": unaccented(_NO),
        "please": "por favor | porfa",
        "neutral": unaccented(_NEUTRAL),
    },
    openers=unaccented(_OPENERS),
    clear=unaccented(_CLEAR),
    strong=unaccented(_STRONG),
    copula=unaccented("""en realidad es | es | son | era | eran | sería | serían | quiero | quería | quisiera | a |
        que sea | el correcto es"""),
    instead=(
        rf"no .+? (?:sino|{_IS}) (?P<rest>.+)",
        r"(?P<rest>.+?) (?:y )?no .+",
        r"(?P<rest>.+?) (?:en vez|en lugar) de .+",
        rf"(?:{_COULD} )?(?P<rest>.+?) (?:en su lugar|mejor)(?: por favor)?",
    ),
    denial=rf"(?:(?:no|perdon|perdone|eh|pero|oiga) )*no {_IS} .+? (?:sino(?: que)?(?: {_IS})?|{_IS}) (?P<rest>.+)",
    doubtful_slips=_T.phrases("no"),
    joints=_T.phrases("y, y también, y luego, y después, y además, y de paso, luego, después, además"),
    negations=_T.words("no nunca jamás nada nadie ningún ninguno ninguna tampoco ni sin excepto salvo apenas sino"),
    slips=_T.phrases(
        """
        no, perdón, perdone, disculpe, digo, quiero decir, quería decir, quise decir, mejor dicho, espera, espere,
        me he equivocado, me equivoqué, rectifico, corrijo, lo siento, en realidad, más bien, mejor
        """
    ),
)
