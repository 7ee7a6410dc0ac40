/* 公布情况: what became of the report of every agency and year, how many of each, and who has not filed. */
"use strict";

gouji.start(async (body) => {
  const { choice, el, link, word, agency, number } = gouji;
  const SHAPES = { filed: "●", late: "◐", missing: "✕", unreadable: "▤", not_due: "○", open: "？" };
  const name = (code) => word("status", code);
  const codes = Object.keys(SHAPES);
  const rows = (await load()).filter(gouji.inRange());
  body.replaceChildren();
  if (!rows.length) {
    body.append(gouji.empty("所选范围内没有应当公布年度报告的机关。没有应报告机关名单时，只有已经公布过年度报告的机关列为应报告机关。"));
    return;
  }
  const years = [...new Set(rows.flatMap((row) => [...row.status.keys()]))].sort();
  body.append(el("p", { class: "lead" }, `截至${day()}，${sentence(years.at(-1))}`), summary(), reasons());
  const place = el("section", { id: "bodies" });
  body.append(place);
  matrix();

  async function load() {
    const region = choice.get("region");
    const keys = gouji.keys("filing", (key) => !region || key === gouji.provinceOf(region));
    const lines = (await Promise.all(keys.map((key) => gouji.rows("filing", key)))).flat();
    return lines.map((line) => ({ ...line, status: statuses(line) }));
  }

  function statuses({ years: known, deadline }) {
    const of = new Map(known.map(([year, status, reason]) => [year, { status, reason }]));
    const told = gouji.meta.years.map(({ year }) => [year, { code: gouji.standing(of, year, deadline), reason: of.get(year)?.reason }]);
    return new Map(told.filter(([, { code }]) => code));
  }

  function day() {
    const [year, month, date] = gouji.meta.day.split("-").map(Number);
    return `${year}年${month}月${date}日`;
  }

  function count(year, code) {
    return rows.filter((row) => row.status.get(year)?.code === code).length;
  }

  function expected(year) {
    return rows.filter((row) => row.status.has(year)).length - count(year, "not_due");
  }

  function sentence(year) {
    const counts = codes.map((code) => [code, count(year, code)]).filter(([code, size]) => size && code !== "filed" && code !== "late");
    const published = count(year, "filed") + count(year, "late");
    const late = count(year, "late");
    return `${year}年度：应报告${number(expected(year))}家，已公布${number(published)}家${late ? `（其中逾期${number(late)}家）` : ""}${counts.map(([code, size]) => `，${code === "not_due" ? "另有" : ""}${name(code)}${number(size)}家`).join("")}。`;
  }

  /** A line for each year: how many there are of each status; a figure leads to the bodies that it counts. */
  function summary() {
    const used = codes.filter((code) => years.some((year) => count(year, code)));
    const figure = (year, code) => {
      const size = count(year, code);
      return el("td", { class: "right" }, size ? el("button", { type: "button", class: "plain", onclick: () => pick(year, code), "aria-label": `${year}年度${name(code)}${size}家，列出` }, number(size)) : "0");
    };
    return el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "各年度公布情况" }, el("table", { class: "plain counts" },
      el("caption", {}, "各年度公布情况（家）", el("span", { class: "hint" }, "，点击数字列出有关机关")),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "年度"), el("th", { scope: "col", class: "right" }, "应报告"), used.map((code) => el("th", { scope: "col", class: "right" }, mark(code))))),
      el("tbody", {}, [...years].reverse().map((year) => el("tr", {}, el("th", { scope: "row" }, `${year}年`),
        el("td", { class: "right" }, number(expected(year))), used.map((code) => figure(year, code)))))));
  }

  function mark(code) {
    return el("span", { class: `status ${code}` }, el("span", { "aria-hidden": "true" }, SHAPES[code]), ` ${name(code)}`);
  }

  /** Why nothing can be said of some bodies. */
  function reasons() {
    const found = new Map();
    for (const row of rows) for (const { code, reason } of row.status.values()) if (code === "open" || code === "unreadable") found.set(reason, (found.get(reason) ?? 0) + 1);
    if (!found.size) return "";
    return el("p", { class: "quiet" }, "尚不能判断或者无法读取的原因：", [...found].map(([reason, size]) => `${word("reason", reason)}（${number(size)}家次）`).join("；"), "。");
  }

  function pick(year, status) {
    choice.set({ of: year, status, find: "" });
    matrix();
    place.scrollIntoView({ block: "start" });
    place.querySelector("h2").focus({ preventScroll: true });
  }

  /** The bodies that have the status asked for, in the year asked for or in any. */
  function wanted() {
    const status = choice.get("status");
    const year = Number(choice.get("of"));
    return rows.filter((row) => (!status && !year) || (year ? row.status.has(year) && (!status || row.status.get(year).code === status) : [...row.status.values()].some(({ code }) => code === status)));
  }

  function select(parameter, label, options) {
    return el("label", {}, el("span", {}, label), el("select", { onchange: (event) => { choice.set({ [parameter]: event.target.value }); matrix(); place.querySelectorAll("select")[parameter === "of" ? 0 : 1].focus(); } },
      el("option", { value: "" }, "全部"), options.map(([value, text]) => el("option", { value, selected: String(value) === choice.get(parameter) }, text))));
  }

  function matrix() {
    const shown = wanted();
    const of = choice.get("of");
    const title = choice.get("status") ? `${of ? `${of}年度` : ""}${name(choice.get("status"))}的机关` : "各机关公布情况";
    place.replaceChildren(el("h2", { tabindex: "-1" }, title));
    const before = [select("of", "公布年度", [...years].reverse().map((year) => [year, `${year}年`])), select("status", "公布状态", codes.map((code) => [code, name(code)]))];
    if (!shown.length) {
      place.append(el("div", { class: "bar" }, before), gouji.empty(`没有${title}。`));
      return;
    }
    gouji.list(place, {
      name: "filing", label: title, file: `公布情况-${gouji.meta.day}`, rows: shown, before,
      columns: [
        { name: "agency", title: "机关", grow: 3, text: (row) => agency(row.agency), show: (row) => link(agency(row.agency), "agency", { agency: row.agency_id }) },
        { name: "region", title: "地区", grow: 2, text: (row) => gouji.regions.get(row.region_id)?.full ?? "地区不明" },
        { name: "agency_type", title: "机关类型", width: 120, text: (row) => word("agency_type", row.agency_type), hidden: years.length > 5 },
        ...years.map((year) => ({ name: `y${year}`, title: `${year}年`, width: 120, text: (row) => said(row.status.get(year)), show: (row) => cell(row, year) })),
      ],
    });
  }

  function said(found) {
    if (!found) return "";
    return found.reason ? `${name(found.code)}：${word("reason", found.reason)}` : name(found.code);
  }

  function cell(row, year) {
    const found = row.status.get(year);
    if (!found) return el("span", { class: "quiet" }, "—");
    if (found.code === "filed" || found.code === "late") return link(mark(found.code), "report", { agency: row.agency_id, year, report: "" });
    const shown = mark(found.code);
    if (found.reason) shown.title = word("reason", found.reason);
    return shown;
  }
});
