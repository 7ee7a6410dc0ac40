/* Charts of figures, drawn as SVG without movement; each has a table of the same numbers behind it. */
"use strict";

gouji.charts = (() => {
  const { el, number } = gouji;
  const COLOURS = ["#1a4f8b", "#2f3742", "#6f7a88", "#98a2af"];
  const DASHES = ["solid", "dashed", "dotted", [12, 4, 2, 4]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
  const PEERS = "#b4bcc7";
  const BAND = "#d9dee5";
  const LINE = "#aeb6c2";
  const INK = "#1d2430";
  const PAPER = 620;
  let drawn = [];
  let printing = false;

  /** Forget the charts of what the page showed before. */
  function clear() {
    for (const { chart, observer } of drawn) {
      observer.disconnect();
      chart?.dispose();
    }
    drawn = [];
  }

  /**
   * A figure: `categories` with one number of every series (null where there is none), as `lines` or `bars`. `small` of a
   * series says which of its numbers rest on too few cases, `isPeers` that it is what is usual; for lines that is `band`,
   * lists `low`, `middle`, `high`.
   */
  function figure({ title, note, ...what }) {
    const canvas = el("div", { class: "chart", style: `height: ${height(what)}px` });
    const table = el("details", { class: "numbers" }, el("summary", {}, "以表格显示"), numbers({ title, ...what }));
    const head = el("h3", {}, title, what.unit ? el("small", {}, `（${what.unit}）`) : null);
    if (!what.series.some(({ values }) => values.some((value) => value !== null && value !== undefined))) {
      return el("figure", { class: "plot" }, head, gouji.empty("没有可以画出的数字：所选年度的报告没有填报，或者没有报告。"));
    }
    watch(canvas, { title, ...what });
    return el("figure", { class: "plot" }, head, canvas, note && el("p", { class: "note" }, note), table);
  }

  const height = (what) => legendHeight(what) + (what.kind === "bars" ? 16 + what.categories.length * Math.max(34, 14 + 18 * what.series.length) : 260);
  const legendHeight = ({ series, band: usual }) => (series.length > 1 || usual ? 32 : 0);

  /** Drawn once the page has a place for it, and again when that grows or shrinks. */
  function watch(canvas, what) {
    const entry = { chart: null, observer: null };
    entry.observer = new ResizeObserver(([{ contentRect }]) => {
      if (!contentRect.width || printing) return;
      if (entry.chart) entry.chart.resize();
      else {
        entry.chart = echarts.init(canvas, null, { renderer: "svg" });
        entry.chart.setOption(option(what, contentRect.width));
      }
    });
    entry.observer.observe(canvas);
    drawn.push(entry);
  }

  // On paper a chart is as wide as an A4 page has room for; what the page's own width will be is not known at this event.
  const fit = (width) => drawn.forEach(({ chart }) => {
    chart?.resize({ width: width ?? "auto" });
    chart?.getZr().flush();
  });
  addEventListener("beforeprint", () => { printing = true; fit(PAPER); });
  addEventListener("afterprint", () => { printing = false; fit(); });

  function option(what, width) {
    const family = getComputedStyle(document.documentElement).fontFamily;
    const bars = what.kind === "bars";
    const names = { type: "category", data: what.categories, inverse: bars, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK, fontSize: 13, lineHeight: 15, width: bars ? (width < 480 ? 96 : 200) : undefined, overflow: "break" } };
    const values = { type: "value", boundaryGap: [0, "6%"], minInterval: what.whole ? 1 : undefined, splitLine: { show: !bars, lineStyle: { color: "#e6e9ee" } }, axisLabel: { show: !bars, color: "#566070", fontSize: 12 } };
    return {
      animation: false,
      color: COLOURS,
      textStyle: { fontFamily: family, color: INK },
      aria: { enabled: true, label: { description: spoken(what) }, decal: { show: bars && what.series.filter(({ isPeers }) => !isPeers).length > 1 } },
      grid: { left: 8, right: bars ? 64 : 16, top: (bars ? 4 : 24) + legendHeight(what), bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: legendHeight(what) ? { top: 0, left: 0, itemWidth: 28, textStyle: { color: INK, fontSize: 13 }, data: [...what.series.map(({ name }) => name), ...(what.band ? [what.band.name] : [])] } : undefined,
      xAxis: bars ? values : names,
      yAxis: bars ? names : values,
      series: [...what.series.map((one, at) => (bars ? bar : line)(one, at, what)), ...band(what.band)],
    };
  }

  const spoken = ({ title, categories, series }) => `${title}。${series.map(({ name, values }) =>
    `${name}：${categories.map((category, at) => `${category} ${number(values[at])}`).join("，")}`).join("；")}。`;

  // A number that rests on too few cases is an outline only.
  const item = (value, small, at) => ({ value: value ?? null, itemStyle: small ? { color: "#fff", borderColor: COLOURS[at], borderWidth: 1.5, borderType: "dashed" } : undefined });
  const label = (whole) => ({ show: true, color: INK, fontSize: 12, backgroundColor: "rgb(255 255 255 / 75%)", formatter: ({ value }) => (value === null ? "" : `${number(whole ? value : Math.round(value * 10) / 10)}`) });

  function bar({ name, values, small, isPeers }, at, { whole }) {
    return { type: "bar", name, color: isPeers ? PEERS : COLOURS[at], barMaxWidth: 18, barGap: "15%", label: { ...label(whole), position: "right" }, data: values.map((value, n) => item(value, small?.[n], at)) };
  }

  function line({ name, values, small }, at, { series, whole }) {
    return {
      type: "line", name, symbol: SYMBOLS[at], symbolSize: 8, lineStyle: { width: 2, type: DASHES[at] }, connectNulls: false, z: 3,
      label: { ...label(whole), show: series.length === 1, position: "top" }, data: values.map((value, n) => item(value, small?.[n], at)),
    };
  }

  /** What is usual: the middle as a thin line, between the quartiles a grey band. */
  function band(usual) {
    if (!usual) return [];
    const hidden = { type: "line", symbol: "none", silent: true, lineStyle: { opacity: 0 }, stack: "band", stackStrategy: "all" };
    const wide = usual.high.map((value, at) => (value === null ? null : value - usual.low[at]));
    return [
      { ...hidden, name: "low", data: usual.low },
      { ...hidden, name: "wide", data: wide, areaStyle: { color: BAND, opacity: 0.7 } },
      { type: "line", name: usual.name, data: usual.middle, symbol: "none", silent: true, lineStyle: { color: "#6f7a88", width: 1.5, type: "dashed" }, itemStyle: { color: "#6f7a88" } },
    ];
  }

  function numbers({ title, categories, series, band: usual }) {
    const columns = [...series, ...(usual ? [{ name: "同类下四分位数", values: usual.low }, { name: "同类中位数", values: usual.middle }, { name: "同类上四分位数", values: usual.high }] : [])];
    return gouji.table({
      label: title,
      columns: [{ title: "", head: true, show: (_, at) => categories[at] }, ...columns.map(({ name, values, small }) => ({
        title: name, align: "right", show: (_, at) => [number(values[at]), small?.[at] && el("span", { class: "small" }, "＊")],
      }))],
      rows: categories,
    });
  }

  return { figure, clear };
})();

/**
 * A plain table: columns with `title`, `show` (row, at → text or elements), `align`, and `head` for the one that names a
 * row; of `rows`, or of `groups` with a title each. On a narrow screen a row of a `stacked` table is a block of lines.
 */
gouji.table = ({ label, columns, rows, groups = [{ rows }], stacked = false }) => {
  const { el } = gouji;
  const cell = ({ title, show, align, head }, row, at) => el(head ? "th" : "td", { class: align, scope: head ? "row" : null, "data-label": stacked && title }, show(row, at));
  const head = ({ title, align }) => (title === "" ? el("td", {}) : el("th", { scope: "col", class: align }, title));
  const body = (group) => el("tbody", {}, group.title && el("tr", { class: "group" }, el("th", { scope: "rowgroup", colspan: columns.length }, group.title)),
    group.rows.map((row, at) => el("tr", {}, columns.map((column) => cell(column, row, at)))));
  return el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": label },
    el("table", { class: stacked ? "plain-table stacked" : "plain-table" }, el("caption", { class: "sr" }, label), el("thead", {}, el("tr", {}, columns.map(head))), groups.map(body)));
};
