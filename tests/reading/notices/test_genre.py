"""A page that presents itself as the report is read, however much of it is lost; other pages are named."""

from __future__ import annotations

import pytest

from flows.reading.document import read
from flows.reading.records import Extraction

AGENCY = "云溪县教育局"
NAME = "政府信息公开工作年度报告"
TITLE = f"{AGENCY}2022年{NAME}"
PERIOD = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
STATED = "2022年，我局通过县政府门户网站主动公开政府信息312条，按时办结政府信息公开申请2件。"
SITE = (
    "您的位置：首页 > 政务公开 > 政府信息公开年报",
    "政府信息公开指南",
    "政府信息公开制度",
    "法定主动公开内容",
    "无障碍阅读",
)
OTHERS = tuple(f"云溪县{body}2022年{NAME}" for body in ("财政局", "水利局", "民政局"))
EARLIER = tuple(f"{AGENCY}{year}年{NAME}" for year in (2021, 2020, 2019))
FOOT = ("主办单位：云溪县人民政府办公室", "网站标识码3308250001", "建议使用1024以上分辨率浏览本站。")


def of(*lines: str) -> Extraction:
    return read("\n".join(lines).encode(), "page.txt")


REPORTS = {
    "cut after the first sentence": (TITLE, PERIOD, "一、总体情况", STATED),
    "cut after the preface": (TITLE, PERIOD),
    "cut within the preface": (TITLE, "本报告根据《中华人民共和国政府信息公开条例》要求编制，由总体情况、主动公开"),
    "cut after heading two": (TITLE, "一、总体情况", STATED, "二、主动公开政府信息情况"),
    "without a title, cut": (PERIOD, "一、总体情况", f"(一)主动公开。{STATED}"),
    "without title and preface, cut": ("一、总体情况", STATED, "(二)依申请公开。全年收到政府信息公开申请2件。"),
    "only the second page": ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "（见附表）"),
    "title printed three times": (
        TITLE,
        f"标题：{TITLE}",
        "发布日期：2023-01-18",
        TITLE,
        PERIOD,
        "一、总体情况",
        STATED,
    ),
    "bread crumb ends with the title": (f"首页 > 年报 > {TITLE}", TITLE, PERIOD, "一、总体情况"),
    "earlier years in the menu": (*SITE, *EARLIER, TITLE, PERIOD, "一、总体情况", STATED),
    "other bodies in the menu": (*SITE, "年度报告", *OTHERS, "当前位置", TITLE, PERIOD, STATED),
    "other bodies below": (TITLE, PERIOD, "一、总体情况", STATED, "相关阅读", *OTHERS),
    "earlier years below, without headings": (TITLE, PERIOD, STATED, "历年年报", *EARLIER),
    "menu and no preface": (*SITE, *OTHERS, TITLE, "一、总体情况", STATED),
    "interpretations in the menu": (*SITE, "政策解读", f"图解：{OTHERS[0]}", TITLE, PERIOD, "一、总体情况", STATED),
    "an interpretation linked above": (TITLE, f"【图解】{TITLE}", PERIOD, "一、总体情况", STATED),
    "an interpretation linked below": (TITLE, "一、总体情况", STATED, f"《{TITLE}》解读"),
    "mentions interpretations": (TITLE, "一、总体情况", "2022年发布政策解读97篇，其中图解45篇，均与文件同步公开。"),
    "reports in short lines": (TITLE, PERIOD, "一、总体情况", "全年公开信息312条", "发布解读信息97条", "图解12条"),
    "called an explanation, with a preface": (f"{TITLE}解读", PERIOD, "一、总体情况", STATED),
    "called an explanation, with two headings": (f"{TITLE}解读", "一、总体情况", STATED, "二、主动公开政府信息情况"),
    "numbered otherwise": (TITLE, "一、2022年信息公开工作总体情况", STATED, "（一）主动公开"),
    "issued with a notice": (f"{AGENCY}关于公布2022年{NAME}的公告", "现予以公布。", "一、总体情况", STATED),
    "issued, cut": (f"关于印发{TITLE}的通知", "各科室：", PERIOD, "一、总体情况", STATED, "附件"),
    "tables as attachments": (TITLE, "一、总体情况", STATED, "二、主动公开政府信息情况", "相关附件：", "附件1.xls"),
    "a title and the file": (TITLE, "发布时间：2023-01-18 来源：县教育局", "附件：", f"{TITLE}.pdf"),
    "the second of two pages": (f"{TITLE}（2）", "五、存在的主要问题及改进情况", "公开不够全面，下一步加强培训。"),
    "site and column before the title": (f"云溪县人民政府 - 信息公开年报 - {TITLE}", "一、总体情况", STATED),
    "passed, without a title": (f"《{TITLE}》已经局党组审议通过，现予公布。", "一、总体情况", STATED),
    "old headings in brackets": (
        f"{AGENCY}2015年{NAME}",
        "(一)基本情况",
        "2015年，我局公开信息。",
        "(二)主动公开情况",
        "公开30条。",
        "(三)依申请公开",
        "收到申请0件。",
    ),
    "announced, without a title": (f"根据条例规定，现公布{AGENCY}2022年{NAME}。", "一、总体情况", STATED),
    "old headings": (
        f"{AGENCY}2012年{NAME}",
        "一、概述",
        "2012年，我局认真贯彻条例，公开政府信息46条。",
        "二、主动公开情况",
        "三、依申请公开情况",
    ),
    "old headings, cut": (f"{AGENCY}2009年政府信息公开年报", "一、概述", "按照要求编制公开目录，公开各类信息46条。"),
    "old headings with fees": (
        f"{AGENCY}2016年{NAME}",
        "一、基本情况",
        "二、主动公开政府信息情况",
        "三、依申请公开办理情况",
        "四、政府信息公开收费及减免情况",
        "五、申请行政复议、提起行政诉讼情况",
    ),
    "old report without a title": (
        "根据条例规定，特向社会公布我局2010年政府信息公开年度报告。",
        "一、概述",
        "二、主动公开政府信息的情况",
        "三、依申请公开政府信息的情况",
        "四、咨询处理情况",
    ),
    "old report below a menu": (*SITE, *EARLIER, f"{AGENCY}2013年{NAME}", "一、概述", STATED, "二、主动公开情况"),
    "a school on the government's form": (
        f"云溪县第一中学2022年{NAME}",
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
    ),
    "without a title, its time stated": (
        "统计期限自2022年1月1日起至2022年12月31日止。",
        "一、总体情况",
        "2022年，县教育局扎实公开。",
    ),
    "a bureau mentions the rules of its colleges": (
        PERIOD,
        "一、总体情况",
        "2022年，我局依据《高等学校信息公开办法》督促高校编制报告。",
        "二、主动公开政府信息情况",
    ),
    "with a heading on how reports were published": (
        TITLE,
        "一、概述",
        "（一）政府信息公开工作年度报告编制发布情况",
        "我局按时公布上一年度的政府信息公开年度报告。",
        "二、主动公开情况",
        "全年公开信息312条。",
    ),
    "its tables are left out, with a remark": (
        TITLE,
        PERIOD,
        "一、总体情况",
        STATED,
        "二、主动公开政府信息情况",
        "见下表",
    ),
    "a page of a hospital's authority": (
        f"云溪县卫生健康局2022年{NAME}",
        PERIOD,
        "一、总体情况",
        "辖区医院公开信息12条。",
    ),
}

