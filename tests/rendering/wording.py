"""What the form prints, typed from the form itself; `\\n` is where the official form breaks a label."""

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)

# (clause, [(column label, measure)], [(row label, item)])
DISCLOSURES = {
    "2021": (
        (
            "第二十条第(一)项",
            (("本年制发件数", "issued"), ("本年废止件数", "repealed"), ("现行有效件数", "in_force")),
            (("规章", "regulations"), ("行政规范性文件", "normative_documents")),
        ),
        ("第二十条第(五)项", (("本年处理决定数量", "decisions"),), (("行政许可", "licensing"),)),
        (
            "第二十条第(六)项",
            (("本年处理决定数量", "decisions"),),
            (("行政处罚", "penalties"), ("行政强制", "coercion")),
        ),
        ("第二十条第(八)项", (("本年收费金额(单位:万元)", "amount"),), (("行政事业性收费", "fees"),)),
    ),
    "2019": (
        (
            "第二十条第(一)项",
            (
                ("本年新\n制作数量", "made"),
                ("本年新\n公开数量", "published"),
                ("对外公开总数量", "public_total"),
            ),
            (("规章", "regulations"), ("规范性文件", "normative_documents")),
        ),
        (
            "第二十条第(五)项",
            (
                ("上一年项目数量", "items_last_year"),
                ("本年增/减", "items_change"),
                ("处理决定数量", "decisions"),
            ),
            (("行政许可", "licensing"), ("其他对外管理服务事项", "other_services")),
        ),
        (
            "第二十条第(六)项",
            (
                ("上一年项目数量", "items_last_year"),
                ("本年增/减", "items_change"),
                ("处理决定数量", "decisions"),
            ),
            (("行政处罚", "penalties"), ("行政强制", "coercion")),
        ),
        (
            "第二十条第(八)项",
            (("上一年项目数量", "items_last_year"), ("本年增/减", "items_change")),
            (("行政事业性收费", "fees"),),
        ),
        (
            "第二十条第(九)项",
            (("采购项目数量", "projects"), ("采购总金额", "amount")),
            (("政府集中采购", "procurement"),),
        ),
    ),
}

BALANCE = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"
ORGANISATIONS = (
    ("商业\n企业", "enterprise"),
    ("科研\n机构", "research"),
    ("社会公益组织", "public_interest"),
    ("法律服务机构", "legal_service"),
    ("其他", "other_organisation"),
)
APPLICANTS = ("natural_person", *(measure for _, measure in ORGANISATIONS), "total")

RECEIVED = (
    ("一、本年新收政府信息公开申请数量", "received"),
    ("二、上年结转政府信息公开申请数量", "carried_in"),
)
GRANTED = (
    ("(一)予以公开", "granted"),
    ("(二)部分公开(区分处理的,只计这一情形,不计其他情形)", "partly_granted"),
)
REFUSALS = (
    (
        "(三)不予公开",
        (
            ("1.属于国家秘密", "denied_state_secret"),
            ("2.其他法律行政法规禁止公开", "denied_prohibited_by_law"),
            ("3.危及“三安全一稳定”", "denied_security_stability"),
            ("4.保护第三方合法权益", "denied_third_party_rights"),
            ("5.属于三类内部事务信息", "denied_internal_affairs"),
            ("6.属于四类过程性信息", "denied_process_information"),
            ("7.属于行政执法案卷", "denied_enforcement_files"),
            ("8.属于行政查询事项", "denied_administrative_inquiry"),
        ),
    ),
    (
        "(四)无法提供",
        (
            ("1.本机关不掌握相关政府信息", "unavailable_not_held"),
            ("2.没有现成信息需要另行制作", "unavailable_needs_creation"),
            ("3.补正后申请内容仍不明确", "unavailable_unclear_request"),
        ),
    ),
    (
        "(五)不予处理",
        (
            ("1.信访举报投诉类申请", "refused_petition"),
            ("2.重复申请", "refused_repeated"),
            ("3.要求提供公开出版物", "refused_publication"),
            ("4.无正当理由大量反复申请", "refused_excessive"),
            ("5.要求行政机关确认或重新出具已获取信息", "refused_reconfirmation"),
        ),
    ),
)
CLOSED_ROW = ("(六)其他处理", "closed")
CLOSED_ROWS = (
    "(六)其他处理",
    (
        (
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "closed_not_corrected",
        ),
        (
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "closed_fee_unpaid",
        ),
        ("3.其他", "closed_other"),
    ),
)
PROCESSED = ("(七)总计", "processed_total")
CARRIED_OUT = ("四、结转下年度继续办理", "carried_out")

RESULTS = (
    ("结果\n维持", "upheld"),
    ("结果\n纠正", "corrected"),
    ("其他\n结果", "other"),
    ("尚未\n审结", "pending"),
    ("总计", "total"),
)
PROCEEDINGS = (
    ("行政复议", "review"),
    ("未经复议直接起诉", "litigation_direct"),
    ("复议后起诉", "litigation_after_review"),
)

# Sentences of a report's text that use the words of the form next to numbers that are not its cells.
PROSE = {
    "opening": "本报告按照《政府信息公开条例》编写,数据的统计期限为{year}年1月1日至{year}年12月31日。",
    "overview": "全年办理行政许可77项,受理公开申请88件,其中予以公开66件,不予公开9件,结转下年度继续办理3件。",
    "before_requests": "今年收到的申请较上年增加41件,自然人提出的占9成,总计答复99件。",
    "after_requests": "表中其他处理的申请已全部存档,重复申请不另行登记。",
    "before_proceedings": "全年发生行政复议55件,行政诉讼44件,其中结果维持33件。",
    "problems": "一些栏目更新不够及时,明年将增加2次培训。",
    "others": "本年度没有收取信息处理费。",
}
