"""German: what a global act, a yes, a no and a correction sound like. Polite and familiar."""

from __future__ import annotations

from engine.language.tables import Tables, any_of, plain_umlauts
from engine.language.talk import Talk
from engine.types import Act

_T = Tables(plain_umlauts)

_MILD = any_of("""bitte | gerne | gern | mal | jetzt | lieber | direkt | kurz | einfach | eben | doch | vielleicht |
    auch | sofort | nur | einmal""")
_SO = rf"(?: {_MILD})*"
"""Small words that may stand almost anywhere."""
_ASKING = any_of(rf"""(?:ich )?(?:möchte|will|würde|hätte|muss|brauche|wünsche|wollte)(?: ich)?{_SO} |
    (?:kann|könnte|dürfte|darf) ich{_SO} | (?:können|könnten|würden|wollen) sie{_SO} |
    (?:kannst|könntest|würdest) du{_SO} | (?:ist|wäre) es möglich{_SO}""")
_AGAIN = "(?:noch ?mal|noch einmal)"

# ------------------------------------------------------------------------------------------------------------ a human

_A = r"(?:(?:einem|einen|einer|eine|ein|der|dem|den|die|irgendeinem|irgendeinen|ihrem|ihren|ihrer) )?"
_REAL = rf"""(?:{
    any_of('''echten | echter | echte | richtigen | richtiger | richtige | lebenden | lebendigen |
    menschlichen | menschlicher | anderen''')
} )?"""
_AGENT = any_of("""menschen | mensch | person | mitarbeiter | mitarbeiterin | mitarbeitern | berater | beraterin |
    kundenberater | kundenberaterin | kundenservice | kundendienst | kundenbetreuung | kundenbetreuer | service |
    agent | agenten | agentin | operator | sachbearbeiter | sachbearbeiterin | servicemitarbeiter""")
_SOMEBODY = any_of("""jemand | jemandem | jemanden | irgendjemandem | irgendjemanden | irgendwem | kollegen |
    kollegin | vorgesetzten | chef | zentrale | vermittlung""")
_PERSON = rf"{_A}{_REAL}(?:{_AGENT}|{_SOMEBODY})(?: (?:anderem|anderen|echtem|richtigem|von ihnen))?"
_TO = rf"(?:(?:mit|zu|an) {_PERSON}|(?:zum|zur) {_AGENT})"
_TALK = any_of("""sprechen | reden | telefonieren | verbunden werden | weiterverbunden werden | verbinden |
    durchgestellt werden | sprechen können | sprechen dürfen | reden können | weitergeleitet werden""")
_PUT = any_of("verbinden | weiterverbinden | durchstellen | weiterleiten | vermitteln")
_MACHINE = any_of("computer | maschine | roboter | automaten | bot | sprachcomputer")
_HUMAN = rf"""(?:{_ASKING} )?{_TO}(?:{_SO} {_TALK})? | (?:{_ASKING} )?{_PERSON}{_SO} sprechen |
    {_ASKING} mich{_SO}(?: {_TO})?{_SO} {_PUT} |
    (?:verbinden|verbinde) (?:sie )?mich{_SO}(?: weiter)?(?: {_TO})? |
    (?:stellen|stell|leiten|leite) (?:sie )?mich{_SO}(?: {_TO})?{_SO} (?:durch|weiter)(?: {_TO})? |
    (?:geben|gib|holen|hol) (?:sie )?mir{_SO} {_PERSON}(?: ans telefon)? | {_ASKING} {_PERSON}(?: haben)? |
    {_A}{_REAL}{_AGENT} | weiterverbinden | durchstellen |
    (?:ist|gibt es)(?: (?:da|dort|hier))? (?:jemand|jemanden|ein mensch|einen menschen)(?: (?:da|dort))? |
    (?:ist|gibt es)(?: da)? (?:jemand|jemanden|einen menschen) mit dem ich (?:sprechen|reden) kann |
    ich (?:will|möchte) nicht mit (?:einem|einer|dem|der|so einem|so einer) {_MACHINE} (?:sprechen|reden)"""

# ------------------------------------------------------------------------------------------------------ other acts

