"""English: what a global act, a yes, a no and a correction sound like."""

from __future__ import annotations

from engine.language.tables import Tables, any_of, lower
from engine.language.talk import Talk
from engine.types import Act

_T = Tables(lower)

_ASKING = any_of("""(?:can|could|may|would|will) (?:i|you|we)(?: please)?(?: just)? | (?:let|get|give) me |
    i(?: would|'d)(?: really)? (?:like|prefer|rather)(?: to)? | i(?: just)? (?:want|need|wanna)(?: to)?""")
_TAIL = """please | thanks | thank you | then | now | mate | cheers | sorry | for me | just | okay | ok |
    actually | very much | ta"""
_A = r"(?:(?:an?|the|some|your) )?(?:(?:real|actual|live|human) )?"
_AGENT = any_of("""person | human | human being | agent | operator | representative | advisor | adviser |
    customer services? | customer support""")
_SOMEBODY = any_of("""people | someone | somebody | rep | assistant | manager | supervisor | colleague |
    member of staff | reception | receptionist""")
_PERSON = rf"(?:(?:to|with|through to) )?{_A}(?:{_AGENT}|{_SOMEBODY})(?: (?:real|human|else))?"
_TIME = r"(?:(?:just )?(?:an?|one|two|half a) )?(?:seconds?|secs?|minutes?|moments?|mo|ticks?)"

_THE_CALL = "(?:me|us|it|this|that|my voice|(?:this|the|our|my) (?:call|conversation))"
_CALL = rf"(?: {_THE_CALL})?"
_UNWILLING = "i (?:don't|do not) (?:want|wish|like|agree to|consent to)"

_ACTS: dict[Act, str] = {
    "human": rf"""(?:{_ASKING} )?(?:speak|talk|chat|be connected|be put through|be transferred) {_PERSON} |
        (?:{_ASKING} )?(?:put|transfer|connect|pass|get) me(?: (?:through|over|on))?(?: {_PERSON})? |
        (?:{_ASKING} )?{_A}{_AGENT} | (?:get|give) me {_PERSON} | i (?:want|need) {_PERSON} |
        is there (?:anyone|anybody|someone|somebody|a person|a human)(?: there)?(?: i can (?:speak|talk) to)?""",
    "repeat": rf"""(?:{_ASKING} )?repeat(?: (?:that|it|the question|yourself))?(?: (?:again|once more|one more time))? |
        (?:{_ASKING} )?say(?: (?:that|it|the question))? (?:again|once more|one more time) | pardon | pardon me |
        i beg your pardon | excuse me | what | what was that | what's that | come again | again | huh | eh | sorry |
        hello | one more time | once more | you what | what did you say | what was the question | are you there |
        can you hear me | i missed that |
        i (?:didn't|did not|couldn't) (?:quite )?(?:catch|hear|get|understand)(?: (?:that|you|what you said))?""",
    "hold": rf"""(?:(?:can|could|will) you )?(?:hold on|hang on|wait|hold|hold the line|bear with me)(?: {_TIME})? |
        (?:(?:just|give me|wait|hold on|i need) )?{_TIME} |
        i'm (?:just )?(?:looking|checking|getting it|looking for it|finding it) |
        let me (?:just )?(?:check|look|see|find it|get it|have a look|grab it|look it up|go and get it)""",
    "cancel": rf"""(?:{_ASKING} )?(?:cancel|stop|abort)(?: (?:that|this))? | never ?mind | forget it |
        (?:forget|scrap|drop) (?:that|this) | forget about (?:it|that) | leave it | don't bother |
        i(?:'ve| have)? changed my mind | start over | go back |
        i don't want (?:to|this|that)(?: do (?:this|that))?(?: any ?more)?""",
    "help": rf"""(?:{_ASKING} )?(?:some )?help(?: me)? | what can (?:i|you) (?:say|do|ask|help(?: me)? with) | options |
        what (?:are|were) (?:my|the) options | i don't (?:understand|get it) | what do you mean |
        what does that mean | i'm (?:confused|lost) | how does this work""",
    "goodbye": r"""good ?bye | bye | bye bye | bye now | bye for now | see you | see ya | take care | ta ra |
        ta ta | have a (?:good|nice|lovely) (?:day|one|evening) | (?:you can )?hang up |
        i'm (?:all )?(?:done|finished|sorted) |
        (?:that's|that'll be|that was) (?:all|everything|me done)(?: i (?:need|needed|wanted))?(?: for (?:today|now))? |
        that is (?:all|everything) |
        nothing (?:else|more) | not (?:else|more) | that's it (?:thanks|thank you|cheers) |
        no (?:thanks |thank you )?that's it | no (?:thanks |thank you )?i'm (?:good|fine|okay|ok) |
        i(?:'ve| have) got (?:everything|all) i (?:need|needed)""",
    "stop_recording": rf"""(?:{_ASKING} )?(?:stop|end|turn off|switch off) (?:the |this |that |your )?recording{_CALL} |
        (?:{_ASKING} )?(?:stop|not) recording{_CALL} | (?:{_ASKING} )?not record{_CALL} | no recording |
        (?:don't|do not) record{_CALL} | {_UNWILLING} (?:to be|being) recorded |
        {_UNWILLING} {_THE_CALL}(?: to be| being)? recorded | {_UNWILLING} you (?:to record|recording){_CALL} |
        {_UNWILLING} (?:a|any|the) recording""",
}

