"""What surrounds an article: head, menus, lists of other articles, scripts, footer."""

from __future__ import annotations

from random import Random

_TOPICS = (
    "领导之窗",
    "政策文件",
    "政策解读",
    "规划计划",
    "统计信息",
    "财政预决算",
    "人事信息",
    "应急管理",
    "重点领域信息公开",
    "建议提案办理",
    "行政许可",
    "行政处罚",
    "双随机一公开",
    "办事服务",
    "互动交流",
    "在线访谈",
    "网上调查",
    "法治政府建设",
    "优化营商环境",
    "乡村振兴",
    "生态环境",
    "公共卫生",
    "义务教育",
    "社会救助",
    "政府采购",
)
_HEADS = (
    "<!DOCTYPE html>",
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
    "",
)
_STYLES = ".nav{width:1200px;margin:0 auto}.nav li{float:left;height:40px;line-height:40px}.con{font-size:16px}"
_SCRIPT = (
    "var _hmt=_hmt||[];(function(){{var hm=document.createElement('script');hm.src='/js/stat.js?{n}';"
    "var s=document.getElementsByTagName('script')[0];s.parentNode.insertBefore(hm,s);}})();"
    "if(a<{n}){{document.write('<table><tr><td>{n}</td></tr></table>');}}"
)


def around(choice: Random, title: str, weight: int) -> tuple[str, str]:
    """The markup before and after the article, about `weight` characters in all."""
    before = _head(choice, title, weight // 2) + _menu(choice, weight // 10) + _place(choice)
    wrapper = choice.choice(
        (
            ('<div class="con" id="zoom">', "</div>"),
            ('<div class="article"><div class="TRS_Editor"><div class="Custom_UnionStyle">', "</div></div></div>"),
            ("<article><ucapcontent>", "</ucapcontent></article>"),
            ('<table width="1000" align="center"><tr><td class="content">', "</td></tr></table>"),
        )
    )
    return before + wrapper[0], wrapper[1] + _related(choice, weight // 10) + _foot(choice, weight // 4)


def _head(choice: Random, title: str, weight: int) -> str:
    charset = choice.choice(
        ('<meta charset="utf-8">', '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />')
    )
    names = "".join(
        f'<meta name="{name}" content="{title}"/>'
        for name in choice.sample(("ArticleTitle", "description", "keywords", "ColumnName"), 2)
    )
    style = (_STYLES * (weight // 100 + 1))[: max(weight - 300, 100)]
    script = _SCRIPT.format(n=choice.randrange(1000))
    return (
        f"{choice.choice(_HEADS)}<html><head>{charset}{names}<title>{title}</title>"
        f'<link rel="stylesheet" href="/css/{choice.randrange(99)}.css"><style type="text/css">{style}</style>'
        f'<script type="text/javascript">{script}</script></head>\n<body class="b{choice.randrange(9)}">\n'
    )


def _menu(choice: Random, weight: int) -> str:
    items, size = [], 0
    while size < weight:
        topic = choice.choice(_TOPICS)
        items.append(
            f'<li class="m{len(items) % 7}"><a href="/zwgk/{choice.randrange(9999)}/index.html" target="_blank" '
            f'title="{topic}">{topic}</a></li>\n'
        )
        size += len(items[-1])
    return f'<div class="top"><img src="/images/logo.png" alt=""/></div><ul class="nav">{"".join(items)}</ul>\n'


def _place(choice: Random) -> str:
    return choice.choice(
        (
            '<div class="pos">当前位置:<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; '
            '<a href="/nb/">政府信息公开年报</a></div>',
            '<table class="pos" width="100%"><tr><td>您的位置: 首页 >> 信息公开年报</td></tr></table>',
            "",
        )
    )


def _related(choice: Random, weight: int) -> str:
    items, size = [], 0
    while size < weight:
        topic = choice.choice(_TOPICS)
        day = f"{choice.randint(1, 12):02}-{choice.randint(1, 28):02}"
        items.append(
            f'<li><span class="date">{day}</span><a href="./t{choice.randrange(10**6)}.html">'
            f"关于做好{topic}工作的通知</a></li>\n"
        )
        size += len(items[-1])
    return f'<div class="list"><h3>相关阅读</h3><ul>{"".join(items)}</ul></div>\n'


def _foot(choice: Random, weight: int) -> str:
    script = _SCRIPT.format(n=choice.randrange(1000))
    scripts = f"<script>{script}</script>\n" * max(weight // len(script), 1)
    return (
        '<div class="share"><a href="javascript:window.print()">打印</a><a href="javascript:close()">关闭</a></div>'
        f'<div class="foot"><p>主办:某某网站 备案号:京ICP备{choice.randrange(10**7, 10**8)}号</p>'
        f"<p>联系电话:010-{choice.randrange(10**7, 10**8)} 网站标识码:{choice.randrange(10**9, 10**10)}</p></div>\n"
        f"{scripts}</body></html>\n"
    )
