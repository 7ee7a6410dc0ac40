/* 机关: an agency over its life: its names, its figures over the years, its reports and what is found in them. */
"use strict";

(() => {
  const { choice, el, link, number, word, severity, year, empty } = gouji;

  gouji.start(async (body) => {
    const id = choice.get("agency");
    gouji.charts.clear();
    if (!id) {
      body.replaceChildren(empty("请在页首按名称或者拼音首字母查找机关。"));
      return;
    }
    const [units, peers] = await Promise.all([Promise.all([id, ...gouji.compare.others()].map(unit)), gouji.figures.usual()]);
    const [own] = units;
    const at = opensOn(own);
    const hasReports = [...own.rows.values()].some((line) => line.report_id);
    document.getElementById("heading").textContent = own.name;
    if (!own.identity) {
      body.replaceChildren(empty("没有这个机关，可能编号有误，或者数据更新后机关已经合并。请在页首按名称查找。"));
      return;
    }
    const piece = hasReports && await gouji.load(`reports/${id.slice(0, 2)}/${id}`);
    body.replaceChildren(identity(own), gouji.compare.bar("agency", units), ...units.map((one) => basis(one, at, units.length > 1)),
      ...gouji.figures.sections(units, peers, at), reports(piece, own), findings(piece));
  });

  /** The year chosen, else the last one of which the agency has a report. */
  function opensOn({ rows }) {
    const lines = [...rows.values()];
    const own = lines.findLast((line) => line.report_id) ?? lines.at(-1);
    const at = Number(choice.get("year") || own?.year || gouji.chosenYear());
    document.getElementById("choice-year").value = at;
    return at;
  }

  /** An agency with the figures of all its years; its peers are those of its type and level. */
  async function unit(id) {
    const of = (lines) => lines.filter((line) => line.agency_id === id);
    const [rows, names] = await Promise.all([gouji.rows("agencies", id.slice(0, 2)), gouji.rows("identities", id.slice(0, 2))].map(async (loaded) => of(await loaded)));
    const last = rows.at(-1);
    const told = last ? `全国${word("level", last.level)}${word("agency_type", last.agency_type)}` : "";
    return { id, name: gouji.agency(names[0]?.name), identity: names[0], rows: new Map(rows.map((line) => [line.year, line])), peers: `${last?.agency_type}-${last?.level}`, told, reasons: "change_reason" };
  }

  function identity({ identity: one }) {
    const region = gouji.regions.get(one.region_id);
    const lines = [
      ["类型", word("agency_type", one.agency_type) || "不明"],
      ["所在地区", region ? link(region.full, "region", { region: region.code, compare: "" }) : "不能确定"],
      ["上级机关", one.parent_agency_id ? link(one.parent, "agency", { agency: one.parent_agency_id, compare: "" }) : "不明，或者没有收到上级机关的报告"],
      ["历年名称", one.name_history],
      ...(one.is_doubtful ? [["存疑", "该机关可能与另一个机关是同一个，尚未确定"]] : []),
    ];
    return el("dl", { class: "basis" }, lines.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
  }

  /** Whether the agency filed for the year, and whose figures its report gives. */
  function basis({ name, rows }, at, several) {
    const line = rows.get(at);
    const who = several ? `${name}：` : "";
    if (gouji.standing(rows, at, [...rows.values()].at(-1)?.deadline) === "not_due") return empty(`${who}${year(at)}度：${word("status", "not_due")}。`);
    if (!line) return empty(`${who}${year(at)}度没有报告，也不是应报告机关。${rows.size ? `有记录的年度：${[...rows.keys()].map(year).join("、")}。` : ""}`);
    const late = line.status === "late" ? `，逾期${number(line.days_late)}天` : "";
    return el("p", {}, who, `${year(at)}度：${gouji.judgedIn(line)}${late}。`,
      line.report_id ? `数字的范围：${word("coverage", line.coverage)}（${word("confidence", line.coverage_confidence)}）；表格完整率${gouji.percent(line.share_complete)}，规则可判定比例${gouji.percent(line.share_assessed)}。` : "没有可以显示的数字。");
  }

  /** Every report with its versions, the newest first. */
  function reports(piece, { id }) {
    const head = el("h2", {}, "年度报告和版本");
    if (!piece) return el("section", {}, head, empty("没有收到该机关的年度报告。"));
    return el("section", {}, head, gouji.table({ label: "年度报告和版本", stacked: true, rows: piece.reports, columns: [
      { title: "年度", head: true, show: (report) => link(year(report.year), "report", { report: report.id, agency: id }) },
      { title: "版本", show: (report) => (report.version ? `第${number(report.version)}版${report.is_current ? "（现行）" : ""}` : "—") },
      { title: "标题", show: (report) => report.title ?? "（未见标题）" },
      { title: "公布日期", show: (report) => (report.published_on ? gouji.day(report.published_on) : "未注明") },
      { title: "来源", show: (report) => (report.address ? [gouji.web(report.address, "原网页"), report.fetched_at && el("small", {}, `（${gouji.moment(report.fetched_at)}取得）`)].filter(Boolean) : "—") },
      ...["must", "should"].map((code) => ({ title: word("severity", code), align: "right", show: (report) => number(held(report).filter((one) => one.severity === code).length) })),
    ] }));
  }

  /** The matters of a report, whatever has been decided on them; doubts about the reading are elsewhere. */
  function held({ id, findings: all }) {
    const lines = all.map((finding) => ({ ...finding, finding_id: finding.id, matter_id: finding.matter, report_id: id }));
    return gouji.matter.grouped(lines.filter((finding) => !finding.is_doubtful));
  }

  function findings(piece) {
    const current = (piece ? piece.reports : []).filter((report) => report.is_current);
    const lines = current.flatMap((report) => held(report).map((finding) => ({ report, finding })));
    const head = el("h2", {}, "历年问题");
    if (!lines.length) return el("section", {}, head, empty(current.length ? "现行版本的报告没有发现问题。" : "没有报告，不作核验。"));
    return el("section", {}, head, gouji.table({ label: "历年问题", stacked: true, rows: lines, columns: [
      { title: "年度", show: ({ report }) => year(report.year) },
      { title: "严重程度", show: ({ finding }) => severity(finding.severity) },
      { title: "问题", head: true, show: ({ report, finding }) => link(finding.failure, "report", { report: report.id, cell: finding.id }) },
      { title: "核验", show: ({ finding }) => finding.message },
      { title: "处理状态", show: ({ finding }) => gouji.matter.standing(finding) },
    ] }));
  }
})();
