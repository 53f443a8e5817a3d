"""intake/charset_names.py: charset labels of the wild, as data.

ALIASES    label in lower case -> Python's codec; "" says nothing about the text.
SUPERSETS  codec -> the one senders mean by it: Windows writes more characters under the older name.
Source     WHATWG Encoding 4.2; labels met in public mail collections.
"""

from __future__ import annotations

ALIASES = {
    "ansi": "cp1252", "8bit": "cp1252", "7bit": "cp1252", "ascii-8bit": "cp1252", "iso-ir-100": "cp1252",
    "csisolatin1": "cp1252", "x-ansi": "cp1252", "western": "cp1252", "iso8859": "cp1252", "iso-8859": "cp1252",
    "x-unknown": "", "unknown-8bit": "", "unknown": "", "default": "", "default_charset": "", "none": "", "binary": "",
    "x-user-defined": "", "_autodetect": "", "_autodetect_all": "", "x-unspecified": "", "not-set": "",
    "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-utf-8": "utf-8", "utf": "utf-8", "utf-8n": "utf-8",
    "x-unicode-2-0-utf-7": "utf-7", "unicode-2-0-utf-7": "utf-7", "unicode-1-1-utf-7": "utf-7",
    "csunicode11utf7": "utf-7",
    "unicode": "utf-16", "ucs-2": "utf-16", "iso-10646-ucs-2": "utf-16",
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "csgb2312": "gb18030", "cn-gb": "gb18030", "gb": "gb18030",
    "hz-gb-2312": "hz", "iso-2022-cn": "hz",
    "big5-eten": "big5", "x-x-big5": "big5", "cn-big5": "big5", "csbig5": "big5", "chinesebig5": "big5",
    "big5-hkscs": "big5hkscs",
    "ks_c_5601": "cp949", "ks_c_5601-1989": "cp949", "ks_c_5601-1987": "cp949", "korean": "cp949",
    "x-windows-949": "cp949", "windows-949": "cp949", "cseuckr": "cp949", "ksc5601": "cp949",
    "ksc_5601": "cp949", "ms949": "cp949",
    "shift-jis": "cp932", "x-sjis": "cp932", "x-shift-jis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932",
    "csshiftjis": "cp932", "sjis": "cp932", "x-ms-cp932": "cp932",
    "x-euc-jp": "euc-jp", "cseucpkdfmtjapanese": "euc-jp", "x-iso-2022-jp": "iso2022_jp", "csiso2022jp": "iso2022_jp",
    "iso-2022-jp-ms": "iso2022_jp", "cp50220": "iso2022_jp", "cp50221": "iso2022_jp", "cp50222": "iso2022_jp",
    "koi8-ru": "koi8-u", "koi": "koi8-r", "koi8": "koi8-r", "cskoi8r": "koi8-r", "x-koi8-r": "koi8-r",
    "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "mac": "mac-roman", "x-mac-ce": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic", "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish", "x-mac-icelandic": "mac-iceland", "x-mac-japanese": "cp932",
    "x-mac-chinesetrad": "big5", "x-mac-chinesesimp": "gb18030", "x-mac-korean": "cp949",
    "tis-620": "cp874", "tis620": "cp874", "logical": "iso8859-8", "visual": "iso8859-8", "hebrew": "iso8859-8",
    "arabic": "iso8859-6", "greek": "iso8859-7", "cyrillic": "iso8859-5", "turkish": "cp1254",
}
SUPERSETS = {
    "ascii": "cp1252", "iso8859_1": "cp1252", "latin_1": "cp1252", "iso8859_9": "cp1254", "iso8859_11": "cp874",
    "tis_620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "big5": "big5hkscs", "cp950": "big5hkscs",
    "iso2022_jp_1": "iso2022_jp", "iso2022_jp_ext": "iso2022_jp", "iso2022_jp_2": "iso2022_jp", "utf_8_sig": "utf_8",
    "iso2022_jp_3": "iso2022_jp", "iso2022_jp_2004": "iso2022_jp",
}
