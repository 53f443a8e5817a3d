"""tests/attacks/html_vectors.py: HTML that wants to run, load, lead away or break out: every vector in a family.

    for vector in vectors("http://127.0.0.1:1/real", "real.example"): ...

Each vector names a canary of its own (`<base>/<its number>`), by a script or by itself, so that a request says who made
it. They are our own, after what is known of browsers and cleaners (OWASP, the mutation XSS of 2019 to 2024, RFC 2392).
"""

from __future__ import annotations

from dataclasses import dataclass, field

EVENTS = (
    "<img src=x onerror={J}>", "<IMG SRC=x OnErRoR={J}>", "<img/src=x/onerror={J}>", "<img src=x onerror\n=\n{J}>", "<img src=x onerror='{J}'>",
    "<img src=x a='>' onerror={J}>", "<svg onload={J}>", "<svg/onload={J}>", "<body onload={J}>", "<body onpageshow={J}>",
    "<details open ontoggle={J}><summary>x</summary></details>", "<input autofocus onfocus={J}>", "<select autofocus onfocus={J}></select>",
    "<textarea autofocus onfocus={J}></textarea>", "<button autofocus onfocus={J}>x</button>", "<a href=# autofocus onfocus={J} tabindex=1>x</a>",
    "<div tabindex=1 autofocus onfocus={J}>x</div>", "<video src=x onerror={J}></video>", "<video><source src=x onerror={J}></video>",
    "<audio src=x onerror={J}></audio>", "<object data=x: onerror={J}></object>", "<iframe onload={J}></iframe>",
    "<iframe srcdoc=x onload={J}></iframe>", "<style onload={J}></style>", "<link rel=stylesheet href=x onerror={J}>",
    "<script src=x onerror={J}></script>", "<marquee onstart={J}>x</marquee>", "<embed src=x onerror={J} onload={J}>",
    "<style>@keyframes k{}</style><p style=animation-name:k onanimationstart={J}>x</p>",
    "<p style='transition:color 1s' ontransitionend={J}>x</p>", "<xss onclick={J} autofocus tabindex=1 onfocus={J}>x</xss>",
    "<img src=x onerror=\"{J}\" alt=\"`\">", "<image src=x onerror={J}>", "<img src=`x`onerror={J}>", "<p onpointerover={J}>x</p>",
    "<dialog open onclose={J}><form method=dialog><button autofocus>x</button></form></dialog>", "<div onbeforetoggle={J} popover>x</div>",
)
SCRIPTS = (
    "<script>{J}</script>", "<SCRIPT>{J}</SCRIPT>", "<script >{J}</script >", "<script\n>{J}</script\n>", "<script/x>{J}</script/x>",
    "<script src={C}></script>", "<script src={C} async>", "<script type=module>{J}</script>", "<script type=module src={C}></script>",
    "<scr<script>ipt>{J}</script>", "<<script>{J}//<</script>", "<script>{J}", "</script><script>{J}</script>", "<script\x00>{J}</script>",
    "<script>/*<!--*/{J}/*-->*/</script>", "<script>//<![CDATA[\n{J}\n//]]></script>", "<script defer src='{C}'></script>",
    "<svg><script>{J}</script></svg>", "<svg><script href={C}></script></svg>", "<svg><script xlink:href={C} /></svg>",
    "<svg><script>&#{O};{J}</script></svg>", "<math><script>{J}</script></math>", "<template><script>{J}</script></template>",
    "<div><template shadowrootmode=open><script>{J}</script><img src={C}></template></div>", "<table><script>{J}</script></table>",
    "<select><script>{J}</script></select>", "<noscript><script>{J}</script></noscript>", "<object><script>{J}</script></object>",
)
URLS = ("javascript:{J}", "JaVaScRiPt:{J}", " javascript:{J}", "java\tscript:{J}", "java\nscript:{J}", "&#106;avascript:{J}", "javascript&colon;{J}",
        "&#x6A&#x61vascript:{J}", "\x01javascript:{J}", "javascript://%0a{J}", "data:text/html,<script>{J}</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "vbscript:{J}", "blob:{C}", "{C}")
NAVIGATE = ("<iframe src=\"{U}\"></iframe>", "<object data=\"{U}\"></object>", "<embed src=\"{U}\">", "<meta http-equiv=refresh content=\"0;url={U}\">")
LOADS = (
    "<img src={C}>", "<img src='{C}' loading=eager>", "<img src=//{H}>", "<img srcset='{C} 1x'>", "<img srcset='{C} 100w' sizes=1px>",
    "<picture><source srcset={C}><img></picture>", "<video poster={C}></video>", "<video src={C} autoplay></video>", "<audio src={C} autoplay></audio>",
    "<video><source src={C}></video>", "<video autoplay src=x><track default src={C}></video>", "<input type=image src={C}>", "<body background={C}>",
    "<table background={C}><tr><td>x</table>", "<table><tr><td background={C}>x</table>", "<embed src={C}>", "<object data={C}></object>",
    "<object type=text/html data={C}></object>", "<iframe src={C}></iframe>", "<iframe srcdoc='<img src={C}>'></iframe>", "<frameset><frame src={C}></frameset>",
    "<image src={C}>", "<svg><image href={C} /></svg>", "<svg><image xlink:href={C} /></svg>", "<svg><use href='{C}#a' /></svg>",
    "<svg><filter id=f><feImage href={C} /></filter><rect filter=url(#f) width=9 height=9 /></svg>", "<svg><style>@import '{C}';</style></svg>",
    "<svg><style>*{background:url({C})}</style></svg>", "<svg><rect style='fill:url({C}#x)' width=9 height=9 /></svg>",
    "<svg><foreignObject><img src={C}></foreignObject></svg>", "<svg><a><animate attributeName=href to={C} begin=0s /></a><image href=x><set attributeName=href to={C} /></image></svg>",
    "<link rel=stylesheet href={C}>", "<link rel=preload as=image href={C}>", "<link rel=prefetch href={C}>", "<link rel=modulepreload href={C}>",
    "<link rel=icon href={C}>", "<link rel=manifest href={C}>", "<link rel=dns-prefetch href=//{D}>", "<link rel=preconnect href=http://{D}>",
    "<link rel=prerender href={C}>", "<link rel=import href={C}>", "<a href=http://{D}/>x</a>", "<a href=# ping={C}>x</a>", "<bgsound src={C}>",
    "<applet code=x codebase={C}></applet>", "<isindex type=image src={C}>", "<base href={C}/><img src=y>", "<base href={C}/><script src=y></script>",
    "<math><mglyph src={C} /></math>", "<link rel='stylesheet' href='data:text/css,@import url({C})'>", "<img src=x lowsrc={C} dynsrc={C} longdesc={C}>",
    "<script type=speculationrules>{\"prefetch\":[{\"source\":\"list\",\"urls\":[\"{C}\"]}]}</script>",
    "<html manifest={C}>", "<portal src={C}></portal>", "<fencedframe src={C}></fencedframe>", "<input type=image srcset={C} src={C}>",
    "<style>@font-face{font-family:f;src:url({C})}p{font-family:f}</style><p>x</p>", "<font style=\"font-family:f\"><style>@font-face{font-family:f;src:url('{C}')}</style>x</font>",
)
CSS = (
    "background:url({C})", "background:url('{C}')", "background : u\\72l({C})", "background:\\75\\72\\6c({C})", "background-image:url({C})",
    "background-image:image-set('{C}' 1x)", "background-image:-webkit-image-set(url({C}) 1x)", "background-image:cross-fade(url({C}),url({C}),50%)",
    "list-style:url({C})", "list-style-image:url({C})", "display:list-item;list-style:url( {C} ) inside", "cursor:url({C}),auto", "border-image:url({C}) 1",
    "border-image-source:url({C})", "mask:url({C})", "-webkit-mask-image:url({C})", "mask-image:url({C})", "filter:url({C}#a)", "clip-path:url({C}#a)",
    "shape-outside:url({C})", "content:url({C})", "--x:url({C});background:var(--x)", "background:url({C}", "background:/**/url(/**/{C})",
    "color:red;background:url({C});color:blue", "background:URL({C})", "background:url(\"{C}\")", "offset-path:url({C}#a)", "-moz-binding:url({C}#x)",
    "behavior:url({C})", "width:expression({J})", "background:url(javascript:{J})", "x:y}*{background:url({C})", "font:1px f;src:url({C})",
    "background:url(//{H})", "background-image:linear-gradient(red,red),url({C})",
)
SHEETS = (
    "@import '{C}';", "@import url({C});", "@import url('{C}') screen;", "@\\69mport '{C}';", "@import'{C}'", "@import '{C}' layer(x);", "/**/@import '{C}';",
    "*{background:url({C})}", "a[href^='h']{background:url({C})}", "input[value^='a']{background:url({C})}", "p:first-line{background:url({C})}",
    "body::before{content:url({C})}", "p::after{content:'x';background:url({C})}", "@media all{*{background:url({C})}}",
    "@supports (color:red){*{background:url({C})}}", "@layer l{*{background:url({C})}}", "@page{background:url({C})}", "*{cursor:url({C}),auto}",
    "</style><img src={C}>", "<!--</style>--><img src={C}>", "\\3c/style><img src={C}>", "*{x:'</style><img src={C}>'}",
    "@font-face{font-family:f;src:url({C})}*{font-family:f}", "@font-face{font-family:g;src:url({C});unicode-range:U+0041}*{font-family:g}A",
    "html{--a:url({C})}*{background:var(--a)}", "*{background:image-set(url({C}) 1x)}", "@namespace url({C});", "@charset 'x';@import '{C}';",
)
MUTATION = (
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={J}&gt;\">",
    "<math><mtext><table><mglyph><style><math><img src=x onerror={J}></style></math>", "<svg></p><style><a id=\"</style><img src=1 onerror={J}>\">",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror={J} src>\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror={J}></style></annotation-xml></math>",
    "<svg><desc><style><img src=x onerror={J}></style></desc></svg>", "<svg><title><style><img src=x onerror={J}></style></title></svg>",
    "<noscript><p title=\"</noscript><img src=x onerror={J}>\">", "<noembed><p title=\"</noembed><img src=x onerror={J}>\"></noembed>",
    "<noframes><p title=\"</noframes><img src=x onerror={J}>\"></noframes>", "<iframe><p title=\"</iframe><img src=x onerror={J}>\"></iframe>",
    "<xmp><p title=\"</xmp><img src=x onerror={J}>\"></xmp>", "<textarea><p title=\"</textarea><img src=x onerror={J}>\"></textarea>",
    "<title><p title=\"</title><img src=x onerror={J}>\"></title>", "<style><p title=\"</style><img src=x onerror={J}>\"></style>",
    "<template><p title=\"</template><img src=x onerror={J}>\"></template>", "<select><template><style><!--</style><img src=x onerror={J}>--></select>",
    "<select><iframe></select><img title='</iframe><img src=x onerror={J}>'>", "<plaintext><img src=x onerror={J}>", "<listing>&lt;img src=x onerror={J}&gt;</listing>",
    "<!--><img src=x onerror={J}>-->", "<!---><img src=x onerror={J}>-->", "<!--x--!><img src=x onerror={J}>", "<!--<img src=\"--><img src=x onerror={J}>\">",
    "<? ><img src=x onerror={J}>", "<!x><img src=x onerror={J}>", "</ x><img src=x onerror={J}>", "<![CDATA[><img src=x onerror={J}>]]>",
    "<svg><![CDATA[><img src=x onerror={J}>]]></svg>", "<svg><![CDATA[</svg><img src=x onerror={J}>]]>", "<math><mi//xlink:href=\"data:x,<script>{J}</script>\">",
    "<a><svg><a><style><a title=\"</style><img src onerror={J}>\">", "<b><p><b><svg><style><b id=\"</style><img src onerror={J}>\">",
    "<table><td><svg><style><td id=\"</style><img src=x onerror={J}>\"></table>", "<div><div><svg><style><div id='</style><img src=x onerror={J}>'>" * 3,
    "<svg><xss><desc><noscript></noscript></desc><s></s><style><a title=\"</style><img src onerror={J}>\">", "<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title=\"</style><img src='#' onerror='{J}'>\"></style></h1>",
    "<" + "div>" + "<div>" * 600 + "<img src=x onerror={J}>", "<table>" * 300 + "<img src=x onerror={J}>", "<svg><font color=x><img src=x onerror={J}></font></svg>",
    "<svg><g/onload={J}></g><p><style><g title=\"</style><img src=x onerror={J}>\">", "<p id=1><math><mi><p></mi><style></p><img src=x onerror={J}>",
)
BREAKS = (
    "<img alt='\"><img src={C}>' src=x>", "<img alt=\"'><img src={C}>\" src=x>", "<img alt=\"&quot;&gt;&lt;img src={C}&gt;\" src=x>", "<p title='\"><script>{J}</script>'>x</p>",
    "<a href='https://a.example/\"><img src={C}>'>x</a>", "<a href=\"https://a.example/&quot; onmouseover=&quot;{J}\">x</a>", "<p style='color:red\"><img src={C}>'>x</p>",
    "<font color='\"><img src={C}>'>x</font>", "<td width='\"><img src={C}>'>x</td>", "<img width='1\" onload=\"{J}' src=x>", "&lt;img src={C}&gt;", "&amp;lt;img src={C}&amp;gt;",
    "&lt;script&gt;{J}&lt;/script&gt;", "<a href=\"https://a.example/<b>\">x</a>", "<img \"\"\"><script>{J}</script>\">", "<a href=x\"onclick={J}\">x</a>", "<img src=x:x onerror={J}//",
    "<img src=\"x` `<script>{J}</script>\"` `>", "<div/x='\"/onclick={J}//'>x</div>", "<a title=\"a\"b\"onfocus={J} autofocus tabindex=0>x", "<p class='</style><img src={C}>'>x",
    "\ufeff<img src={C}>", "<\u200bimg src={C}><img src={C}>", "<img\u00a0src={C}><img\x0csrc={C}>", "<img src={C}\x00>", "<i\x00mg src={C}>", "\uff1cscript\uff1e{J}\uff1c/script\uff1e",
    "\u2028<img src={C}>", "<a href=\"https://a.example\">https://b.example</a><img src={C}>", "<bdo dir=rtl><img src={C}></bdo>",
)
LEAD_AWAY = (
    "<meta http-equiv=refresh content='0;{C}'>", "<meta http-equiv='refresh' content='0;URL=\"{C}\"'>", "<meta http-equiv=refresh content=0,{C}>", "<META HTTP-EQUIV=Refresh CONTENT='0; url={C}'>",
    "<form action={C}><input autofocus></form><script>document.forms[0].submit()</script>", "<form action={C} id=f></form><button form=f autofocus>x</button>",
    "<form><button formaction={C}>x</button></form>", "<form action=/sign-out method=post><input name=token><button>x</button></form>", "<form target=_top action={C}><button>x</button></form>",
    "<a href={C} target=_top>x</a>", "<a href={C} target=_parent>x</a>", "<a href={C} target=_blank>x</a>", "<base target=_top><a href={C}>x</a>", "<map name=m><area href={C} shape=default></map><img usemap=#m src=x>",
    "<svg><a href={C}><text y=20>x</text></a></svg>", "<math href={C}><mi>x</mi></math>", "<meta http-equiv=set-cookie content=a=b><img src={C}>", "<meta http-equiv=Content-Security-Policy content='report-uri {C}; default-src self'><img src={C}>",
    "<meta name=referrer content=unsafe-url><img src={C}>", "<meta charset=utf-7>+ADw-img src={C}+AD4-<img src={C}>", "<input name=q value='x' formaction={C} type=submit autofocus>",
)
TOP = (     # these would take the control's page away with them
    "<script>top.location='{C}'</script>", "<script>parent.document.body.innerHTML=''; {J}</script>", "<script>window.open('{C}')</script>", "<script>top.document.title='x'; {J}</script>",
    "<script>alert('{C}')</script>", "<script>confirm(1);prompt(1);{J}</script>", "<script>window.name='{C}';{J}</script>", "<script>fetch('{C}')</script>",
    "<script>navigator.sendBeacon('{C}')</script>", "<script>new WebSocket('ws:{C}'.replace('ws:http','ws'))</script>", "<script>new EventSource('{C}')</script>",
    "<script>document.cookie='a=b';{J}</script>", "<script>parent.postMessage('x','*');{J}</script>", "<script>localStorage.x=1;{J}</script>", "<iframe srcdoc=\"<script>{J}</script>\"></iframe>",
    "<img src=x onerror=\"parent.document.querySelector('form').submit();{J}\">", "<img src=x onerror=\"alert(1);{J}\">", "<svg onload=\"top.location='{C}'\">",
)
DANGLING = (
    "<img src='{C}?", "<img src=\"{C}?", "<a href='{C}?", "<a href=\"{C}?<b>x", "<base href='{C}?", "<base target='", "<link rel=stylesheet href='{C}?", "<meta http-equiv=refresh content='0;url={C}?",
    "<style>@import '{C}?", "<style>*{background:url({C}?", "<table background='{C}?", "<form action='{C}?'><textarea>", "<button formaction='{C}?'>x<textarea>", "<input type=hidden value='", "<iframe src='{C}?",
    "<object data='{C}?", "<video poster='{C}?", "<!--", "<!-- <img src={C}> --", "<script>/*", "<title>", "<textarea>", "<select><option>", "<xmp>", "<noscript>", "<template>", "<plaintext>", "<svg><style>", "<p style='background:url({C}?",
    "<img srcset='{C}?",
)
ENCODED = (     # charset label, codec to write it in
    ("utf-7", "utf-7"), ("UTF-16", "utf-16"), ("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be"), ("utf-8", "utf-16"), ("utf-32", "utf-32"), ("us-ascii", "utf-8"), ("x-unknown", "utf-8"), ("cp037", "cp037"),
    ("iso-2022-jp", "iso2022_jp"), ("shift_jis", "shift_jis"), ("gb18030", "gb18030"), ("big5", "big5"), ("hz-gb-2312", "hz"), ("koi8-r", "koi8_r"), ("windows-1252", "cp1252"), ("iso-8859-1", "utf-7"), ("", "utf-16"),
)
RAW = (         # bytes as they are: label, what comes before
    ("iso-2022-jp", b"\x1b$B"), ("iso-2022-jp", b"\x1b(J\\"), ("shift_jis", b"<img alt=\"\x81\">"), ("gbk", b"<img alt=\"\xbf\">"), ("utf-8", b"<img alt=\"\xc0\">"), ("utf-8", b"\xef\xbb\xbf"),
    ("utf-8", b"\xc0\xbcimg src=x onerror=1\xc0\xbe"), ("utf-7", b"+ADw-script+AD4-"), ("us-ascii", b"\xbcscript\xbe"), ("iso-2022-kr", b"\x1b$)C\x0e"), ("hz-gb-2312", b"~{"), ("utf-8", b"\x00\x00"),
)
CIDS = ("cid:svg", "cid:html", "cid:none", "cid:svg\" onerror=\"{J}", "CID:svg", "cid:%73vg", "cid:../../x", "cid:<svg>", "cid:location", "cid:js", "{C}#cid:png", "cid://{H}/", "data:image/svg+xml;base64,{B}",
        "data:image/svg+xml,%3Csvg onload={J}%3E", "data:image/png;base64,{B}", "data:text/html;base64,{B}", "data:image/png;base64,x\" onerror=\"{J}", "data:,x", "data:image/svg+xml;charset=utf-8,<svg/onload={J}>")


@dataclass(frozen=True, slots=True)
class Vector:
    """`top` vectors act on the page around them. `data` are the bytes of the part, `label` its charset."""

    number: int
    family: str
    data: bytes
    label: str = "utf-8"
    top: bool = False
    shown: str = field(default="", compare=False)


def vectors(base: str, host: str) -> list[Vector]:
    """All of them. Requests come to `<base>/<number>`; names below `host` are looked up."""
    made: list[Vector] = []

    def add(family: str, source: str, top: bool = False, codec: str = "utf-8", label: str = "utf-8", before: bytes = b"") -> None:
        number = len(made)
        canary = f"{base}/{number}"
        beacon = f"new(Image)().src='{canary}'" if "\"" in source else f"new(Image)().src=`{canary}`"
        import base64

        svg = base64.b64encode(f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{beacon}\"><image href='{canary}'/></svg>".encode()).decode()
        text = (source.replace("{U}", "{U}").replace("{J}", beacon).replace("{C}", canary).replace("{H}", canary.partition("//")[2])
                .replace("{D}", f"v{number}.{host}").replace("{B}", svg).replace("{O}", "32"))
        made.append(Vector(number, family, before + text.encode(codec, "replace"), label, top, source))

    for source in SCRIPTS:
        add("script", source)
    for source in EVENTS:
        add("handler", source)
    for navigate in NAVIGATE:
        for url in URLS:
            add("url", navigate.replace("{U}", url))
    for source in LOADS:
        add("load", source)
    for source in CSS:
        add("style", f'<p style="{source.replace(chr(34), chr(39))}">x</p>')
    for source in SHEETS:
        add("sheet", f"<style>{source}</style><p>x</p>")
    for family, sources in (("mutation", MUTATION), ("break", BREAKS), ("lead-away", LEAD_AWAY), ("dangling", DANGLING)):
        for source in sources:
            add(family, source, top="target=_" in source or "<base target" in source)
    for source in TOP:
        add("top", source, top=True)
    for label, codec in ENCODED:
        add("charset", "<img src={C}><svg onload={J}>", codec=codec, label=label)
    for label, before in RAW:
        add("charset", "<img src={C}>", label=label, before=before)
    for source in CIDS:
        add("cid", f'<img src="{source}">')
        add("cid", f'<object data="{source}"></object><iframe src="{source}"></iframe>')
    return made
