/* 问题清单: one line for each matter, the most serious first; doubts about our own reading are on another page. */
"use strict";

gouji.start(async (body) => {
  const { choice, el, word, severity, agency, year, number, within } = gouji;
  const chosen = { year: gouji.chosenYear(), ...Object.fromEntries(["region", "level", "kind", "severity"].map((name) => [name, choice.get(name)])) };
  const province = chosen.region && gouji.provinceOf(chosen.region);
  const keys = gouji.keys("findings", (key) => key === `${chosen.year}-${province}` || (!province && key.startsWith(`${chosen.year}-`)));
  const found = (await Promise.all(keys.map((key) => gouji.rows("findings", key)))).flat();
  const wanted = found.filter((line) => !line.is_doubtful && within(line.region_id, chosen.region)
    && (!chosen.level || line.level === chosen.level) && (!chosen.kind || line.agency_type === chosen.kind)
    && (!chosen.severity || line.severity === chosen.severity));
  const matters = [...new Map(wanted.map((line) => [line.matter_id, line])).values()];
  body.replaceChildren();
  if (!matters.length) {
    body.append(gouji.empty(found.length ? "所选范围内没有发现问题。" : `没有${year(chosen.year)}度的年度报告问题。`));
    return;
  }
  gouji.list(body, {
    label: "问题清单",
    file: `问题清单-${chosen.year}`,
    rows: matters,
    open: gouji.matter.open,
    columns: [
      { name: "severity", title: "严重程度", width: 110, text: (line) => word("severity", line.severity), show: (line) => severity(line.severity) },
      { name: "agency", title: "机关", grow: 2, text: (line) => agency(line.agency) },
      { name: "failure", title: "问题", grow: 2, show: (line) => el("button", { type: "button", class: "plain", onclick: () => gouji.matter.open(line) }, line.failure) },
      { name: "place", title: "位置", grow: 3, text: gouji.matter.place },
      { name: "reported", title: "填报数", width: 90, align: "right", show: (line) => number(line.reported) },
      { name: "computed", title: "应为（计算）", width: 110, align: "right", show: (line) => number(line.computed) },
      { name: "state", title: "处理状态", width: 100, text: (line) => word("state", line.state) },
      { name: "first_seen", title: "首次发现", width: 110, hidden: true },
      { name: "finding_id", title: "编号", width: 160, hidden: true },
    ],
  });
});