_MISSED = "nicht(?: (?:ganz|richtig|so))* (?:verstanden|gehört|mitbekommen)"
_SADLY = "(?: (?:leider|jetzt|gerade|akustisch|eben))*"
_THAT = "(?:das|sie|die frage|es)"
_REPEAT = rf"""wie bitte | bitte | was | wie | hä | was war das | was bitte | wie war das | wie meinen | {_AGAIN} |
    (?:sag|sagen|sagten) (?:sie )?{_THAT}{_SO} {_AGAIN} |
    (?:{_ASKING} )?(?:{_THAT}|sich){_SO}(?: {_AGAIN})? wiederholen | (?:{_ASKING} )?(?:{_AGAIN} )?wiederholen |
    {_ASKING} {_THAT}{_SO} {_AGAIN} (?:sagen|hören) |
    (?:wiederholen|wiederhole) (?:sie )?{_SO}(?:{_THAT}|sich)?{_SO}(?: {_AGAIN})? |
    wiederholen sie{_SO}(?: (?:{_THAT}|sich))?{_SO}(?: {_AGAIN})? | wiederhole{_SO}(?: {_THAT})?{_SO} |
    was (?:haben sie|hast du)(?: (?:gerade|eben))? (?:gesagt|gemeint) | was sagten sie | was sagen sie |
    (?:wie|was) war die frage | entschuldigung | entschuldigen sie | verzeihung | pardon | hallo |
    sind sie noch (?:da|dran) | hören sie mich | können sie mich hören |
    (?:(?:ich )?(?:habe|hab) )?(?:{_THAT})?{_SADLY} {_MISSED} | (?:ich )?(?:habe|hab){_SADLY} {_MISSED} | {_MISSED} |
    das (?:habe|hab) ich{_SADLY} {_MISSED} | ich (?:höre|verstehe) sie (?:nicht|so schlecht|schlecht) |
    ich kann sie (?:nicht|kaum|so schlecht|schlecht) (?:hören|verstehen)"""

_UNIT = any_of("""moment | momentchen | augenblick | sekunde | sekunden | sekündchen | minute | minuten |
    minütchen""")
_TIME = rf"(?:(?:einen|eine|ein|nur|noch|kurzen|kleinen|zwei|paar) )*{_UNIT}"
_QUICKLY = "(?: (?:mal|kurz|das|es|sie|ihn|eben|erst|schnell|gerade|nur|gleich))*"
_LOOK = any_of("""nachsehen | nachschauen | nachgucken | gucken | schauen | suchen | nachlesen | holen |
    heraussuchen | raussuchen | überlegen | prüfen""")
_I_LOOK = any_of("schaue | schau | gucke | guck | sehe | seh | suche | such | hole | hol | prüfe")
_WAIT = any_of("""warten sie | warte | bleiben sie dran | bleiben sie bitte dran | bleib dran | nicht auflegen |
    legen sie nicht auf | moment mal | augenblick mal | warten sie mal | warte mal | warten sie bitte""")
_HOLD = rf"""{_WAIT}(?: {_TIME})? | (?:{_ASKING} )?(?:{_TIME} )?warten |
    (?:(?:geben sie mir|gib mir|ich brauche) )?{_TIME}(?: mal| noch)? |
    ich {_I_LOOK}{_QUICKLY}(?: (?:nach|raus|heraus))? | (?:ich muss|muss ich|da muss ich){_QUICKLY} {_LOOK} |
    (?:lassen sie|lass) mich{_QUICKLY} {_LOOK} | sofort | gleich | ich (?:habe|hab) (?:es|sie|ihn) gleich"""

_IT = "(?:es|das)"
_NOT_MORE = "(?:doch nicht|nicht mehr|(?:doch )?nicht(?: mehr)? (?:machen|weitermachen))"
_CANCEL = rf"""(?:{_ASKING} )?(?:(?:{_IT}|den vorgang|alles){_SO} )?(?:abbrechen|beenden|stoppen) | abbruch |
    brechen sie(?: {_IT})?(?: bitte)? ab | brich ab | stopp | stop | halt |
    (?:vergessen|vergiss)(?: sie)? {_IT} | egal | (?:ist|das ist|ist ja) (?:mir )?egal | schon gut |
    (?:lassen|lass) (?:sie |wir |uns )?{_IT}(?: (?:lieber|sein|gut sein))* | doch nicht | lieber doch nicht |
    ich (?:habe|hab) (?:es mir|mir das)(?: doch)? anders überlegt | ich (?:habe|hab) meine meinung geändert |
    ich (?:habe|hab) mich umentschieden | (?:{_AGAIN} |wieder )?von (?:vorne|vorn|anfang an) |
    zurück(?: zum (?:anfang|start))? | ich (?:will|möchte)(?: {_IT})? {_NOT_MORE}"""

