/* 地区: the figures of a region over the years, what they rest on, its bodies and the regions below it. */
"use strict";

(() => {
  const { choice, el, link, number, signed, word, year, empty } = gouji;

  gouji.start(async (body) => {
    const at = Number(gouji.chosenYear());
    const id = choice.get("region");
    gouji.charts.clear();
    heading(id);
    if (!id) {
      body.replaceChildren(el("p", {}, "请在上面选择地区，或者在页首查找；下面是各省级地区。"), await children("all", at));
      return;
    }
    const [units, peers, bodies] = await Promise.all([Promise.all([id, ...gouji.compare.others()].map(unit)), gouji.figures.usual(), gouji.rows("bodies", id)]);
    const [own] = units;
    const below = await children(id, at);
    body.replaceChildren(path(id), gouji.compare.bar("region", units), ...units.map((one) => basis(one, at, units.length > 1)),
      ...gouji.figures.sections(units, peers, at), ...both(own), agencies(own, bodies, at), below);
  });

  function heading(id) {
    document.getElementById("heading").textContent = gouji.regions.get(id)?.full ?? (id ? `没有代码为${id}的地区` : "地区");
  }

  /** A region with the figures of all its years. */
  async function unit(id) {
    const region = gouji.regions.get(id);
    const rows = (await gouji.rows("regions", region?.parent ?? "all")).filter((line) => line.region_id === id);
    const level = word("level", region?.level);
    return { id, name: region?.name ?? id, rows: new Map(rows.map((line) => [line.year, line])), peers: region?.level, told: `全国${level}地区`, reasons: "region_change_reason" };
  }

  function path(id) {
    const regions = [];
    for (let code = id; gouji.regions.has(code); code = gouji.regions.get(code).parent) regions.unshift(gouji.regions.get(code));
    return el("ol", { class: "above", "aria-label": "上级地区" }, el("li", {}, link("全国", "region", { region: "", compare: "" })),
      regions.map(({ code, name }) => el("li", {}, code === id ? el("span", { "aria-current": "true" }, name) : link(name, "region", { region: code, compare: "" }))));
  }

  /** What the figures of a year rest on, in words; or why there are none. */
  function basis({ name, rows }, at, several) {
    const line = rows.get(at);
    const who = several ? `${name}：` : "";
    if (!line) {
      const others = [...rows.keys()].sort();
      return empty(`${who}没有${year(at)}度的数据：没有收到本地区各机关和下级地区该年度的报告，也没有列入名单的应报告机关。`, others.length ? `有数据的年度：${others.map(year).join("、")}。` : "");
    }
    const told = line.basis ? `${year(at)}度数据依据：${word("basis", line.basis)}。${rests(line)}` : `没有${year(at)}度的数字：${word("null_reason", line.null_reason)}。`;
    return el("div", { class: "basis" }, el("p", {}, who, told), el("p", {}, filed(line)), cautions(line).map((text) => el("p", { class: "caution" }, text)));
  }

  const rests = (line) => ({
    report: `取自本级政府的报告，数字的范围：${word("coverage", line.coverage)}（${word("confidence", line.coverage_confidence)}）。`,
    bodies: `由本级各机关的${number(line.reports_counted)}份报告相加。`,
    lower: `由下级地区和本级各机关的${number(line.reports_counted)}份报告相加；下级地区${number(line.regions_expected)}个，有数据的${number(line.regions_there)}个。`,
  })[line.basis];

  const filed = (line) => (line.bodies_expected
    ? `本级应报告机关${number(line.bodies_expected)}家：有报告的${number(line.bodies_there)}家，报告未能读取的${number(line.bodies_unreadable)}家，没有报告的${number(line.bodies_missing)}家。`
    : "本级没有已知的应报告机关。");

  function cautions(line) {
    if (!line.basis || line.basis === "report") return [];
    const lacking = [
      line.bodies_there < line.bodies_expected && "本级有机关没有报告",
      line.basis === "lower" && line.regions_there < line.regions_expected && "下级地区不齐全",
      line.reports_incomplete > 0 && `有${number(line.reports_incomplete)}份报告缺少格式所列的部分数字`,
    ].filter(Boolean);
    return lacking.length ? [`${lacking.join("，")}，部分合计数偏小，不宜与其他地区比较。`] : [];
  }

  /** Where the government's own report and the sum of the others are both there: the two, and what lies between them. */
  function both({ name, rows }) {
    const lines = [...rows.values()].filter((line) => line.received_difference !== null || line.processed_difference !== null).sort((a, b) => a.year - b.year);
    if (!lines.length) return [];
    const column = (title, name, show = number) => ({ title, align: "right", show: (line) => show(line[name]) });
    const difference = (value) => (value === null ? "—" : signed(value));
    return [el("section", {}, el("h2", {}, `${name}政府报告与各机关合计`), gouji.table({ label: "政府报告与各机关合计", rows: lines, columns: [
      { title: "年度", head: true, show: (line) => year(line.year) },
      column("新收申请：政府报告", "received_reported"), column("各机关合计", "received_summed"), column("差额", "received_difference", difference),
      column("办理总计：政府报告", "processed_reported"), column("各机关合计", "processed_summed"), column("差额", "processed_difference", difference),
    ] }), el("p", { class: "note" }, "各机关合计为本级各机关和下级地区有数字的报告之和，不齐全的偏小；差额为政府报告所列减去合计。"))];
  }

  /** The bodies of the region itself: whether they filed for the year, and what is found. */
  function agencies({ name }, all, at) {
    const lines = all.filter((line) => line.year === at);
    const head = el("h2", {}, `${name}本级机关（${year(at)}度）`);
    if (!lines.length) return el("section", {}, head, empty(`没有${year(at)}度有报告或者应当报告的本级机关。`));
    return el("section", {}, head, gouji.table({ label: "本级机关", stacked: true, rows: lines, columns: [
      { title: "机关", head: true, show: (line) => link(line.agency, "agency", { agency: line.agency_id, compare: "" }) },
      { title: "类型", show: (line) => word("agency_type", line.agency_type) },
      { title: "公布情况", show: (line) => status(line) },
      { title: "新收申请（件）", align: "right", show: (line) => number(line.received) },
      ...["must", "should"].map((code) => ({ title: word("severity", code), align: "right", show: (line) => number(line[code]) })),
      { title: "年报", show: (line) => (line.report_id ? link("查看", "report", { report: line.report_id, agency: line.agency_id }, { "aria-label": `查看${line.agency}的年报` }) : "—") },
    ] }));
  }

  const status = (line) => `${gouji.judgedIn(line)}${line.status === "late" ? `${number(line.days_late)}天` : ""}`;

  async function children(parent, at) {
    const head = el("h2", {}, `${gouji.regions.get(parent)?.name ?? "全国"}下级地区（${year(at)}度）`);
    const below = [...gouji.regions.values()].filter((region) => (region.parent ?? "all") === parent);
    if (!below.length) return el("section", {}, head, empty("本地区没有下级地区。"));
    const rows = new Map((await gouji.rows("regions", parent)).filter((line) => line.year === at).map((line) => [line.region_id, line]));
    const figure = (code) => ({ title: gouji.figures.indicator(code).label_zh, align: "right", show: ({ code: id }) => gouji.figures.shown(rows.get(id), gouji.figures.indicator(code)) });
    const there = below.filter(({ code }) => rows.has(code));
    const absent = below.length - there.length;
    return el("section", {}, head, there.length ? gouji.table({ label: "下级地区", stacked: true, rows: there, columns: [
      { title: "地区", head: true, show: ({ code, name }) => link(name, "region", { region: code, compare: "" }) },
      { title: "数据依据", show: ({ code }) => word("basis", rows.get(code).basis) || word("null_reason", rows.get(code).null_reason) },
      { title: "计入报告（份）", align: "right", show: ({ code }) => number(rows.get(code).reports_counted) },
      figure("received"), figure("processed"), figure("share_granted"), figure("share_denied"), figure("reviews"), figure("litigations"),
    ] }) : null, absent ? el("p", { class: "note" }, `${there.length ? "其余" : ""}${number(absent)}个地区没有${year(at)}度的数据。`) : null);
  }
})();
