/* 总览: the few figures that matter, what needs a decision, where findings are many, how it went over the years. */
"use strict";

(() => {
  const { choice, el, link, number, signed, word, severity, year, empty } = gouji;
  // A region is ranked, and its tile is coloured in earnest, only where this many reports stand behind it.
  const RANKED = 5;
  const LISTED = 10;
  const SEVERITIES = ["must", "should"];

  const chosen = () => ({ year: Number(gouji.chosenYear()), ...Object.fromEntries(["region", "level", "kind", "severity"].map((name) => [name, choice.get(name)])) });
  const fits = (line, { region, level, kind }) => (!level || line.level === level) && (!kind || line.agency_type === kind) && gouji.within(line.region_id, region);
  const sum = (lines, name) => lines.reduce((total, line) => total + line[name], 0);
  const wanted = ({ severity: only }) => SEVERITIES.filter((code) => !only || code === only);
  const found = (lines, range, what = "") => wanted(range).reduce((total, code) => total + sum(lines, `${code}${what}`), 0);

  /** Findings of reports for each report assessed; null where none is. */
  function ratio(lines, range) {
    const reports = sum(lines, "reports");
    return reports ? found(lines, range, "_in_reports") / reports : null;
  }

  gouji.start(async (body) => {
    const range = chosen();
    const province = range.region && gouji.provinceOf(range.region);
    const above = gouji.regions.get(range.region)?.parent ?? "all";
    const [counts, figures] = await Promise.all([gouji.rows("counts", province || "all"), gouji.rows("regions", range.region ? above : "all")]);
    const lines = counts.filter((line) => fits(line, range));
    gouji.charts.clear();
    document.getElementById("heading").textContent = `${gouji.regions.get(range.region)?.full ?? "全国"} ${year(range.year)}度总览`;
    if (!lines.length) {
      body.replaceChildren(empty("所选范围内没有应报告的机关，也没有年度报告。请另选地区、层级或者机关类型。"));
      return;
    }
    body.replaceChildren(cards(lines, figures, range), pending(lines, range), places(lines, range),
      el("div", { class: "halves" }, trend(lines, range), news(lines.filter((line) => line.year === range.year), range)));
  });

  /* The few figures that matter. */

  function cards(lines, figures, range) {
    const now = lines.filter((line) => line.year === range.year);
    const last = lines.filter((line) => line.year === range.year - 1);
    const card = (label, name, target, ...more) => figure(label, sum(now, name), last.length ? sum(last, name) : null, target, more);
    const filing = (status) => ["filing", { of: range.year, status }];
    const list = [
      card("应报告（家）", "expected", filing("")),
      card("已公布（家）", "filed", filing(""), `其中逾期${number(sum(now, "late"))}家`),
      card("未公布（家）", "missing", filing("missing")),
      card("尚不能判断（家）", "undecided", filing("open"), ...(sum(now, "unreadable") ? [`另有报告未能读取的${number(sum(now, "unreadable"))}家`] : [])),
      ...wanted(range).map((code) => card(severity(code), code, ["findings", { severity: code }], `其中待处理${number(sum(now, `${code}_open`))}项${unfounded(now, code)}`)),
      received(figures, range),
    ];
    return el("section", { "aria-label": "主要数字" }, el("ul", { class: "cards" }, list), doubts(now), now.length ? null : empty(`所选范围内没有${year(range.year)}度的报告，也没有应报告机关。`));
  }

  function unfounded(now, code) {
    const size = sum(now, `${code}_unfounded`);
    return size ? `，${word("state", "unfounded")}${number(size)}项` : "";
  }

  function doubts(now) {
    const doubted = sum(now, "doubtful");
    return doubted ? el("p", { class: "note" }, `另有存疑${number(doubted)}项，可能是读取有误，不计入以上数字，见`, link("存疑与不可判", "doubts", {}), "。") : null;
  }

  function figure(label, value, before, target, more) {
    const change = before === null ? "上年没有数据" : value === before ? "与上年持平" : `比上年${value > before ? "增加" : "减少"}${number(Math.abs(value - before))}`;
    return el("li", {}, el("span", { class: "label" }, label), link(number(value), ...target, { class: "value" }), el("span", { class: "change" }, change), more.map((text) => el("span", { class: "more" }, text)));
  }

  const same = (one, other) => one.map((line) => line.region_id).sort().join() === other.map((line) => line.region_id).sort().join();

  /** 新收申请 is a figure of regions, whatever level or type of agency is chosen. */
  function received(figures, range) {
    const of = (at) => figures.filter((line) => line.year === at && line.received !== null && (!range.region || line.region_id === range.region));
    const [now, last] = [of(range.year), of(range.year - 1)];
    const total = (lines) => lines.reduce((all, line) => all + line.received, 0);
    if (!now.length) return el("li", {}, el("span", { class: "label" }, "新收申请"), el("span", { class: "value" }, "—"), el("span", { class: "change" }, "本年度没有数据"));
    const isComparable = range.region ? now[0].received_change !== null : same(now, last) && now.every((line) => line.received_change !== null);
    const basis = range.region ? `数据依据：${word("basis", now[0].basis)}` : `${number(now.length)}个省级地区之和`;
    const card = figure("新收申请（件）", total(now), isComparable && last.length ? total(last) : null, ["region", {}], [basis, ...(range.level || range.kind ? ["不按层级、机关类型区分"] : [])]);
    if (last.length && !isComparable) card.querySelector(".change").textContent = range.region ? word("region_change_reason", now[0].change_reason) : "各省级地区的数据与上年口径不尽相同，不作比较";
    return card;
  }

  /* What needs a decision. */

  function pending(lines, range) {
    const place = el("div", {}, el("p", { class: "note" }, "正在读取…"));
    fill(place, range, found(lines.filter((line) => line.year === range.year), range, "_open"));
    return el("section", {}, el("h2", {}, "需要处理"), place);
  }

  async function fill(place, range, total) {
    const province = range.region && gouji.provinceOf(range.region);
    const loaded = await (province ? gouji.rows("findings", `${range.year}-${province}`) : gouji.rows("pending", String(range.year)));
    const matters = gouji.matter.grouped(loaded.filter((line) => fits(line, range)))
      .filter((line) => line.state === "open" && wanted(range).includes(line.severity)).sort(order);
    if (!matters.length) {
      place.replaceChildren(empty("所选范围内没有待处理的问题。"));
      return;
    }
    place.replaceChildren(el("p", { class: "note" }, `待处理${number(total)}项${matters.length > LISTED ? `，先列${LISTED}项` : ""}：必须更正的在前，新发现的在前。`), gouji.table({ label: "需要处理的问题", stacked: true, rows: matters.slice(0, LISTED), columns: [
      { title: "严重程度", show: (line) => severity(line.severity) },
      { title: "机关", head: true, show: (line) => link(gouji.agency(line.agency), "agency", { agency: line.agency_id }) },
      { title: "问题", show: problem },
      { title: "位置", show: (line) => (line.report_id ? gouji.matter.place(line) : "—") },
      { title: "填报数", align: "right", show: (line) => number(line.reported) },
      { title: "应为（计算）", align: "right", show: (line) => number(line.computed) },
    ] }), el("p", {}, link("在问题清单中查看全部", "findings", {})));
  }

  const LEVELS = ["province", "prefecture", "county"];
  /** The most serious first, then the newest, then governments and higher levels. */
  function order(a, b) {
    const rank = ({ severity: code, report_id: report, agency_type: kind, level }) => [SEVERITIES.indexOf(code), Number(!report), Number(kind !== "government"), LEVELS.indexOf(level)];
    const [one, other] = [rank(a), rank(b)];
    return one[0] - other[0] || one[1] - other[1] || String(b.first_seen).localeCompare(String(a.first_seen)) || one[2] - other[2] || one[3] - other[3]
      || a.agency.localeCompare(b.agency, "zh-CN");
  }

  const problem = (line) => (line.report_id
    ? link(line.failure, "report", { report: line.report_id, agency: line.agency_id, cell: line.finding_id })
    : link(line.failure, "findings", { finding: line.finding_id }));

  /* Where findings are many. */

  function places(lines, range) {
    const now = lines.filter((line) => line.year === range.year);
    const below = [...gouji.regions.values()].filter(({ parent }) => (parent ?? "") === range.region);
    if (!below.length) {
      return el("section", {}, el("h2", {}, "各地区"), empty("本地区没有下级地区。", link("查看本地区各机关", "region", {})));
    }
    const groups = new Map(below.map(({ code }) => [code, now.filter((line) => gouji.within(line.region_id, code))]));
    const tiles = below.map((region) => ({ region, ...judged(region, groups.get(region.code), range) }));
    return el("div", { class: "halves" },
      el("section", {}, el("h2", {}, "各地区每份报告的问题数"), gouji.tiles.tiles(tiles, !range.region), rest(now, range)),
      el("section", {}, el("h2", {}, "排名"), ranking(tiles, range)));
  }

  function judged({ name }, lines, range) {
    const value = ratio(lines, range);
    const reports = sum(lines, "reports");
    const told = reports ? `${name}：已核验报告${number(reports)}份，问题${number(found(lines, range, "_in_reports"))}项，平均每份${number(value)}项` : `${name}：没有已核验的报告`;
    return { ratio: value, reports, told };
  }

  /** What no tile shows: bodies of the region itself, and agencies of which nobody knows where they are. */
  function rest(now, range) {
    const own = now.filter((line) => (range.region ? line.region_id === range.region : !line.region_id));
    const told = judged({ name: range.region ? "本级机关" : "所在地区不明的机关" }, own, range).told;
    return own.length ? el("p", { class: "note" }, `${told}，不在格内。`) : null;
  }

  function ranking(tiles, range) {
    const ranked = tiles.filter(({ reports }) => reports >= RANKED).sort((a, b) => b.ratio - a.ratio).slice(0, LISTED);
    const small = tiles.filter(({ reports }) => reports && reports < RANKED).length;
    const left = small ? `已核验报告不足${RANKED}份的${number(small)}个地区不参加排名。` : "";
    if (ranked.length < 2) return empty(`能够排名的地区不足两个，不作排名。${left}`);
    return [gouji.table({ label: "每份报告的问题数排名", rows: ranked, columns: [
      { title: "名次", align: "right", show: (line) => number(1 + ranked.filter((other) => other.ratio > line.ratio).length) },
      { title: "地区", head: true, show: ({ region }) => link(region.name, "region", { region: region.code }) },
      { title: "已核验报告（份）", align: "right", show: ({ reports }) => number(reports) },
      { title: "每份报告的问题数", align: "right", show: (line) => line.ratio.toFixed(2) },
    ] }), el("p", { class: "note" }, `按每份报告的问题数由多到少，列前${number(ranked.length)}名。${left}`)];
  }

  /* Over the years, and since the last run. */

  function trend(lines, range) {
    const known = lines.map((line) => line.year).filter(Boolean);
    const years = Array.from({ length: Math.max(...known) - Math.min(...known) + 1 }, (_, at) => Math.min(...known) + at);
    const of = (at) => lines.filter((line) => line.year === at);
    return el("section", {}, el("h2", {}, "历年变化"), gouji.charts.figure({
      kind: "lines", title: "每份报告的问题数", unit: "项", categories: years.map((at) => `${at}年`),
      series: wanted(range).map((code) => ({
        name: word("severity", code),
        values: years.map((at) => rounded(ratio(of(at), { severity: code }))),
        small: years.map((at) => sum(of(at), "reports") < RANKED),
      })),
      note: `空心点：已核验报告不足${RANKED}份，不宜比较。`,
    }));
  }

  const rounded = (value) => (value === null ? null : Math.round(value * 100) / 100);

  function news(now, range) {
    const { first, last } = gouji.meta.builds;
    const head = el("h2", {}, "最近一次更新");
    if (!last || first === last) return el("section", {}, head, empty("这是第一次生成，没有上一次可以比较。以后每次更新，新发现的和已经消除的问题列在这里。"));
    const lines = SEVERITIES.filter((code) => wanted(range).includes(code)).map((code) => ({ code, fresh: sum(now, `${code}_new`), gone: sum(now, `${code}_gone`) }));
    return el("section", {}, head, el("p", {}, `${gouji.day(last)}更新后，与上一次相比：`), gouji.table({ label: "与上一次更新相比", rows: lines, columns: [
      { title: "严重程度", head: true, show: ({ code }) => severity(code) },
      { title: "新发现（项）", align: "right", show: ({ code, fresh }) => (fresh ? link(signed(fresh), "findings", { severity: code, find: last }) : "0") },
      { title: "不再存在（条）", align: "right", show: ({ code, gone }) => (gone ? link(`−${number(gone)}`, "corrections", { severity: code }) : "0") },
    ] }));
  }
})();
