"""intake/language_words.py: what tells languages apart, as data: function words, letters, scripts.

Promises   `WORDS` are words that people use in a mail to a desk whatever it is about; one that several languages have
           counts less in each. `LETTERS` speak for a language and against none: names cross borders.
Does not   hold words of a trade, or names.
Reads next language.py
"""

from __future__ import annotations

WORDS = {
    "en": (
        "the and is to of you we it that in not have has are was with for this please our your can my from on "
        "but when would after still i be been as at an they there which do does did how what hello dear "
        "regards thanks will"
    ),
    "nb": (
        "og er det ikke vi på til med som har en jeg kan av for den å fra men når hei hilsen vennlig dere oss "
        "etter noe hva hvordan etterpå ble blir være vår vårt må skal få fikk også bare når innlogging siden "
        "takk mvh eg ikkje nå meg deg noen mye nei hjelp hjelpen gjøre gjør trenger ingen virker fungerer logget legge "
        "bruker"
    ),
    "sv": (
        "och är det inte vi på till med som har en jag kan av för den att från men när hej hälsningar vänliga "
        "ni oss efter något vad hur blev blir vara vår vårt måste ska få fick också bara tack nu mig dig någon "
        "mycket nej hjälp göra gör ingen fungerar"
    ),
    "da": (
        "og er det ikke vi på til med som har en jeg kan af for den at fra men når hej hilsen venlig jer os "
        "efter noget hvad hvordan blev bliver være vores skal få fik også kun tak hvorfor mig dig nu nogen meget nej "
        "hjælp gøre gør brug ingen virker fungerer morges"
    ),
    "de": (
        "und ist das nicht wir auf zu mit die der den ein ich kann von für dem aus aber wenn hallo grüße "
        "freundlichen sie uns nach etwas wie wurde wird sein unser es im bitte haben hat auch nur danke eine "
        "sich ihr"
    ),
    "fr": (
        "et est le la les pas nous sur à avec qui que un une je peux de pour des du dans mais quand bonjour "
        "cordialement vous après quoi comment sont être notre il ne ce cette au aux merci avons depuis ont "
        "plus mon"
    ),
    "nl": (
        "en is het niet we op te met die de een ik kan van voor dat uit maar als hallo groeten vriendelijke u "
        "ons na iets hoe werd wordt zijn onze er in bij ook alleen bedankt geen aan heb hebben wij naar om "
        "mijn graag"
    ),
    "af": (
        "en is die nie ons op te met het n ek kan van vir dat uit maar as hallo groete u julle hulle hierdie "
        "daardie wat hoe word was sy in by ook net dankie geen aan moet asseblief my jou om toe gou baie sal "
        "weer nog môre goeie sedert kry"
    ),
    "es": (
        "y es el la los las no nos en con que un una yo puedo de para por del pero cuando hola saludos usted "
        "después algo como cómo está ser nuestro lo se su al gracias hemos desde ha mi muy este esta son"
    ),
    "pt": (
        "e é o a os as não nos em com que um uma eu posso de para por do da dos das mas quando olá bom dia "
        "obrigado obrigada atenciosamente você vocês depois algo como está ser nosso nossa ao se sua seu temos "
        "desde tenho muito este esta são já também no na"
    ),
    "it": (
        "e è il lo la i gli le non ci con che un una io posso di per da del della dei delle ma quando "
        "buongiorno grazie cordiali saluti voi dopo qualcosa come essere nostro al si sono abbiamo ho ha mi "
        "molto questo questa nel alla più perché già dal"
    ),
    "pl": (
        "i jest się nie na do z że w o po za od jak ale czy ten ta to co dla przez mam mamy proszę dziękuję "
        "dzień dobry pozdrawiam już tylko może są był była przy który która mogę nas was jestem"
    ),
    "cs": (
        "a je se ne na do z že v o po za od jak ale či ten ta to co pro přes mám máme prosím děkuji dobrý den "
        "zdravím už jen může jsou byl byla při který která mohu nás vás mi jsem jsme není nemůžeme"
    ),
    "tr": (
        "ve bir bu da de için ile ne çok ama var yok mı mi olarak daha gibi ben biz siz merhaba teşekkürler "
        "lütfen olur değil en kadar sonra şu her iyi günler saygılarımla nasıl neden bize bana musunuz misiniz"
    ),
    "fi": (
        "ja on ei se että en me te ovat oli kun jos mutta tai niin myös vain kiitos hei terveisin ole voi mitä "
        "miten miksi meidän teidän minun tämä joka nyt vielä ystävällisin päivää huomenta olisi emme voitteko"
    ),
    "sw": (
        "na ya wa kwa ni la za katika kama si hii hiyo yangu yetu kwenye tafadhali asante habari tangu leo sasa "
        "lakini au sana sisi mimi naomba ili kuwa tena bado nini hatuwezi siwezi wetu wangu yako cha vya sababu"
    ),
    "ru": (
        "и в не на что с по как мы я он она это но из за от для у к о вы же так все есть нет был была было "
        "здравствуйте добрый день спасибо пожалуйста после когда если можно нас вас уже или бы до при могу мне меня "
        "мой моя мои можем работает помогите этот эта только ещё где"
    ),
    "uk": (
        "і й в у не на що з по як ми я він вона це але із за від для до о ви же так все є немає був була було "
        "добрий день дякую будь ласка після коли якщо можна нас вас вже або би при та про можу мені мене мій моя мої "
        "можемо працює допоможіть цей ця тільки ще де"
    ),
}
LETTERS = {
    "æ": ("nb", "da"), "ø": ("nb", "da"), "å": ("nb", "da", "sv"), "ß": ("de",), "ü": ("de", "tr"), "ñ": ("es",),
    "¿": ("es",), "ç": ("fr", "pt", "tr"), "è": ("fr", "it"), "ê": ("fr", "pt", "af"), "ä": ("de", "sv", "fi"),
    "ö": ("de", "sv", "fi", "tr"), "ij": ("nl",), "ã": ("pt",), "õ": ("pt",), "ò": ("it",), "ł": ("pl",), "ż": ("pl",),
    "ś": ("pl",), "ę": ("pl",), "ą": ("pl",), "ř": ("cs",), "ě": ("cs",), "ů": ("cs",), "ý": ("cs",), "ş": ("tr",),
    "ğ": ("tr",), "ı": ("tr",), "ы": ("ru",), "э": ("ru",), "ъ": ("ru",), "ё": ("ru",), "і": ("uk",), "ї": ("uk",),
    "є": ("uk",), "ґ": ("uk",),
}
# A script that one of our languages alone is written in, in the order of asking: Japanese has Chinese letters too.
SCRIPTS = (
    ("ja", "\u3041-\u3096\u30a1-\u30fa"),
    ("ko", "\uac00-\ud7a3\u1100-\u11ff"),
    ("zh", "\u4e00-\u9fff\u3400-\u4dbf"),
)
# Cyrillic of languages that are not in the table: letters and words that Russian and Ukrainian do not have.
OTHER_CYRILLIC_LETTERS = "јљњћђџѓќѕў"
OTHER_CYRILLIC_WORDS = frozenset(
    ("съм", "това", "моля", "няма", "какво", "здравейте", "благодаря", "сме", "сте", "мога")
)
