"""Which words tell nothing of a wish? Greetings, politeness, pronouns, small verbs, in three languages. Only data."""

from __future__ import annotations

from engine.language.tables import unaccented

_ENGLISH = """about after afternoon again all also and another any anybody anyone anything are ask asking because been
    before being but bye calling can cannot cheers come could did does doing done down each else evening ever every
    for from get getting give going gone good got guys had has have having hello help her here hey him his how into
    its just keep kind know let lets like look looking lot love made make making many maybe mean might mine moment
    more morning most much must name need needed never not nothing now off okay one only other our out over perhaps
    please put quite really right said same say see she should sir some somebody someone something sorry speak still
    such sure take talk tell than thank thanks that the their them then there these they thing things think this those
    till time today told tomorrow tonight too trying under until use very wait want wanted wants was way well were
    what when where whether which while who whole whose why will wish with without wonder wondering would yeah yep yes
    yesterday yet you your"""
_GERMAN = """aber alle alles als also andere auch auf aus bei beim bin bis bitte bräuchte brauche da damit danke dann
    das dass dein dem den denn der des die dies diese diesen dieser doch dort durch ein eine einem einen einer eines
    etwas für gab geben geht gern gerne gibt gut guten gutes habe haben hallo hat hatte heute hier ich ihm ihn ihnen
    ihr ihre ihren immer ist jetzt kann kannst kein keine können könnte könnten lassen mal man mehr mein meine meinem
    meinen meiner mich mir mit möchte möchten morgen morgens muss müsste nach nein nicht nichts noch nun nur oder
    schon sehr sein seit sich sie sind soll sollte tag über und uns unser unsere vielen vom von vor war wäre wann
    warum was weil welche welchen welcher welches wenn wer werde werden wie wieder will wir wird wissen wohl wollen
    wollte würde würden zum zur zwischen abend grüß gott"""
_SPANISH = """ahora algo alguien algún alguna alguno ante aquí así aún buena buenas bueno buenos cada como cómo con
    cosa creo cual cuál cuando cuándo cuanto cuánto dar darme debo decir decirme del desde días donde dónde ella ellos
    era eran ese eso esta está están estar este esto estoy favor fue gracias gustaría había hablar hace hacer hacia
    hasta hay hola hoy les los más mañana mejor mía mío mis mucha mucho muy nada necesito ninguna ninguno noches nos
    nuestra nuestro nunca otra otro para pero poco podría porque por puede pueden puedo pues que qué querer quería
    quien quién quiere quiero quisiera saber ser sido siempre sin sobre solo son soy sus también tan tanto tardes
    tengo tener tiene tienen toda todo todos tus una unas uno unos usted ustedes vale vamos ver vez voy"""
EMPTY = frozenset(unaccented(f"{_ENGLISH} {_GERMAN} {_SPANISH}").split())
"""Without accents."""