_MEANT = any_of("meinen sie | ist gemeint | heißt das | bedeutet das | soll das heißen")
_OPTIONS = any_of("optionen | möglichkeiten")
_HELP = rf"""hilfe | (?:{_ASKING} )?(?:etwas |ein bisschen |ihre )?hilfe | helfen sie mir | hilf mir |
    (?:können|könnten) sie mir{_SO} helfen | kannst du mir{_SO} helfen |
    was (?:kann|soll|muss) (?:ich|man)(?: hier)? (?:sagen|tun|machen|fragen) | was können sie(?: alles)?(?: tun)? |
    {_OPTIONS} | (?:welche|was für) {_OPTIONS} (?:habe ich|gibt es) | was (?:sind|waren) (?:meine|die) {_OPTIONS} |
    ich verstehe(?: das)? nicht | das verstehe ich nicht | verstehe ich nicht | was {_MEANT}(?: damit)? |
    ich (?:bin verwirrt|komme nicht weiter|komme nicht klar) | wie (?:funktioniert|geht) das"""

_DAY = "(?:schönen|schönes|guten) (?:tag|abend|nachmittag|feierabend|wochenende)"
_SOON = "(?:dann|bald|später|morgen|zum nächsten mal)"
_GOODBYE = rf"""tschüss | tschüs | tschau | ciao | auf wieder(?:hören|sehen|schauen) | wiederhören | wiedersehen |
    bis {_SOON} | servus | ade | machen sie es gut | mach'?s gut |
    (?:ich wünsche )?(?:ihnen )?(?:noch )?(?:einen |ein )?{_DAY}(?: noch)? |
    (?:das|dann) (?:war|wär|wäre)(?:'s| es|s)?(?: (?:schon|dann|erst mal|erstmal|für heute|alles))* |
    (?:das|es) (?:ist|war|wäre)(?: dann)? alles(?: (?:für heute|was ich (?:brauche|wollte|wissen wollte)))? |
    (?:mehr|sonst) (?:nicht|nichts)(?: mehr)? | nichts (?:mehr|weiter) | sonst habe ich nichts(?: mehr)? |
    (?:ich bin|bin) (?:fertig|so weit) | sie können(?: jetzt)? auflegen |
    ich habe alles(?: was ich (?:brauche|wollte))? | ich brauche (?:sonst )?nichts (?:mehr|weiter) |
    sonst brauche ich nichts"""

_THE_CALL = "(?:mich|das|es|dieses gespräch|das gespräch|diesen anruf|den anruf)"
_THIS_CALL = "(?:dieses gespräch|das gespräch|dieser anruf|der anruf|das)"
_TAPE = "(?:aufnahme|aufzeichnung)"
_RECORD = "(?:aufnehmen|aufzeichnen|mitschneiden)"
_RECORDED = "(?:aufgenommen|aufgezeichnet|mitgeschnitten)"
_STOP_RECORDING = rf"""(?:{_ASKING} )?(?:die )?{_TAPE}(?: bitte)? (?:stoppen|beenden|abschalten|ausschalten|anhalten) |
    (?:stoppen|beenden) sie(?: bitte)? die {_TAPE} | keine {_TAPE} | (?:{_ASKING} )?(?:{_THE_CALL} )?nicht {_RECORD} |
    (?:nehmen|zeichnen) sie {_THE_CALL}(?: bitte)? nicht auf | ich (?:will|möchte) nicht {_RECORDED} werden |
    ich (?:will|möchte) keine {_TAPE} | ich (?:will|möchte) nicht dass sie {_THE_CALL} {_RECORD} |
    ich (?:will|möchte) nicht dass {_THIS_CALL} {_RECORDED} wird |
    ich (?:will|möchte) nicht dass ich {_RECORDED} werde | hören sie auf {_THE_CALL} aufzunehmen"""

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

