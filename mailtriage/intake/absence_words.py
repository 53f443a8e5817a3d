"""intake/absence_words.py: words of the absent that people write as well, by language.

WEAK_SUBJECT   what away notes of mail programs and people begin with before the subject they answer: "Ferie: Printer".
               Who asks for a holiday module begins so too, therefore the subject says nothing by itself.
REQUEST        patterns of what is asked of the reader. "Please contact Per" is what an away note says too.
Reads next     intake/auto_reply.py
"""

from __future__ import annotations

WEAK_SUBJECT = {
    "en": "Vacation|Holiday|Holidays|Annual leave|Leave|Away|Absent|Out|OOO|Parental leave",
    "nb": "Ferie|Fraværende|Permisjon|Borte|Fråverande|Bortreist", "sv": "Semester|Ledig|Borta|Föräldraledig",
    "da": "Ferie|Fraværende|Orlov|Ferielukket", "de": "Urlaub|Ferien|Elternzeit|Bin im Urlaub",
    "fr": "Vacances|En vacances|Congé|Congés|Absent|Absente", "es": "Vacaciones|Ausente|Ausencia|Fuera",
    "pt": "Férias|Ausente|Fora", "it": "Ferie|Vacanze|In vacanza|Assente|Assenza",
    "nl": "Vakantie|Met vakantie|Op vakantie|Verlof|Met verlof", "af": "Uit kantoor|Verlof|Met verlof|Vakansie|Afwesig",
    "sw": "Likizo|Niko likizo|Nipo likizo|Niko nje ya ofisi|Nipo nje ya ofisi|Sipo ofisini",
    "fi": "Poissa|Loma|Lomalla|Vuosiloma", "pl": "Urlop|Na urlopie|Jestem na urlopie",
    "cs": "Dovolená|Na dovolené|Jsem na dovolené", "ru": "Отпуск|В отпуске|Я в отпуске|Отсутствие|Отсутствую",
    "uk": "Відпустка|У відпустці|Я у відпустці|Відсутність|Відсутній|Відсутня",
    "hu": "Szabadság|Szabadságon", "ro": "Concediu|În concediu|Absent", "el": "Άδεια|Σε άδεια|Απουσία",
}
REQUEST = {
    "en": r"please (?!contact|call|e-?mail|mail|write|reach|turn|get|direct|forward|send|refer|note|be |expect|allow"
          r"|do n|don't"
          r"|leave|bear|see)|\b(?:can|could|would|will) (?:you|someone)\b|\b(?:i|we) (?:need|want|cannot|can't)\b",
    "nb": r"vennligst (?!kontakt|ta|ring|send|skriv)|\b(?:kan|kunne|må) (?:dere|du|de|noen)\b|\b(?:jeg|vi) trenger\b"
          r"|\bv[æe]r (?:så )?snill|\b(?:kan|må) de\b|\b(?:eg|vi) treng\b",
    "sv": r"vänligen (?!kontakta|ring|skicka|mejla|maila|vänd)|\b(?:kan|måste) (?:ni|du|någon)\b"
          r"|\b(?:jag|vi) behöver\b|snälla",
    "da": r"venligst (?!kontakt|ring|send|skriv|henvend)|\b(?:kan|må|vil) (?:i|du|nogen)\b"
          r"|\b(?:jeg|vi) (?:har brug|skal bruge)",
    "de": r"bitte (?!wenden|kontaktieren|rufen|schreiben|senden|beachten|haben)|\b(?:können|könnten|würden) sie\b"
          r"|\b(?:ich|wir) (?:brauche|benötige|kann|können)",
    "fr": r"(?:veuillez|merci de) (?!contacter|vous adresser|appeler|écrire|noter|envoyer)|\bpou(?:vez|rriez)[- ]vous\b"
          r"|\b(?:j'ai|nous avons) besoin|s'il vous plaît",
    "es": r"por favor,? (?!contact|dir[ií]|llam|escrib|env[ií])|\b(?:pueden?|podr[ií]an?) (?:usted|ustedes)?"
          r"|\bnecesit(?:o|amos)\b",
    "pt": r"por favor,? (?!contact|contat|ligue|escrev|envi)|\b(?:podem?|poderiam?)\b|\bprecis(?:o|amos)\b",
    "it": r"(?:per favore|vi prego|si prega)(?! di (?:contattare|rivolgersi|chiamare|scrivere)| contatt)"
          r"|\bpot(?:ete|reste|rebbe)\b"
          r"|\b(?:ho|abbiamo) bisogno",
    "nl": r"(?:graag|gelieve|alstublieft|svp) (?!contact|te bellen)"
          r"|\b(?:kunt|kan|kunnen|wilt) (?:u|je|jij|jullie|iemand)\b"
          r"|\b(?:ik|wij|we) heb(?:ben)? nodig",
    "af": r"asseblief (?!kontak|bel|skakel)|\b(?:kan|sal) (?:u|julle|jy|iemand)\b"
          r"|\b(?:ek|ons) (?:benodig\b|het .{0,30}\bnodig\b)",
    "sw": r"tafadhali (?!wasiliana|piga|andika)|\b(?:naomba|tunaomba|nahitaji|tunahitaji)\b|\bmnaweza\b",
    "fi": r"\b(?:voitteko|voisitteko|voitko|voisitko|tarvitsen|tarvitsemme|pyydän|pyydämme)\b"
          r"|olkaa hyvä ja (?!ottakaa yhteyttä)",
    "pl": r"prosz[ęe] (?:o )?(?!kontakt|dzwoni|pisa|kierowa)|\b(?:czy możecie|czy mogą|potrzebuj[ęe]|potrzebujemy)\b",
    "cs": r"prosím,? (?!kontaktuj|obra[ťt]|volej|piš)|\b(?:můžete|mohli byste|potřebuji|potřebujeme)\b",
    "ru": r"пожалуйста,? (?!обра[щт]|свя|звони|пиши)|\b(?:можете|могли бы|прошу|просим|нужно|нужна|нужен)\b",
    "hu": r"kér(?:em|jük|nénk|ném),? (?!forduljon|keress|hív|írjon)|\b(?:tudn(?:ák|á|ának|átok)|lehetne)\b",
    "ro": r"v[ăa] rog,? (?!(?:s[ăa] )?(?:contact|suna|scri))|\b(?:puteți|puteti|ați putea)\b",
    "el": r"παρακαλώ,? (?!επικοινων|καλέστε|απευθυν|γράψτε)|\b(?:μπορείτε|θα μπορούσατε)\b",
    "uk": r"будь ласка,? (?!зверт|зв'яж|телефон|пиш)|\b(?:можете|могли б|прошу|просимо|потрібно|потрібна|потрібен)\b",
}
