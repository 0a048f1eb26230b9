"""English: its words for telephone numbers, spelling, addresses and names."""

from __future__ import annotations

from engine.language.model import Contacts
from engine.language.tables import Tables, lower

_T = Tables(lower)

CONTACTS = Contacts(
    plus=_T.words("plus"),
    spelled_by=_T.words("for as in like"),
    letters=_T.headed("w double u, z zed, z zee, h aitch, h haitch, x x ray"),
    alphabet=_T.words(
        """
        alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa
        quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu
        """
    ),
    at=_T.phrases("at, @"),
    signs=_T.phrased(
        {"dot, point, full stop, period": ".", "underscore, under score": "_", "dash, hyphen": "-", "plus, +": "+"}
    ),
    inner_words=_T.words("the and of my me a on in for"),
    written_how=_T.phrased(
        {
            "all one word, as one word, one word, all joined up, joined up, all together, no spaces, no space": True,
            "all lower case, all lowercase, lower case, lowercase, in lower case, all small letters": False,
            "no dots, no dashes, no numbers, no capitals, no full stops, no underscore": False,
            "with no dots, with no spaces, with no numbers, with no capitals, without the dot": False,
            "and the number, the number, and then the number, the digits, the letter, the letters, the word": False,
            "all upper case, upper case, uppercase, all in capitals, in capitals, capital": False,
        }
    ),
    address_words=_T.words("is email address"),
    name_lead=_T.singles(
        """
        my name is name's names the it it's its i'm i am this that's call me they surname first last full hi hello hey
        yes yeah um uh er erm oh well so sure okay ok speaking and under for mr mister mrs missus ms miss mx dr doctor
        prof professor sir dame rev reverend hiya aye alright mine's morning evening afternoon
        """
    )
    | _T.phrases(
        """
        double barrelled, double barreled, hyphenated, it's spelt how it sounds, it's spelled how it sounds,
        spelt how it sounds, spelled how it sounds, just how it sounds, spelt as it sounds, just as it sounds
        """
    ),
    name_trail=_T.words("here speaking please thanks thank you calling"),
    name_tail=_T.phrases(
        """
        i think, i believe, i guess, spelt how it sounds, spelled how it sounds, just how it sounds, how it sounds,
        spelt as it sounds, just as it sounds, as it sounds, the usual way, the usual spelling, the normal way
        """
    ),
    name_it_is=_T.singles("it's i'm is that's name name's"),
    name_surely=_T.phrases(
        """
        name is, name's, surname is, surname's, full name is, in the name of, under the name of, under the
        name, booking for, reservation for, maiden name is, name of
        """
    ),
    not_names=_T.words(
        """
        what why how when where who whose which no not don't can can't could would want need help agent
        human cancel stop wait of in on at to from by about if but because there you your he she his her him
        we our us their them the a an do does did have has had was were are be been will won't shall should
        might must isn't didn't doesn't haven't say said tell told give given put get got know think thought
        mean spell spelt repeat again pardon sorry rather same husband husband's wife wife's partner
        partner's company business account booking reservation person someone somebody anyone nobody moment
        second minute today tomorrow yesterday something anything nothing calling ringing question problem
        issue complaint order delivery parcel payment refund query enquiry earlier before twice wrong right
        fine urgent important already just only maybe perhaps too very really still yet now then with
        without and or so up out name number phone email address postcode date birth hold hang that what's
        who's where's it's i've i'd i'll
        """
    ),
    name_after=_T.phrases(
        """
        called, name is, name's, names, name was, name will be, is called, are called, she's called, he's
        called, i'm called, they're called, who's called, somebody called, someone called, known as, i go
        by, goes by, under, under the name, under the name of, in the name of, name of, maiden name, maiden
        name is, married name, married name is, booking for, reservation for, appointment for, booking's
        for, table for, speaking to, speaking with, talking to, this is, holder is, holder's, put it under,
        put me down as, put down, down as, call me, calls me, addressed to, patient is, customer is, caller
        is, registered to, belongs to, booked by, made by, husband's name, wife's name, partner's name,
        mum's name, dad's name, son's name, daughter's name, mother's name, father's name, company name,
        business name, account is, card is, booking is, reservation is, policy is, passport is
        """
    ),
    name_parts=_T.phrases(
        """
        first name, first name is, first name's, surname, surname is, surname's, last name, last name is, last
        name's, second name, second name is, family name, family name is, forename, forename is, given name,
        given name is, middle name, middle name is, christian name, christian name is, and surname, and my
        surname is, and the surname is, and last name, and my last name is, and the last name is
        """
    ),
    name_stops=_T.words(
        """
        and my the his her our from at on in for with without but i it it's that that's so date she he they
        who you she's he's they're number's phone's mobile's email's postcode's address's born birth number
        phone mobile telephone email postcode address account reference order to about is was i'm we we're
        there there'll not like as just calling ringing phoning he'd she'd again
        """
    ),
    name_with=_T.words("with without"),
    name_without=_T.words("without no"),
    letter_articles=_T.words("a an the any"),
    sounds={
        "y": ("i",),
        "i": ("y",),
        "k": ("c",),
        "c": ("k", "s"),
        "ph": ("v", "f"),
        "f": ("ph",),
        "v": ("ph", "f"),
        "s": ("z", "c"),
        "z": ("s",),
        "g": ("j",),
        "j": ("g",),
        "x": ("cks", "ks"),
        "ks": ("x",),
        "ck": ("k",),
        "ch": ("k", "c"),
        "ie": ("y",),
        "ey": ("y",),
        "ei": ("ie", "ee"),
        "ea": ("ee",),
        "ee": ("ea",),
        "ae": ("e",),
    },
    silent={"e": False, "h": True},
    name_signs=_T.phrased({"apostrophe": "'", "dash, hyphen": "-"}),
    spelling_lead=_T.phrases(
        """
        that's, spelled, spelt, it's spelled, it's spelt, that's spelled, that's spelt, spelling is, spelling,
        which is, so that's, it's, so, as in, i spell it, i'll spell it, i'll spell that, let me spell that,
        um, er, uh, and that's
        """
    ),
)
