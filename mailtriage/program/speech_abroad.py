"""program/speech_abroad.py: how people say in other languages that something fails. Data; see
    program/speech_faults.py.

Strong: nobody words a question so.
Reads next program/acts.py
"""

from __future__ import annotations

from mailtriage.program.speech_parts import either as _or

_or("fails_abroad", r"""
    werkt niet | werken niet | doet het niet | doen het niet | kan(?:nen)? (?:ik |we |wij |men |ze )?(?:\w+ ){0,4}niet
    | lukt niet | niet meer | foutmelding | fout | storing | ontbre(?:ken|ekt) | vast ?gelopen | loopt vast | hangt |
    traag | vergrendeld | geblokkeerd | kapot | ligt (?:er )?(?:uit|plat) | valt (?:weg|uit) | leeg scherm | geen
    (?:verbinding|geluid|toegang) | verdwenen | (?:funktioniert|geht|läuft|startet|öffnet|lädt|klappt|reagiert) (?:\w+
    ){0,3}nicht | nicht (?:mehr|möglich|erreichbar|verfügbar) | kann (?:\w+ ){0,5}nicht | können (?:\w+ ){0,5}nicht |
    fehler\w* | fehlermeldung | störung | (?:stürzt|abgestürzt|absturz)(?: ab)? | hängt(?: sich auf)? | langsam |
    ausgefallen | ausfall | gesperrt | kaputt | leere[rs]? (?:seite|bildschirm|liste) | keine
    (?:verbindung|daten|anmeldung) | verschwunden | fehlt | fehlen | defekt | ne
    (?:fonctionne|marche|démarre|répond|s'ouvre|charge|s'affiche)(?:nt)? (?:plus|pas) | ne
    (?:peut|peux|peuvent|pouvons|parviens|parvenons|arrive|arrivons) (?:plus|pas) | impossible de | erreurs? | panne |
    en panne | bloquée?s? | plante\w* | planté | lente? | page blanche | écran (?:blanc|noir) | disparue?s? | hors
    service | coupée?s? | n'arrivent (?:pas|plus) | no
    (?:funciona|funcionan|puedo|podemos|pueden|abre|carga|arranca|responde|aparece|llega|conecta) | error | fallo |
    falla | bloqueado | lento | caído | se (?:cuelga|cae|bloquea|cierra) | não
    (?:funciona|funcionam|consigo|conseguem|conseguimos|abre|abrem|carrega|arranca|responde|aparece|liga|chega|grava)
    | já não | erro | avaria | falha | bloquead[oa] | lenta | caiu | caducou | expirou | deixou de | desapareceu |
    página em branco | (?:virker|fungerer|starter|svarer|åpner|åbner) (?:\w+ )?(?:ikke|ikkje) | kan (?:\w+ ){0,3}ikke
    | får (?:\w+ ){0,3}ikke | kommer (?:\w+ ){0,3}ikke | feil\w* | feilmelding | fejl\w* | henger | hænger | krasjer |
    nede | treg | tregt | langsomt | låst | sperret | tom side | hvit side | mangler | forsvunnet | forsvundet | ikke
    lenger | ikke længere | slutta? | brutt | (?:fungerar|startar|svarar|öppnar|laddar|går) (?:\w+ )?inte | kan (?:\w+
    ){0,3}inte | kommer (?:\w+ ){0,3}inte | får (?:\w+ ){0,4}(?:inte|bara|felmeddelande) | fel | felmeddelande |
    hänger(?: sig)? | kraschar | ligger nere | långsam\w* | segt | låst | spärrat | vit sida | blank sida | tom sida |
    saknas | försvunn\w+ | inte längre | slutat | (?:werk|laai|sync|sinkroniseer|reageer|wys|oopmaak) nie |
    (?:wil|maak|gaan|doen) (?:\w+ ){0,4}nie | stukkend | gebreek | vries | stadig | (?:raak|bly|word) (?:\w+
    ){0,4}(?:swart|pikswart|leeg|wit|vas|hang\w*) | pap | weggeraak | (?:hai|hazi|hawa|hatu|haku)[a-z]{3,}[ie] |
    siwezi | hawezi | sipati | (?:ime|zime)(?:haribika|vunjika|kwama|goma|zima|zimika) |
    ina(?:kwama|jifunga|goma|zima) | polepole | hakuna (?:mtandao|intaneti|data) | se
    (?:ferme|coupe|bloque|plante|déconnecte) | écran (?:cassé|fissuré) | gonflée? | werk nie | kan nie | kan (?:\w+
    ){0,4}nie | nie meer nie | foutboodskap | haifanyi kazi | haifunguki | hitilafu | shida | imegoma | tatizo |
    bli(?:jft|jven) (?:\w+ ){0,2}(?:hangen|staan|leeg|laden|draaien|zwart|wit) | hangen | valt stil | uitgevallen |
    opnieuw opgestart | dubbel | te laat | geen \w+ (?:meer|te) | kein\w* (?:\w+ )?(?:mehr|gefunden|angezeigt) |
    bleibt (?:\w+ ){0,2}(?:leer|hängen|stehen|weiß|schwarz|aus) | meldet | bricht ab | abgebrochen | doppelt | zu spät
    | falsche? | ausfallen | neustart | neugestartet | n[e'] ?\w+(?: \w+)? (?:pas|plus|rien) |
    (?:coupe|coupent|raccroche|s'arrête|s'arrêtent|se ferme|se coupe|se bloque|tombe|tombent) | redémarr\w+ | en
    double | trop (?:tard|lent\w*) | faux | fausse | vide | abîmée? | se corta\w* | no se (?:\w+) | vac[ií][oa] | no
    (?:hay|llegan|suena|graba) | não (?:há|chegam|toca|se \w+|temos) | vazi[oa] | cai | stopper | slutter | brytes |
    henger seg | dobbelt | for sent | (?:er|är|bare|bara) tomt? | stannar | avbryts | dubbelt | för sent | fungerte |
    virket ikke | fungerade | haina | haiwezi | hazifiki | haionekani | haipatikani | nefunguj\w* | nejde | nejdou |
    neběží | nelze | chyb[au]\w* | nepřihlás\w+ | spadl\w* | výpadek | zamrz\w+ | nenahráv\w+ | nereaguj\w* | nie
    (?:działa\w*|mogę|możemy|można|odpowiada|nagrywa|otwiera|loguje) | błąd\w* | awari\w+ | zawiesz\w+ | non
    (?:funziona|funzionano|riesco|riusciamo|parte|risponde|si (?:apre|avvia|collega)|registra|va) | errore | guasto |
    bloccat[oaie] | ei (?:toimi|avaudu|käynnisty|vastaa|voi|pääse|tallenna) | virhe\w* | nem
    (?:működik|indul|tud\w*|nyílik|érhető) | hiba\w* | jumiut\w+ | leáll\w* | nu (?:funcționează|merge|pornește|se) |
    eroare | não (?:é|são|está|estão) (?:aceit\w+|grav\w+|acess\w+) | não
    (?:consegue\w*|sa(?:i|em)|regist\w+|atende\w*) | sem (?:som|sinal|telefones?|rede)
    | bez (?:telefon\w*|zvuku|signálu|spojení|dźwięku) | ohne (?:ton|telefon\w*|verbindung) | zonder
    (?:geluid|telefoon\w*|verbinding) | sans (?:son|téléphone|connexion)
    | utan (?:ljud|telefon\w*) | uten (?:lyd|telefon\w*) | uden (?:lyd|telefon\w*) | sin
    (?:sonido|audio|teléfono\w*|línea) | senza (?:audio|telefon\w*)
    | reinici\w+[ -]se | sozinh[oa] | tout seule?s? | von (?:selbst|alleine?) | vanzelf | da
    sol[oi] | av (?:sig själv|seg selv) | af sig selv | vanself | por sí sol[oa]
""")
