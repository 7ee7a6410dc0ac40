/* 更正记录: what later versions have corrected, the versions themselves, and findings of earlier builds that are gone. */
"use strict";

gouji.start(async (body) => {
  const { el, link, word, agency, year, number, severity } = gouji;
  const inYear = gouji.chosenYear();
  const lists = await Promise.all(["corrected", "versions", "gone"].map((kind) => gouji.rows(kind, inYear)));
  const [corrected, versions, gone] = lists.map((rows) => rows.filter(gouji.inRange()));
  const report = (id, owner, text) => (id ? link(text, "report", { report: id, agency: owner }) : text);
  const agencyColumn = { name: "agency", title: "机关", grow: 2, text: (line) => agency(line.agency), show: (line) => report(line.report_id, line.agency_id, agency(line.agency)) };
  const severityColumn = { name: "severity", title: "严重程度", width: 130, text: (line) => word("severity", line.severity), show: (line) => severity(line.severity) };
  body.replaceChildren();

  section("已更正的问题", corrected, `没有在后一版本中更正的${year(inYear)}度报告问题。`, {
    name: "corrected", columns: [
      severityColumn, agencyColumn,
      { name: "failure", title: "问题", grow: 2 },
      { name: "place", title: "位置", grow: 2, text: gouji.matter.place },
      { name: "message", title: "更正前", grow: 3 },
      { name: "corrected_in", title: "更正版本", grow: 2, show: (line) => report(line.corrected_by, line.agency_id, line.corrected_in) },
    ],
  });
  section("重新公布的报告", versions, `${year(inYear)}度没有重新公布的报告。`, {
    name: "versions", columns: [
      agencyColumn,
      { name: "version_number", title: "版本", width: 100, text: (line) => `第${line.version_number}版` },
      { name: "is_current", title: "现行", width: 80, text: (line) => (line.is_current ? "现行" : "已替代") },
      { name: "published_on", title: "公布日期", width: 120, text: (line) => line.published_on ?? "未注明" },
      { name: "cells_revised", title: "改动的单元格", width: 110, align: "right", show: (line) => number(line.cells_revised) },
      { name: "findings_mended", title: "已更正的问题", width: 110, align: "right", show: (line) => number(line.findings_mended) },
      { name: "findings_brought", title: "新出现的问题", width: 110, align: "right", show: (line) => number(line.findings_brought) },
      { name: "document", title: "文件", grow: 2, hidden: true },
    ],
  });
  section("不再存在的问题", gone, `以往发现的${year(inYear)}度报告问题都仍在问题清单或者更正记录中。`, {
    name: "gone", columns: [
      severityColumn, agencyColumn,
      { name: "failure", title: "问题", grow: 2 },
      { name: "message", title: "当时的核验情况", grow: 3 },
      { name: "gone_because", title: "不再存在的原因", grow: 3, text: (line) => word("gone_because", line.gone_because) },
      { name: "gone_since", title: "自何日起", width: 120 },
      { name: "first_seen", title: "首次发现", width: 120, hidden: true },
    ],
  });

  function section(title, rows, nothing, options) {
    const place = el("section", {}, el("h2", {}, title));
    body.append(place);
    if (rows.length) gouji.list(place, { label: title, find: `find-${options.name}`, file: `${title}-${inYear}`, rows, ...options });
    else place.append(gouji.empty(nothing));
  }
});
