"""intake/east_asian_letters.py: the characters that Chinese, Japanese and Korean text has most of, as data.

FREQUENT   codec -> its language's: about two thirds of the characters of a usual mail, and few of those that octets in
           another charset would give. Chinese: the head of every list by frequency, and what people write to a desk.
Reads next intake/east_asian.py
"""

from __future__ import annotations

_KANA = "".join(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)))) + "ー、。"
_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力它与长把机十民第公此已工"
    "使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体相见被利什二等产或新己制身果加月话合回特代内信表化老给世"
    "位次度门任常先通教原东提立及比员解水名真论处走各入几口认条平系气题活更别打变四总何电数安少报结反受目太量再感建务做接"
    "必场件计管期市直资金指许统区保至形社便空决展科司五基书非则听界达光放强即难且权思完设式色路记品住告类求据程边该交规万"
    "取望觉领共确传师清今切让识候带导运请谢您邮登录密码账号户付款订单失败帮助页法复协测试网站客服打印，。！？、：；"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事"
    "成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日者意無力它與長把機十民第公此已工"
    "使情明性知全三又關點正業外將兩高間由問很最重並物手應向頭文體相見被利什二等產或新己制身果加月話合回特代內信表化老給世"
    "位次度門任常先通教原東提立及比員解水名真論處走各入幾口認條平系氣題活更別打變四總何電數安少報結反受目太量再感建務做接"
    "必場件計管期市直資金指許統區保至形社便空決展科司五基書非則聽界達光放強即難且權思完設式色路記品住告類求據程邊該交規萬"
    "取望覺領共確傳師清今切讓識候帶導運請謝您郵登錄密碼帳號戶付款訂單失敗幫助頁法復協測試網站客服列印，。！？、：；"
)
_HANGUL = (
    "이다는에을가하고의지니로기사시인은도를어안요서해세습한나아대자일리수있그제들것보만정라전부주상과면까여구스우장원신동오"
    "트게적화되않없했었때문등록확비밀번호메템연결류환불배송드립감합녕당데거업무내회계약발행중할성용입력못된던저야희더음연락"
    "처바랍및와공관조건경진생선단반생모소위분"
)
FREQUENT = {
    "cp932": frozenset(_KANA), "euc_jp": frozenset(_KANA), "cp949": frozenset(_HANGUL),
    "gb18030": frozenset(_SIMPLIFIED), "big5hkscs": frozenset(_TRADITIONAL),
}
