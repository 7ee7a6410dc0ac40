"""The statistics table of 国办发〔2014〕32号, typed from the form itself."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A line of the table; one without item only heads the lines below it. `summed_in` is the line it adds up to."""

    number: str
    label: str
    unit: str = ""
    item: str = ""
    summed_in: str = ""
    lead: str = ""
    variants: tuple[str, ...] = ()


LINES = (
    Line("一、", "主动公开情况"),
    Line(
        "(一)",
        "主动公开政府信息数(不同渠道和方式公开相同信息计1条)",
        "条",
        "published",
        variants=("主动公开政府信息总数", "主动公开政府信息数"),
    ),
    Line("", "主动公开规范性文件数", "条", "published_normative", lead="其中:"),
    Line("", "制发规范性文件总数", "件", "normative_made", variants=("制发规范性文件数",)),
    Line("(二)", "通过不同渠道和方式公开政府信息的情况"),
    Line("1.", "政府公报公开政府信息数", "条", "published_gazette"),
    Line("2.", "政府网站公开政府信息数", "条", "published_website"),
    Line("3.", "政务微博公开政府信息数", "条", "published_weibo"),
    Line("4.", "政务微信公开政府信息数", "条", "published_wechat"),
    Line("5.", "其他方式公开政府信息数", "条", "published_other"),
    Line("二、", "回应解读情况"),
    Line("(一)", "回应公众关注热点或重大舆情数(不同方式回应同一热点或舆情计1次)", "次", "responses"),
    Line("(二)", "通过不同渠道和方式回应解读的情况"),
    Line("1.", "参加或举办新闻发布会总次数", "次", "press_conferences", variants=("参加或举办新闻发布会次数",)),
    Line("", "主要负责同志参加新闻发布会次数", "次", "press_conferences_by_head", lead="其中:"),
    Line("2.", "政府网站在线访谈次数", "次", "interviews"),
    Line("", "主要负责同志参加政府网站在线访谈次数", "次", "interviews_by_head", lead="其中:"),
    Line("3.", "政策解读稿件发布数", "篇", "interpretations"),
    Line("4.", "微博微信回应事件数", "次", "responses_social"),
    Line("5.", "其他方式回应事件数", "次", "responses_other"),
    Line("三、", "依申请公开情况"),
    Line("(一)", "收到申请数", "件", "received", variants=("收到申请总数",)),
    Line("1.", "当面申请数", "件", "received_in_person", "received"),
    Line("2.", "传真申请数", "件", "received_by_fax", "received"),
    Line("3.", "网络申请数", "件", "received_online", "received"),
    Line("4.", "信函申请数", "件", "received_by_mail", "received"),
    Line("(二)", "申请办结数", "件", "completed"),
    Line("1.", "按时办结数", "件", "completed_in_time", "completed"),
    Line("2.", "延期办结数", "件", "completed_extended", "completed"),
    Line("(三)", "申请答复数", "件", "answered"),
    Line("1.", "属于已主动公开范围数", "件", "answered_already_public", "answered"),
    Line("2.", "同意公开答复数", "件", "answered_granted", "answered"),
    Line("3.", "同意部分公开答复数", "件", "answered_partly_granted", "answered"),
    Line("4.", "不同意公开答复数", "件", "answered_denied", "answered"),
    Line("", "涉及国家秘密", "件", "denied_state_secret", "answered_denied", lead="其中:"),
    Line("", "涉及商业秘密", "件", "denied_trade_secret", "answered_denied"),
    Line("", "涉及个人隐私", "件", "denied_privacy", "answered_denied"),
    Line("", "危及国家安全、公共安全、经济安全和社会稳定", "件", "denied_security_stability", "answered_denied"),
    Line("", "不是《条例》所指政府信息", "件", "denied_not_information", "answered_denied"),
    Line("", "法律法规规定的其他情形", "件", "denied_other_law", "answered_denied"),
    Line("5.", "不属于本行政机关公开数", "件", "answered_not_this_body", "answered"),
    Line("6.", "申请信息不存在数", "件", "answered_not_existing", "answered"),
    Line("7.", "告知作出更改补充数", "件", "answered_asked_to_amend", "answered"),
    Line("8.", "告知通过其他途径办理数", "件", "answered_other_channel", "answered"),
    Line("四、", "行政复议数量", "件", "review", variants=("行政复议数",)),
    Line("(一)", "维持具体行政行为数", "件", "review_upheld", "review"),
    Line("(二)", "被依法纠错数", "件", "review_corrected", "review"),
    Line("(三)", "其他情形数", "件", "review_other", "review"),
    Line("五、", "行政诉讼数量", "件", "litigation", variants=("行政诉讼数",)),
    Line("(一)", "维持具体行政行为或者驳回原告诉讼请求数", "件", "litigation_upheld", "litigation"),
    Line("(二)", "被依法纠错数", "件", "litigation_corrected", "litigation"),
    Line("(三)", "其他情形数", "件", "litigation_other", "litigation"),
    Line("六、", "举报投诉数量", "件", "complaints"),
    Line("七、", "依申请公开信息收取的费用", "万元", "request_fees"),
    Line("八、", "机构建设和保障经费情况"),
    Line("(一)", "政府信息公开工作专门机构数", "个", "offices"),
    Line("(二)", "设置政府信息公开查阅点数", "个", "reading_points"),
    Line("(三)", "从事政府信息公开工作人员数", "人", "staff"),
    Line("1.", "专职人员数(不包括政府公报及政府网站工作人员数)", "人", "staff_full_time", "staff"),
    Line("2.", "兼职人员数", "人", "staff_part_time", "staff"),
    Line(
        "(四)",
        "政府信息公开专项经费(不包括用于政府公报编辑管理及政府网站建设维护等方面的经费)",
        "万元",
        "budget",
        variants=("政府信息公开专项经费",),
    ),
    Line("九、", "政府信息公开会议和培训情况"),
    Line("(一)", "召开政府信息公开工作会议或专题会议数", "次", "meetings"),
    Line("(二)", "举办各类培训班数", "次", "trainings"),
    Line("(三)", "接受培训人员数", "人次", "trained"),
)
