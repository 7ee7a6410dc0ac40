/* Where a report comes from: its file, its versions, what its identity rests on, and what reading it gave rise to. */
"use strict";

gouji.sources = (() => {
  const { el, link, number, word } = gouji;

  /** The file that a report was read from: a link where one works from this page, otherwise its path. */
  function original(document) {
    if (/^https?:\/\//i.test(document)) return gouji.web(document);
    const parts = document.split("/");
    const inFolder = gouji.meta.originals && location.protocol === "file:" && !document.includes("!/") && !document.startsWith("/") && !parts.includes("..");
    if (!inFolder) return el("span", { class: "path" }, document);
    return el("a", { href: [gouji.meta.originals, ...parts.map(encodeURIComponent)].join("/"), target: "_blank" }, document);
  }

  /** Where a report was fetched, and when, in China's time. */
  const published = ({ address, fetched_at: fetched }) =>
    [address && gouji.web(address), fetched && el("small", {}, `（${gouji.moment(fetched)}取得）`)].filter(Boolean);

  /** 版本: every version of the year, and what the one shown changed. */
  function versions(report, all) {
    const same = all.filter((one) => one.year === report.year).sort((a, b) => (a.version ?? 0) - (b.version ?? 0));
    if (same.length < 2) return gouji.empty("只有一个版本。");
    const table = el("table", { class: "plain" }, el("thead", {}, row("th", ["版本", "公布日期", "改动的单元格", "已更正的问题", "新出现的问题", "文件"])),
      el("tbody", {}, same.map((one) => row("td", [
        one.id === report.id ? `第${one.version}版（本页）` : link(`第${one.version}版`, "report", { report: one.id, agency: gouji.choice.get("agency") }),
        one.published_on ?? "未注明", ...(one.version > 1 ? one.changes : ["—", "—", "—"]).map((figure) => (typeof figure === "number" ? number(figure) : "—")),
        one.address ? published(one) : original(one.document)]))));
    return [scrolling(table, "版本"), report.version > 1 && revisions(report)];
  }

  function revisions({ revisions: lines, version }) {
    if (!lines.length) return el("p", {}, `第${version}版与上一版的表格数字相同。`);
    return [el("h3", {}, `第${version}版与上一版的不同`), scrolling(el("table", { class: "plain" },
      el("thead", {}, row("th", ["位置", "改动", "上一版", "本版"])),
      el("tbody", {}, lines.map(([section, , , label, column, change, before, now]) => row("td", [
        [gouji.tableName(section), label, column].filter(Boolean).join("·"), word("change", change), before ?? "未印", now ?? "未印"])))), "改动")];
  }

  /** 身份依据: what each part of the identity was read from, and how sure it is. */
  function evidence({ evidence: lines }) {
    if (!lines.length) return gouji.empty("没有记录。");
    const value = (field, text) => (field === "coverage" ? word("coverage", text) : field === "region_code" ? gouji.regions.get(text)?.full ?? text : field === "edition" && text ? `${text}年版` : field === "period" ? (text ?? "").replace("/", "至") : text) || "未能确定";
    return scrolling(el("table", { class: "plain" }, el("thead", {}, row("th", ["项目", "内容", "把握程度", "其他可能"])),
      el("tbody", {}, lines.map(([field, text, , confidence, others]) => row("td", [word("field", field), value(field, text), word("confidence", confidence), others ?? ""])))), "身份依据");
  }

  /** 读取提示: what is damaged, missing or unknown in the file. */
  function notices({ notices: lines }) {
    if (!lines.length) return gouji.empty("读取时没有发现损坏、缺少或者不明之处。");
    return el("ul", {}, lines.map((notice) => el("li", {}, notice.message, el("small", {}, ` ${gouji.matter.source(notice)}`))));
  }

  /** 未能核验: rules that could not be assessed, by reason. */
  function unassessed({ unassessed: lines }, rules) {
    if (!lines.length) return gouji.empty("适用的规则都已核验。");
    return scrolling(el("table", { class: "plain" }, el("thead", {}, row("th", ["规则", "处数", "原因"])),
      el("tbody", {}, lines.map(([rule, reason, scopes]) => row("td", [rules.get(rule)?.title ?? rule, number(scopes), word("reason", reason)])))), "未能核验的规则");
  }

  /** 正文中的数字: every sentence that tells a figure, with the cells that the figure is of. */
  function statements(report, form) {
    if (!report.statements.length) return gouji.empty("正文没有叙述可以与表格对照的数字。");
    const there = gouji.printed.cells(report, form);
    const labels = names(report, form);
    return scrolling(el("table", { class: "plain" }, el("thead", {}, row("th", ["正文所述", "数字", "表中数字", "原句"])),
      el("tbody", {}, report.statements.map((told) => el("tr", {}, el("td", {}, told.label, told.counting && el("small", {}, `（${word("counting", told.counting)}）`)), el("td", { class: "right" }, told.raw),
        el("td", {}, inTable(told, form.facts[told.fact] ?? [], there, labels)), el("td", {}, told.sentence))))), "正文中的数字");
  }

  /** The sum of cells that a statement tells: of several the one that agrees, else the first that is printed. */
  function inTable(told, options, there, labels) {
    const printed = options.map((cells) => cells.map(([section, item, measure]) => there.get(`${section}:${item}:${measure}`)))
      .filter((cells) => cells.length && cells.every((cell) => cell && cell.value !== null));
    const sum = (cells) => cells.reduce((total, { value }) => total + value, 0);
    const best = printed.find((cells) => sum(cells) === told.value) ?? printed[0];
    if (!best) return el("span", { class: "quiet" }, options.length ? "表中没有数字" : "格式没有对应的单元格");
    return el("span", {}, best.flatMap(({ section, item, measure, value }, at) => [at ? " + " : "",
      el("a", { href: `#cell-${section}-${item}-${measure}` }, `${labels.get(`${section}:${item}`)} ${number(value)}`)]), best.length > 1 ? ` = ${number(sum(best))}` : "");
  }

  function names(report, form) {
    const found = new Map();
    for (const { section, blocks } of gouji.printed.edition(report, form).tables) {
      for (const row of blocks.flatMap(({ rows }) => rows)) found.set(`${section}:${row.item}`, row.label);
    }
    return found;
  }

  const row = (tag, texts) => el("tr", {}, texts.map((text) => el(tag, tag === "th" ? { scope: "col" } : {}, text)));
  const scrolling = (table, label) => el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": label }, table);

  /** 数据来源: what was read, when, and from which file. */
  function origin(report) {
    const [hold, fail, notApplicable, notAssessed] = report.counts;
    const lines = [
      ["原题", report.title ?? "未见标题"], ["格式", report.edition ? `${report.edition}年版` : "不明"],
      ["统计期", report.period[0] ? `${report.period[0]}至${report.period[1]}` : "未注明"],
      ["公布日期", [report.published_on ?? "未注明", report.days_late > 0 && `逾期${number(report.days_late)}天`].filter(Boolean).join("，")],
      ["索引号", report.index_number], ["版本", report.version ? `第${report.version}版${report.is_current ? "（现行版本）" : "，已有后一版本"}` : ""],
      ["核验结果", `相符${number(hold)}处，不符${number(fail)}处，不适用${number(notApplicable)}处，未能核验${number(notAssessed)}处`],
      ["网址", published(report)], ["链接页面", report.page_address ? [gouji.web(report.page_address)] : []],
      ["原文件", original(report.document)],
    ].filter(([, value]) => value && value.length !== 0);
    return el("dl", { class: "facts" }, lines.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
  }

  return { original, versions, evidence, notices, unassessed, statements, origin };
})();