OTHER_PAGES = {
    "list of bodies": ("list_of_reports", (*SITE, *OTHERS, *FOOT)),
    "list of years": ("list_of_reports", ("年报列表", *EARLIER, "首页 上一页 下一页 末页")),
    "list with dates": ("list_of_reports", (*SITE, *(f"{x} 2023-01-19" for x in OTHERS), "共3页")),
    "list with dates below": ("list_of_reports", ("年报", OTHERS[0], "2023-01-19", OTHERS[1], "2023-01-20")),
    "list after a sentence": (
        "list_of_reports",
        ("年度报告公开专栏", "按照政府信息公开条例规定，现将各单位年度报告公开如下，请予监督。", *OTHERS),
    ),
    "notice with several reports": (
        "list_of_reports",
        (f"关于公布云溪县各部门2022年{NAME}的通知", "现将各部门政府信息公开年度报告予以公布。", *OTHERS),
    ),
    "explanation in brackets": (
        "explanation",
        (f"《{TITLE}》解读", "一、为何编制", "条例要求公开年度报告，我局据此编制。"),
    ),
    "explanation in front": ("explanation", (f"一图读懂{TITLE}", "发布日期：2023-01-19")),
    "explanation with a colon": ("explanation", (f"图解：{TITLE}", "2022年我局主动公开政府信息312条，一起来看。")),
    "explanation after": ("explanation", (f"{TITLE}图文解读", "2022年我局主动公开政府信息312条，一起来看。")),
    "explanation with a heading of the form": (
        "explanation",
        (f"{TITLE}解读", "一、总体情况", "2022年，我局主动公开政府信息312条，按时办结申请2件。"),
    ),
    "explanation in front, with a heading": ("explanation", (f"一图读懂{TITLE}", "一、总体情况", STATED)),
    "explanation with the report below": (
        "explanation",
        (f"《{TITLE}》解读", "报告分六部分，公开了2022年工作情况。", "相关链接", TITLE),
    ),
    "university": ("other_form", ("云溪大学2021—2022学年信息公开年度报告", "一、概述", "学校认真贯彻办法，公开信息。")),
    "college": ("other_form", ("云溪职业技术学院2022年信息公开工作年度报告", "一、概述", "二、主动公开情况")),
    "school": ("other_form", ("云溪县实验小学2021-2022学年度信息公开年度报告", "一、主动公开情况", "二、学校收费公开")),
    "enterprise": (
        "other_form",
        ("云溪县供水有限公司2022年信息公开年度报告", "一、概况", "公司主动公开水质信息12条。"),
    ),
    "college without a title": (
        "other_form",
        ("根据教育部《高等学校信息公开办法》要求编制本年度报告。", "一、概述", "2021—2022学年，学院公开信息20条。"),
    ),
    "hospital by the rules of its trade": (
        "other_form",
        ("依据《医疗卫生机构信息公开管理办法》，我院编制本报告。", "一、概述", "全年公开收费信息20条。"),
    ),
    "college that names both rules": (
        "other_form",
        (
            "根据《中华人民共和国政府信息公开条例》和《高等学校信息公开办法》编制本报告。",
            "一、概述",
            "2021—2022学年，学院公开信息20条。",
        ),
    ),
    "statement of who has published": (
        "not_a_report",
        (
            f"云溪县2022年{NAME}发布情况",
            f"我县组织各单位编制2022年{NAME}。现将发布情况报告如下：",
            "一、应发布单位52个，均已发布。",
        ),
    ),
    "table of who has published": (
        "not_a_report",
        (f"云溪县2022年{NAME}公布情况一览表", "全县政府信息公开工作年度报告均已按时公布。", "1 云溪县教育局"),
    ),
    "court": ("other_form", ("云溪县人民法院2022年司法公开年度报告", "一、总体情况", "全年公开裁判文书1200份。")),
    "attached to a notice": (
        "attachment_only",
        (f"关于发布{TITLE}的公告", "发布日期：2023-01-18", "附件：1.报告.pdf"),
    ),
    "plan": ("not_a_report", ("云溪县2023年政务公开工作要点", "一、总体要求", "按时公开政府信息公开工作年度报告。")),
    "guide": (
        "not_a_report",
        (f"{AGENCY}政府信息公开指南", "一、公开的信息", "我局每年1月31日前公开年度报告，由办公室编制。"),
    ),
    "guide with the newest report next to it": (
        "not_a_report",
        (TITLE, f"{AGENCY}政府信息公开指南", "我局主动公开下列政府信息，公民可以提出申请。", "机构职能"),
    ),
    "catalogue": ("not_a_report", (f"{AGENCY}政府信息公开目录", "机构职能", "政策文件", "政府信息公开年报")),
    "call for reports": (
        "not_a_report",
        (f"关于做好2022年{NAME}编制工作的通知", "一、总体要求", "各单位要编制年度报告并于1月31日前公开。"),
    ),
    "evaluation": (
        "not_a_report",
        ("云溪县2022年度政务公开考核情况的通报", "一、总体情况", "各单位公开政府信息及时，年度报告按时公开。"),
    ),
    "summary of the year": (
        "not_a_report",
        (f"{AGENCY}2022年政务公开工作总结", "一、总体情况", "我局主动公开政府信息312条，未收到申请。"),
    ),
    "news": (
        "not_a_report",
        ("我县政府信息公开年度报告全部公开", "截至1月31日，全县52家单位公开了2022年度报告。", "县政府办供稿。"),
    ),
    "another report": (
        "not_a_report",
        ("云溪县2022年法治政府建设工作报告", "一、总体情况", "全年公开执法信息312条，办理复议申请2件。"),
    ),
    "another report that mentions requests": (
        "not_a_report",
        ("云溪县水利局2022年法治政府建设年度报告", "一、总体情况", "公开信息12条，办理政府信息公开申请6件。"),
    ),
    "template": (
        "not_a_report",
        (f"××县××局××年{NAME}（模板）", "一、总体情况", "请简要填写主动公开、依申请公开等情况。"),
    ),
    "how a report is made": (
        "not_a_report",
        (f"云溪县2022年{NAME}编制说明", "年度报告应当公开，各单位须于1月31日前报送。"),
    ),
    "nothing of the kind": ("not_a_report", ("云溪县教育局关于中小学放假的通知", "各学校：", "现将寒假安排通知如下。")),
    "training": (
        "not_a_report",
        ("我县召开2022年政府信息公开年度报告编制培训会", "会议讲解了年度报告的公开要求，各单位参加。"),
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_page_that_presents_itself_as_the_report_is_read(name: str) -> None:
    found = of(*REPORTS[name])
    assert (found.status, found.reason) == ("extracted", None)
    assert not {"table_missing", "row_missing", "heading_missing"} & {
        notice.code for notice in found.notices if name != "only the second page" and "cut" in name
    }


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_a_page_that_presents_itself_as_something_else_is_named(name: str) -> None:
    reason, lines = OTHER_PAGES[name]
    assert (of(*lines).reason or "").partition(":")[0] == reason