TALK = Talk(
    lead="""oh | um | uh | er | erm | ah | okay | ok | right | well | so | no | yes | yeah | hi | hello | hey |
        please | sorry | actually | look | just | thanks | thank you""",
    tail=_TAIL,
    farewell="good ?bye | bye | bye bye | bye now",
    acts=_ACTS,
    pieces={
        "unsure": """(?:(?:i'm|i am) )?not (?:(?:too|really|entirely|quite) )?(?:sure|certain) |
            (?:i )?don't (?:know|mind|remember) | (?:i've |i have )?no (?:idea|clue) | maybe | perhaps | possibly |
            (?:i )?can't (?:remember|say|tell) | it depends | hard to say | either | yes and no""",
        "yes": """yes | yeah | yep | yup | yea | yah | yer | ya | aye | yes sir | of course | certainly | absolutely |
            definitely | correct | (?:that's|that is|it's|you're) (?:right|correct) | exactly | indeed | go on |
            (?:please )?go ahead | go for it | do it | do that | please do | i do | i would | i'd like that |
            i would like that | i'd love to | it is | it does | i am | they are | that is | you can | you may |
            why not | uh huh | mm hmm | mm hm | mhm | affirmative | by all means | spot on | too right | for sure |
            that's the one | that works | works for me | fine by me | i agree | agreed | true | bang on |
            (?:quite|too|dead) right | i hope so | i suppose(?: so)? | i reckon(?: so)? | i'd say so | i'm afraid so |
            that's a yes | you(?:'ve| have)? got (?:it|that)(?: right)? |
            that'd be a yes | sounds (?:about )?right | i have | i did | i can | i will |
            we (?:do|did|are|have|can|will) | (?:he|she) (?:is|does|did|has) | they (?:do|did|have) |
            (?:i'm |i am )?happy (?:with|to do) that | as far as i know | got it in one |
            let's go(?: ahead)? | i(?: can)? confirm(?: that)? | i'd like to | it certainly is |
            it sure is | i (?:think|believe|guess) so | you bet | let's do (?:it|that) |
            (?:i )?(?:don't|can't) see why not | i wouldn't say no | (?:i )?don't mind if i do | you're on |
            i'm game | count me in | sign me up | fire away | crack on | get on with it | be my guest | no objections? |
            i'd (?:love|like) that(?: very much)? | i'd be (?:so |very |most )?grateful | if you wouldn't mind |
            (?:a |one )?hundred per ?cent | no doubt(?: about it)? | deffo |
            i (?:think|believe) (?:i|we) (?:did|do|have|am) | i'm (?:good|fine|okay|ok|all right) with (?:that|it) |
            that(?:'s| is) me | without question | most definitely | very much so | no question |
            suits me(?: fine| down to the ground)? | fair enough | right you are | righto | okey dok(?:e|ey) |
            that'll do(?: nicely| me| fine)? | sounds like a plan | if you would | if you could | if you don't mind |
            why ever not | i'd be happy to | i'd be delighted | without a doubt | you read my mind |
            (?:it|that) (?:is|was) indeed | nothing wrong with that | i(?:'m| am) up for (?:it|that) | aye aye |
            (?:that'd|that would|that'll|that will) be (?:great|good|lovely|nice|fine|grand|perfect|brilliant|ideal)""",
        "weak": """ok | okay | fine | right | sure | sure thing | great | perfect | lovely | good | cool | brilliant |
            all right | alright | all good | that's (?:fine|okay|ok|good|great|perfect) | sounds (?:good|great|fine) |
            no problem | no worries | not a problem | not a bad idea""",
        "no": """no | nope | nah | naw | no way | not really | not now | not today | not at all | not yet | not quite |
            not this time | never | negative | wrong | incorrect |
            (?:that's|that is|it's) (?:wrong|incorrect|not right|not correct) | (?:that|it) isn't (?:right|correct) |
            not (?:right|correct|okay|ok|fine|good) | don't | do not | please don't | don't do (?:it|that) |
            don't go ahead | i don't | i do not | i don't think so | i(?:'d| would) rather not | i wouldn't | i won't |
            it isn't | it's not | it is not | it doesn't | i'm not | (?:absolutely|definitely|certainly|of course) not |
            nuh uh | uh uh | (?:i'm )?afraid not | i don't (?:believe|suppose|reckon) so | i hope not | i think not |
            i'd say not | not that i(?:'m aware of| know of| can think of) | not as far as i know | no chance |
            no fear | not likely | not on your (?:nelly|life) | not particularly |
            i(?:'m| am) (?:good|fine|all right|alright|okay|ok)(?: as i am| for now)? | (?:that |it )?wasn't (?:me|us) |
            i don't think (?:i do|i did|we do|we did|i am|it is) | i never(?: did| have| was)? | that sounds wrong |
            i (?:would|'d) prefer not(?: to)? | no need(?: for that)? | don't bother | not as such | not for now |
            not at the (?:moment|minute) | none of (?:it|that) | over my dead body | not in a million years |
            not a chance | fat chance | not a hope | in your dreams | as if | pull the other one | i'd sooner not |
            (?:i think )?i'll (?:pass|give (?:it|that) a miss)(?: thanks)? | (?:hell|god|heavens|lord|oh god) no |
            not if i can help it | not for all the tea in china | under no circumstances | not on this occasion |
            i'd prefer not(?: to)? | i'd rather you didn't | (?:let's|best) not | better not | not in the slightest |
            nowhere near | far from it | quite the opposite | not even close | not on my watch | nothing of the sort |
             that's a no | that'd be a no | (?:that|that'd|that would) (?:be|is) a no |
            by no means | i haven't | i didn't | i can't | i cannot | i couldn't | i wasn't | it wasn't | it hasn't |
            it didn't | we (?:don't|didn't|haven't|aren't|can't|won't) | (?:he|she) (?:isn't|doesn't|didn't|hasn't) |
            they (?:don't|didn't|haven't|aren't) | that's not (?:it|the one|mine|me) |
            that isn't (?:it|the one|mine|me) |
            that doesn't (?:work|sound right) | no good | false | not for me | not necessary | not any ?more""",
        "please": "please",
        "neutral": """thanks | thank you | thank you very much | thanks very much | cheers | ta | mate |
            love | dear | sir | then | well | oh | um | uh | er | erm | ah | hmm | so | actually | just | now | sorry |
            with that | very | that | that one | that's it""",
    },
    openers="""no | nope | nah | sorry | actually | wait | hang on | hold on | oh | um | uh | er | erm | wrong |
        well | but | not quite | that's wrong | that's not right""",
    clear="no | nope | nah | sorry | actually | wrong | wait | that's wrong | that's not right",
    strong="""i (?:actually )?(?:meant|mean)(?: to say)? | i said | make (?:it|that) |
        change (?:it|that)(?: to)? | (?:it|that) should(?: have)? be(?:en)? | should be | i should have said |
        let's make (?:it|that) | rather | scratch that | correction |
        (?:can|could) (?:you|we|i) (?:make|change) (?:it|that)(?: to)?""",
    copula="""it's actually | it's | it is | it was | that's | that is | that was | i want | i wanted | i'd like | to |
        we're | we are | we'll be | there's | there are | there'll be | there will be""",
    instead=(
        r"not .*?\b(?:but|it's|it is|i meant|i said|make it) (?P<rest>.+)",
        r"(?P<rest>.+?) (?:and )?not .+",
        rf"(?:{_ASKING} )?(?:(?:do|have|take|say|try|make it) )?(?P<rest>.+?) instead(?: of .+| {any_of(_TAIL)})?",
    ),
    slips=_T.phrases(
        """
        no, sorry, i mean, i meant, make that, make it, wait, wait a minute, wait a second, wait a sec, hang
        on, hold on, hang on a second, hold on a second, hang on a minute, scratch that, scrap that, strike
        that, ignore that, forget that, disregard that, cancel that, delete that, change that to, rather, or
        rather, actually, correction, oops, whoops, oopsie, pardon, pardon me, excuse me, apologies, my
        apologies, my mistake, my bad, my error, i beg your pardon, beg your pardon, tell a lie, i tell a lie,
        no tell a lie, i take that back, let me start again, let me start over, start again, start over, i'll
        start again, i'll start over, from the top, let me try again, try again, let me try that again, let me
        say that again, i'll say that again, let me rephrase that, let me correct that, let me read that
        again, let me repeat that, that's wrong, that's not right, that isn't right, that was wrong, that's
        incorrect, that's not it, that's the wrong one, wrong one, wrong number, i got that wrong, i've got
        that wrong, i said that wrong, i read that wrong, i misread that, i misspoke, i should say, i should
        have said, it should be, that should be, should be, should say, should've been, what i meant was, what
        i mean is, but i meant, but i mean, but it's, but it is, but it's actually, but that's, but make it,
        but actually, but now it's, silly me, let me check, or should i say,
        isn't it's, isn't it is, wasn't it's, wasn't it was, not it's, not it is, wasn't it were, i got it wrong, the
        other way round, other way round, other way around, wrong way round, the wrong way round, oh hang on,
        do beg your pardon, i do beg your pardon, what am i saying, what am i on about, let me rephrase, try that again,
        that's the old one, missed a bit, i missed one
        """
    ),
    asides=_T.phrases(
        """
        no one's, no one told, no one has, no one ever, no one will, no one can, no one said, no one is, no one from,
        no one came, no one rang, one second, one sec, one moment, one minute, one mo, so long as, so much, so many,
        so far, so on, or so, why not, no space, no spaces, no gaps, no capitals, no dots, if not, or not,
        not only, not sure, no problem, no problems, no worries, no rush, no bother, no matter, no idea, no clue,
        no later, no more, no earlier, no less, no particular, no preference, no longer, no need, no doubt,
        rather than, sorry about, sorry for,
        sorry to, wait for, wait until, wait till, rather not, rather have, hold on to, i mean it, no
        thanks, no thank you
        """
    ),
    denied=_T.phrases(
        """
        not, isn't, wasn't, can't do, can't make, cannot do, cannot make, couldn't do, couldn't make, don't want,
        anything but, any but, all but, any day but, any time but, any day except, any time except, except, except for,
        rather than, instead of
        """
    ),
    joints=_T.phrases(
        """
        and, and also, and then, and after that, and afterwards, and can you, and could you, and i'd also like to,
        and i also want to, and i also need to, then, also, as well as, after that, afterwards, plus
        """
    ),
    negations=_T.words(
        """no not never nothing nobody none neither nor nowhere without cannot except unless hardly don't dont didn't
        didnt doesn't doesnt can't cant couldn't couldnt won't wont wouldn't wouldnt isn't isnt aren't arent wasn't
        wasnt haven't havent hasn't hasnt hadn't hadnt shouldn't shouldnt ain't aint stop undo instead"""
    ),
    conclusions=_T.phrases(
        """
        so, so it's, so that's, so it'll be, so that makes, so call it, well, well let's say, let's say, let's call it,
        call it, oh it's, oh he says, oh she says, oh they say, oh that's, oh no it's, tell you what, i tell you what,
        you know what, better make it, round it up to, round it down to, now it's, yes it's, no it's, that makes,
        in fact, come to think of it, on second thoughts, or better still, better still, even better
        """
    ),
    former=_T.phrases("was, were, used to be, had been, said, did say, thought, thought it was, put down, told"),
    current=_T.phrases("it's, it is, i'm, we're, now, now it's, it's now, but it's"),
    withdrawn=_T.phrases(
        """
        leave it, forget it, never mind, nevermind, don't bother, forget about it, scrap it, i'll leave it,
        i've forgotten, i've forgotten it, i forget, i don't want to pay, i'll have to check, i'll have to ask,
        i need to check, i need to ask, get back to you, ring you back, call you back, ring back, call back,
        i'll have to look, let me ask, not anything, nothing at all, i can't remember, i don't remember
        """
    ),
    in_place=_T.phrases("instead, instead then, instead please"),
    apart={
        word.replace("'", ""): word
        for word in ("don't", "didn't", "couldn't", "isn't", "that's", "i'm", "i've", "what's")
    },
)
