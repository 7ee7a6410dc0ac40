/* 数据说明: what the data are, what they cover, which editions of the form there are, and what every figure means. */
"use strict";

gouji.start(async (body) => {
  const { el, number, severity, word } = gouji;
  const { meta } = gouji;
  const form = await gouji.load("form");
  const section = (title, ...content) => el("section", {}, el("h2", {}, title), content);
  const table = (label, heads, lines) => el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": label }, el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, heads.map((text) => el("th", { scope: "col" }, text)))), el("tbody", {}, lines.map((line) => el("tr", {}, line.map((text) => el("td", {}, text)))))));
  const { extracted = 0, rejected = 0, duplicate = 0 } = meta.documents;

  body.replaceChildren(
    section("数据是什么", el("p", {}, "本站数据取自各行政机关依照《中华人民共和国政府信息公开条例》公布的政府信息公开工作年度报告。表二、表三、表四（2018年度及以前为统计表）的数字和正文叙述的数字照录原文件，不作补正；按格式规定的勾稽关系逐项核验，发现的不一致列为问题。"),
      el("p", {}, `数据生成于${meta.built}，共收到文件${number(extracted + rejected + duplicate)}份：已读取${number(extracted)}份，未采用${number(rejected)}份，与其他文件相同${number(duplicate)}份。未采用的文件及其原因见`, gouji.link("存疑与不可判", "doubts"), "。")),
    section("各年度报告和适用格式", table("各年度报告和适用格式", ["年度", "现行报告（份）", "适用格式", "格式依据"],
      [...meta.years].reverse().map((line) => [`${line.year}年${line.is_over ? "" : "（本年度尚未结束）"}`, number(line.reports), line.edition ? `${line.edition}年版` : "没有适用格式", line.basis ?? "—"])),
    el("p", {}, `各版格式的表格：${Object.entries(form.editions).map(([name, { tables }]) => `${name}年版${tables.length ? tables.map((one) => one.name).join("、") : "没有全国统一的表格"}`).join("；")}。`)),
    section("哪些没有核验", el("p", {}, "单元格空白或者不是数字的，不作为0，涉及该单元格的合计列为未能核验；文件不完整、格式版本或者年度不明的，有关规则不作核验；没有上一年度报告的机关，不作跨年核验；没有公布期限的机关（如乡镇街道），不作逾期核验。")),
    section("怎样看严重程度和存疑", el("dl", {},
      el("dt", {}, severity("must")), el("dd", {}, "数字相互矛盾，或者不符合法规、格式的明确规定，应当更正。"),
      el("dt", {}, severity("should")), el("dd", {}, "可能有合理原因，请机关核对；属实的予以更正，有原因的予以说明。"),
      el("dt", {}, severity("must", true)), el("dd", {}, "可能是读取有误，由核验人员先对照原文件核对，不作为机关的问题。"))),
    section("核验结果和处理状态", el("p", {}, "核验结果分为相符、不符、不适用、未能核验。"), el("p", {}, `问题的处理状态分为${Object.values(meta.words.state).join("、")}。`),
      el("p", {}, `数据范围分为${Object.keys(meta.words.coverage).map((code) => word("coverage", code)).join("、")}；政府报告的数字通常含有所属部门的数字，不能直接相加。`)),
    section("指标的定义", table("指标的定义", ["指标", "单位", "定义", "注意事项"], meta.indicators.map((line) => [line.label_zh, line.unit, line.definition_zh, line.caveat_zh ?? ""]))),
  );
});
