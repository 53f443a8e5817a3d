"""program/courtesies.py: what people put around their thanks, folded; en nb sv da de fr nl. Data, no logic.

Reads next program/thanks.py
"""

from __future__ import annotations


def _list(text: str) -> frozenset[str]:
    return frozenset(" ".join(text.split()).split(", "))


GREETINGS = _list("""
    good morning, good afternoon, good evening, hi, hello, hey, dear, hi there, hi all, god morgen, god dag,
    hei, heisann, god morgon, hej, hejsan, kære, kjære, guten morgen, guten tag, hallo, liebe, lieber, sehr
    geehrte, bonjour, bonsoir, salut, goedemorgen, goedemiddag, goedendag, dag, beste
""")
SIGN_OFFS = _list("""
    kind regards, best regards, warm regards, regards, best wishes, best, cheers, yours sincerely, sincerely,
    br, vennlig hilsen, med vennlig hilsen, med venlig hilsen, venlig hilsen, hilsen, mvh, vh, med vänliga
    hälsningar, vänliga hälsningar, hälsningar, mit freundlichen grüssen, freundliche grüsse, viele grüsse,
    beste grüsse, liebe grüsse, grüsse, gruss, mfg, lg, vg, cordialement, bien cordialement, bien à vous, met
    vriendelijke groet, met vriendelijke groeten, vriendelijke groet, groeten, groetjes
""")
ROUND_THANKS = _list("""
    all, team, everyone, both, again, so far, a lot, so much, very much, a million, indeed, to you, to you
    all, for your help, for the help, for all your help, for your quick help, for the quick help, for the
    quick reply, for the quick answer, for the quick response, for your quick reply, for your reply, for the
    reply, for the answer, for your answer, for the update, for your time, for your support, for the support,
    for the info, for the information, for your patience, for letting me know, for letting us know, for
    sorting it, for fixing it, that solved it, that fixed it, that did it, that worked, that works, it works,
    it works now, it works again, it is working now, it's working now, it is working again, works now, works
    again, works fine now, problem solved, solved, sorted, all good, all good now, all is well, much
    appreciated, appreciated, appreciate it, i appreciate it, we appreciate it, have a nice day, have a good
    day, have a great day, have a nice weekend, have a good weekend, great, perfect, excellent, super,
    wonderful, brilliant, lovely, very, and, yes, i, we, is, was, that's, that is, så mye, for hjelpen, for
    svar, for svaret, for rask hjelp, for rask respons, for raskt svar, det virker nå, det fungerer nå, nå
    virker det, nå fungerer det, løst, supert, topp, flott, fint, kjempefint, perfekt, ha en fin dag, god
    helg, skal du ha, skal dere ha, ja, så mycket, för hjälpen, för snabbt svar, det fungerar nu, nu fungerar
    det, bra, toppen, jättebra, ha en bra dag, trevlig helg, så meget, for hurtigt svar, det virker nu, nu
    virker det, fedt, ha' en god dag, god weekend, vielmals, sehr, für die hilfe, für ihre hilfe, für deine
    hilfe, für die schnelle hilfe, für die schnelle antwort, für die antwort, es funktioniert, es funktioniert
    jetzt, jetzt funktioniert es, klappt, es klappt, alles gut, wunderbar, schönen tag, schönes wochenende,
    einen schönen tag, und, pour votre aide, pour l'aide, pour votre réponse, beaucoup, infiniment, à vous, ça
    marche, cela fonctionne, tout fonctionne, parfait, bonne journée, bon week-end, et, wel, zeer, hartelijk,
    voor de hulp, voor je hulp, voor uw hulp, voor het snelle antwoord, het werkt, het werkt nu, het werkt
    weer, prima, geweldig, fijne dag, fijn weekend, en
""")
COURTESIES = GREETINGS | SIGN_OFFS | ROUND_THANKS

# A capital does not make these a name.
NOT_NAMES = _list("""
    still, not, no, but, however, broken, error, errors, fails, failed, wrong, problem, problems, issue,
    please, why, when, how, what, help, urgent, call, ring, reopen, open, stop, cancel, close, wait, also,
    down, never, nothing, same, ikke, fortsatt, fremdeles, men, feil, virker, fungerer, inte, fortfarande,
    fungerar, fejl, stadig, samme, nicht, immer, noch, aber, fehler, geht, kaputt, pas, toujours, mais,
    erreur, encore, panne, niet, nog, steeds, maar, fout, werkt, kapot
""")