_NOW = "(?:lieber |eher |jetzt )?"
_YES = """ja | jaja | jo | joa | jap | jep | jupp | yes | jawohl | genau | ganz genau | richtig | ganz richtig |
    stimmt | das stimmt | stimmt genau | stimmt so | korrekt | (?:das )?ist (?:richtig|korrekt|genau richtig) | exakt |
    natürlich | klar | na klar | aber klar | selbstverständlich | sicher | aber sicher | auf jeden fall | unbedingt |
    einverstanden | in ordnung | geht in ordnung | das geht | das passt | passt | passt so | gerne | gern |
    sehr gerne | aber gerne | doch | so ist es | das ist es | machen sie das | mach das | machen wir das |
    machen wir | tun sie das | nur zu | los | bestätigt | ich bestätige | freilich |
    das wäre (?:gut|schön|nett|toll|super|prima) | (?:ich )?(?:glaube|denke) (?:schon|ja) | warum nicht |
    so machen wir(?: das| es)? | das bin ich | bin ich | ist es | will ich | möchte ich | das möchte ich |
    das will ich | wäre (?:gut|super|nett) | aber ja | mhm"""
_WEAK = """ok | okay | okey | gut | sehr gut | alles gut | alles klar | super | prima | schön | toll | klasse |
    perfekt | wunderbar | na gut | von mir aus | meinetwegen | kein problem | klingt gut | hört sich gut an | fein |
    (?:das )?ist (?:gut|okay|ok|in ordnung|prima|super)"""
_NO = rf"""nein | nee | ne | nö | nicht | nicht wirklich | eher nicht | lieber nicht | besser nicht | jetzt nicht |
    heute nicht | noch nicht | momentan nicht | im moment nicht | diesmal nicht | auf (?:gar )?keinen fall |
    keinesfalls | keineswegs | niemals | nie | überhaupt nicht | gar nicht | absolut nicht | natürlich nicht |
    falsch | verkehrt | (?:das )?ist (?:leider )?(?:falsch|verkehrt|nicht richtig|nicht korrekt) |
    (?:das )?stimmt (?:so |leider )?nicht | (?:das )?passt (?:mir |so |leider )?nicht | nicht richtig |
    nicht korrekt | nicht ganz | nicht so ganz | (?:das )?(?:möchte|will|brauche|mag) ich {_NOW}nicht |
    (?:ich )?(?:möchte|will|brauche|mag) (?:das |es )?{_NOW}nicht | machen sie das (?:bitte )?nicht | bitte nicht |
    (?:ich )?(?:glaube|denke) nicht | ich würde lieber nicht | das geht nicht | geht nicht | das bin ich nicht |
    bin ich nicht | ist es nicht | das ist es nicht | nicht nötig | nicht notwendig | (?:das )?muss nicht sein |
    kein bedarf | kein interesse | negativ | wohl kaum | nicht dass ich wüsste | nicht einverstanden"""
_UNSURE = """(?:das )?(?:ich )?weiß (?:ich )?(?:es |das )?(?:auch |gerade |jetzt |noch )*nicht(?: genau)? |
    (?:da )?(?:ich )?bin (?:ich )?(?:mir )?nicht (?:ganz |so )?sicher | nicht (?:ganz |so )?sicher | keine ahnung |
    vielleicht | jein | kommt drauf an | kommt darauf an | mal sehen"""
_NEUTRAL = """bitte | bitteschön | bitte schön | danke | vielen dank | danke schön | dankeschön | danke sehr |
    also | so | dann | nun | jetzt | mal | ach | oh | äh | ähm | öh | hm | na | und | tja | eben | halt | eigentlich |
    entschuldigung | sorry | tut mir leid | leider | hören sie | es | das | hallo | ach so | aha"""

# ------------------------------------------------------------------------------------------------------ corrections

_SAID = any_of("""meine | meinte | wollte sagen | sagte | hab gesagt | habe gesagt | hatte gesagt | hab gemeint |
    habe gemeint""")
_STRONG = rf"""(?:ich )?{_SAID}(?: ich)?(?: eigentlich)? | gemeint (?:war|waren|ist|sind|habe ich|hatte ich) |
    (?:machen|mach|nehmen|nimm|schreiben) (?:sie |wir )?(?:daraus|doch lieber|lieber|doch) |
    (?:ändern|ändere|korrigieren) (?:sie )?{_IT}(?: bitte)?(?: (?:auf|in|zu))? |
    {_IT} (?:soll|sollte|sollten|muss|müsste|sollen|müssen)(?: (?:doch|eigentlich|aber))?(?: (?:heißen|sein))? |
    richtig (?:ist|sind|wäre) | korrektur | vielmehr | besser gesagt | sagen wir(?: lieber| doch)? | lieber |
    doch lieber | sondern | beziehungsweise | (?:können|könnten) (?:sie|wir) {_IT}(?: bitte)? (?:auf|in|zu)"""
