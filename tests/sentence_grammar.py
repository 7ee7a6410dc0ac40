"""Draws sentences out of verbs, counters, subjects and orders, each with the facts it states by construction."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Drawn(NamedTuple):
    """A sentence, and the facts it states with their figures."""

    text: str
    facts: frozenset[tuple[str, int]]


_WHEN = ("2023年,", "2023年度,", "2023年", "全年", "本年度", "")
_OTHER_TIME = ("2022年,", "上半年", "2023年一季度,", "近三年", "截至2023年6月底,", "去年", "平均每月")
_WHO = ("", "", "我局", "本机关", "我单位", "全区", "本单位")
_OTHERS = ("市公安局", "某镇", "兄弟单位", "教育系统", "有的部门", "县司法局")
_ADVERBS = ("", "共", "一共", "共计", "总共", "累计", "先后", "依法", "新")
_NOUNS = (
    *("政府信息公开申请", "信息公开申请", "依申请公开", "依申请公开申请", "依申请公开件", "政府信息依申请公开"),
    *("申请公开政府信息", "公开政府信息的申请", "公开政府信息申请", "政府信息公开类申请", "依申请公开政府信息", "申请"),
    *("公民、法人和其他组织提出的政府信息公开申请", "政务公开申请", "政府信息公开的申请", "申请政府信息公开"),
)
_OTHER_NOUNS = ("低保申请", "行政许可申请", "政府信息公开咨询", "政协提案", "网民留言", "信访件", "入党申请")
_COUNTERS = ("件", "件", "份", "条", "宗", "起", "次", "件次", "封", "例", "个")
_OTHER_COUNTERS = ("人次", "家", "个工作日", "%", "万元", "个月", "余件", "件以上", "名")
_DONE = {
    "requests_received": (
        "收到",
        "接到",
        "受理",
        "接收",
        "新收",
        "收到和办理",
        "收到并答复",
        "受理并办结",
        "收到并及时处理",
    ),
    "requests_handled": ("办理", "处理"),
    "requests_answered": ("答复", "办结", "回复", "书面答复"),
    "requests_granted": ("同意", "予以公开", "同意公开"),
    "requests_denied": ("拒绝", "不予公开", "拒绝公开"),
}
_NOT_DONE = (
    "正在办理",
    "拟答复",
    "逾期答复",
    "转送",
    "撤回",
    "退回",
    "拒绝受理",
    "尚未办结",
    "待办理",
    "督办",
    "在办理",
)
_LATER = (
    "办理中{n}件",
    "{n}件办理中",
    "正在办理{n}件",
    "尚有{n}件在办",
    "{n}件尚未答复",
    "按期转办{n}件",
    "还在处理{n}件",
)
_DENIALS = (
    "未收到",
    "未接到",
    "没有收到",
    "没有接到",
    "尚未收到",
    "未接收到",
    "未收到过",
    "暂未收到",
    "未曾收到",
    "没有收到任何",
)
_DENIED_ELSE = (
    *("未收到{noun}的,应当说明", "如未收到{noun},应当说明", "市教育局未收到{noun}", "上半年未收到{noun}"),
    *("未收到{noun}超期投诉", "没有按照{noun}规定办理", "未收到网上{noun}", "未收到{noun}费用", "往年未收到{noun}"),
)
_DIGITS = "零一二三四五六七八九"


def drawn(choice: Random) -> Drawn:
    """One sentence: of requests counted, of requests denied, of information published."""
    return choice.choice((_counted, _counted, _counted, _denied, _published))(choice)


def _counted(choice: Random) -> Drawn:
    when, who, noun = choice.choice(_WHEN), choice.choice(_WHO), choice.choice(_NOUNS)
    counter, adverb, n = choice.choice(_COUNTERS), choice.choice(_ADVERBS), choice.randrange(0, 60)
    fact = choice.choice((*_DONE, "requests_received", "requests_received"))
    verb, proven = choice.choice(_DONE[fact]), True
    spoilt = choice.randrange(9)
    if spoilt == 0:
        when, proven = choice.choice(_OTHER_TIME), False
    elif spoilt == 1:
        who, proven = choice.choice(_OTHERS), False
    elif spoilt == 2:
        noun, proven = choice.choice(_OTHER_NOUNS), False
    elif spoilt == 3:
        counter, proven = choice.choice(_OTHER_COUNTERS), False
    elif spoilt == 4:
        verb, proven = choice.choice(_NOT_DONE), False
    figure = _written(choice, n)
    if adverb == "累计" and "20" not in when and when not in ("全年", "本年度"):
        proven = False
    if adverb == "新" and (fact != "requests_received" or not verb.startswith(("收到", "受理", "接"))):
        adverb = ""
    orders = [f"{adverb}{verb}{noun}{figure}{counter}"]
    if fact in ("requests_received", "requests_handled", "requests_answered"):
        orders.append(f"{adverb}{verb}{figure}{counter}{noun}")
    if noun.startswith(("政府信息公开申", "信息公开申", "依申请公开")) and "并" not in verb and "和" not in verb:
        orders.append(f"{noun}{adverb}{verb}{figure}{counter}")
    facts = {(fact, n)} if proven else set()
    tail, more = _tail(choice, proven and fact == "requests_received")
    return Drawn(f"{when}{who}{choice.choice(orders)}{tail}。", frozenset(facts | more))


def _tail(choice: Random, received: bool) -> tuple[str, set[tuple[str, int]]]:
    """What follows: nothing new, something that is not a fact, or a separate fact."""
    n = choice.randrange(1, 60)
    later = "," + choice.choice(_LATER).format(n=n)
    plain = choice.choice(("", ",均已答复", ",较上年增加3件", ",同比增长20%", ",全部为自然人申请", later))
    if not received or choice.random() < 0.6:
        return plain, set()
    return choice.choice(
        (
            (f",答复{n}件{later}", {("requests_answered", n)}),
            (f",结转下年度继续办理{n}件", {("requests_carried_out", n)}),
            (f",其中网络申请{n}件", {("requests_received_online", n)}),
            (",未发生行政复议和行政诉讼", {("review_total", 0), ("litigation_total", 0)}),
            (f";予以公开{n}件,因信息不存在的3件", {("requests_granted", n)}),
        )
    )


def _denied(choice: Random) -> Drawn:
    when, who, noun = choice.choice(_WHEN), choice.choice(_WHO), choice.choice(_NOUNS)
    if choice.random() < 0.3:
        return Drawn(choice.choice(_DENIED_ELSE).format(noun=noun) + "。", frozenset())
    after = choice.choice(("", "", ",未发生行政复议、行政诉讼", "。没有发生行政复议和行政诉讼", "情况"))
    proceedings = {("review_total", 0), ("litigation_total", 0)} if "复议" in after else set()
    facts = frozenset({("requests_received", 0), *proceedings})
    return Drawn(f"{when}{who}{choice.choice(_DENIALS)}{noun}{after}。", facts)


def _published(choice: Random) -> Drawn:
    when, who, n = choice.choice(_WHEN), choice.choice(_WHO), choice.randrange(1, 900)
    kind, counter = (
        choice.choice(("政府信息", "各类政府信息", "政务信息", "信息")),
        choice.choice(("条", "条", "件", "篇", "份")),
    )
    if choice.random() < 0.5:
        way = choice.choice(
            ("共公开", "主动公开", "共主动公开", "通过政府网站、公众号等渠道主动公开", "通过多种方式主动公开")
        )
        return Drawn(f"{when}{who}{way}{kind}{n}{counter}。", frozenset({("information_published", n)}))
    other = choice.choice(
        (
            "通过门户网站主动公开{kind}{n}{counter},通过公众号发布{kind}35条",
            "在微信公众号公开{kind}{n}{counter}",
            "网站主动公开{kind}{n}{counter},政务新媒体推送{kind}35条",
            "主动公开{kind}{n}余{counter}",
            "主动公开财政{kind}{n}{counter}",
            "重点领域方面,共公开{kind}{n}{counter}",
            "通过市教育局网站主动公开{kind}{n}{counter}",
            "更新公开{kind}{n}{counter}",
        )
    )
    return Drawn(f"{when}{who}{other.format(kind=kind, n=n, counter=counter)}。", frozenset())


def _written(choice: Random, n: int) -> str:
    if choice.random() < 0.75:
        return str(n)
    tens, ones = divmod(n, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
