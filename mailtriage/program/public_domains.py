"""program/public_domains.py: mail providers for everybody.

An address there says nothing about its owner's organisation.

Reads next program/entitlement.py
"""

from __future__ import annotations

PUBLIC = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com
    aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com
    fastmail.fm hey.com zoho.com mail.com email.com inbox.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de
    t-online.de freenet.de mailbox.org posteo.de arcor.de 1und1.de hotmail.co.uk outlook.co.uk live.co.uk
    yahoo.co.uk btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net hotmail.fr live.fr yahoo.fr
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr hotmail.nl live.nl ziggo.nl kpnmail.nl
    xs4all.nl planet.nl home.nl hetnet.nl telenet.be skynet.be online.no live.no hotmail.no broadpark.no
    lyse.net getmail.no frisurf.no telia.com hotmail.se live.se spray.se bredband.net comhem.se hotmail.dk
    live.dk yahoo.dk mail.dk stofanet.dk jubii.dk hotmail.it libero.it virgilio.it tin.it alice.it yahoo.it
    hotmail.es yahoo.es telefonica.net terra.es webmail.co.za mweb.co.za vodamail.co.za telkomsa.net
    iafrica.com absamail.co.za lantic.net polka.co.za yahoo.co.za gmail.co.za safaricom.co.ke
    africaonline.co.ke yahoo.co.in rediffmail.com yandex.ru yandex.com mail.ru bk.ru inbox.ru list.ru
    rambler.ru ukr.net wp.pl o2.pl onet.pl interia.pl seznam.cz qq.com 163.com 126.com sina.com foxmail.com
    naver.com daum.net hanmail.net yahoo.co.jp docomo.ne.jp comcast.net verizon.net att.net sbcglobal.net
    bellsouth.net cox.net charter.net earthlink.net juno.com rogers.com shaw.ca sympatico.ca telus.net
    bigpond.com optusnet.com.au xtra.co.nz uol.com.br bol.com.br terra.com.br mailinator.com guerrillamail.com
    yopmail.com 10minutemail.com
    """.split()  # noqa: SIM905  a list of 130 quoted names reads worse
)


def is_public(domain: str) -> bool:
    """Whether anybody can have an address there."""
    return domain.lower() in PUBLIC