_TAKE = "(?:nehmen|machen|haben|bitte)"
_OPENERS = """nein | nee | nö | ne | entschuldigung | entschuldigen sie | sorry | verzeihung | eigentlich |
    warten sie | warte | moment | halt | stopp | oh | äh | ähm | falsch | quatsch | also | aber | ach | doch |
    tut mir leid | nicht ganz | das ist falsch | das stimmt nicht | das ist nicht richtig | stimmt nicht | pardon"""
_CLEAR = """nein | nee | nö | entschuldigung | entschuldigen sie | sorry | verzeihung | eigentlich | falsch |
    quatsch | moment | warte | warten sie | halt | tut mir leid | das stimmt nicht | stimmt nicht"""

TALK = Talk(
    lead=plain_umlauts("""äh | ähm | öh | hm | ach | ach so | also | ja | nein | nee | nö | ok | okay | gut | na gut |
        na | na ja | naja | so | bitte | entschuldigung | entschuldigen sie | sorry | verzeihung | hallo | guten tag |
        guten morgen | guten abend | danke | vielen dank | nun | und | dann | aber | doch | jetzt | servus |
        grüß gott | moin | hören sie | sagen sie | eigentlich | tut mir leid | oh | alles klar | super | prima"""),
    tail=plain_umlauts("""bitte | danke | vielen dank | danke schön | dankeschön | danke sehr | dann | jetzt | mal |
        gerne | gern | noch | sofort | okay | ok | ja | doch | für mich | wenn möglich | wenn es geht | wenn das geht |
        eben | einfach | lieber | kurz | schnell | so | nochmal | noch mal"""),
    farewell=plain_umlauts("tschüss | tschüs | ciao | auf wiederhören | wiederhören | schönen tag | auf wiedersehen"),
    acts={act: plain_umlauts(table) for act, table in _ACTS.items()},
    pieces={
        "unsure": plain_umlauts(_UNSURE),
        "yes": plain_umlauts(_YES),
        "weak": plain_umlauts(_WEAK),
        "no": plain_umlauts(_NO),
        "please": "ja bitte",
        "neutral": plain_umlauts(_NEUTRAL),
    },
    openers=plain_umlauts(_OPENERS),
    clear=plain_umlauts(_CLEAR),
    strong=plain_umlauts(_STRONG),
    copula=plain_umlauts("""es ist | es sind | ist es | sind es |
        es war | es waren | das ist | das sind | das war | es heißt | wir sind | wir wären | ich will |
        ich wollte | ich möchte | auf | zu"""),
    instead=(
        r"nicht .*?\b(?:sondern|es ist|es sind|ich meinte|ich sagte) (?P<rest>.+)",
        r"(?P<rest>.+?) (?:und )?nicht .+",
        r"(?P<rest>.+?) (?:anstatt|statt|anstelle von) .+",
        rf"(?:(?:konnen|konnten) wir )?stattdessen (?P<rest>.+?)(?: {_TAKE})?",
        rf"(?:(?:konnen wir|geht es|geht|ginge)(?: auch)? )?(?P<rest>.+?) stattdessen(?: {_TAKE})?",
    ),
    denial=r"(?:(?:nein|nee|ne|sorry) )*(?:es|das) (?:ist|sind|war) nicht .+? (?:sondern|es ist|es sind) (?P<rest>.+)",
    joints=_T.phrases(
        """
        und, und auch, und dann, und danach, und außerdem, und anschließend, außerdem, danach, anschließend, sowie
        """
    ),
    negations=_T.words(
        """nein nee nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne weder noch nirgends
        kaum sondern außer stopp stattdessen"""
    ),
    slips=_T.phrases(
        """
        nein, nee, quatsch, entschuldigung, sorry, verzeihung, ich meine, ich meinte, besser gesagt, vielmehr, moment,
        halt, stopp, falsch, doch lieber, beziehungsweise, ich wollte sagen, warte, warten sie, korrektur
        """
    ),
)
