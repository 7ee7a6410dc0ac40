/* Tiles of regions, coloured by findings per report; provinces stand about where they lie in the country. */
"use strict";

gouji.tiles = (() => {
  const { el, link, number } = gouji;
  // Column and row of a province, from 0: a drawing of places, not of borders.
  const PLACES = {
    230000: [7, 0], 650000: [0, 1], 150000: [4, 1], 210000: [6, 1], 220000: [7, 1],
    620000: [1, 2], 640000: [2, 2], 140000: [3, 2], 130000: [4, 2], 110000: [5, 2], 120000: [6, 2],
    540000: [0, 3], 630000: [1, 3], 610000: [2, 3], 410000: [3, 3], 370000: [4, 3],
    510000: [1, 4], 500000: [2, 4], 420000: [3, 4], 340000: [4, 4], 320000: [5, 4], 310000: [6, 4],
    520000: [2, 5], 430000: [3, 5], 360000: [4, 5], 330000: [5, 5],
    530000: [1, 6], 450000: [2, 6], 440000: [3, 6], 350000: [4, 6], 710000: [5, 6],
    460000: [2, 7], 820000: [3, 7], 810000: [4, 7],
  };
  const OUTSIDE = new Set(["710000", "810000", "820000"]);
  const STEPS = 4;

  /** Tiles of `lines` with `region`, `ratio` (findings per report, null without reports) and what is read aloud of it. */
  function tiles(lines, isCountry) {
    const step = nice(Math.max(0, ...lines.map(({ ratio }) => ratio ?? 0)) / STEPS);
    const list = el("ul", { class: isCountry ? "tiles country" : "tiles" }, lines.map((line) => tile(line, step, isCountry)));
    return [list, legend(step, lines)];
  }

  function tile({ region, ratio, told }, step, isCountry) {
    const [column, row] = (isCountry && PLACES[region.code]) || [];
    const place = column === undefined ? null : `grid-column: ${column + 1}; grid-row: ${row + 1}`;
    const outside = OUTSIDE.has(region.code);
    const inside = [el("span", { class: "name" }, short(region, isCountry)), el("span", { class: "figure" }, outside ? "" : ratio === null ? "—" : ratio.toFixed(1))];
    if (outside) return el("li", { style: place }, el("span", { class: "tile outside", title: "不在统计范围" }, inside));
    return el("li", { style: place }, link([...inside, el("span", { class: "sr" }, told)], "index", { region: region.code }, { class: `tile step-${degree(ratio, step)}`, title: told }));
  }

  /** The step of a colour, by the figure as it is printed. */
  const degree = (ratio, step) => (ratio === null ? "none" : Math.min(STEPS, Math.ceil(Number(ratio.toFixed(1)) / step)));
  const short = ({ name }, isCountry) => (isCountry ? name.replace(/(维吾尔|壮族|回族)?自治区$|特别行政区$|省$|市$/, "") : name);

  /** A round step that is not below a number: 1, 2 or 5 times a power of ten. */
  function nice(value) {
    if (!value) return 1;
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 0.999);
  }

  function legend(step, lines) {
    const used = Math.max(0, ...lines.map(({ ratio }) => degree(ratio, step)).filter(Number.isInteger));
    const bounds = Array.from({ length: used }, (_, at) => [at + 1, `≤${number((at + 1) * step)}`]);
    return el("p", { class: "legend" }, "每份报告的问题数：",
      [["none", "没有已核验的报告"], [0, "0"], ...bounds].map(([code, text]) => el("span", {}, el("i", { class: `step-${code}`, "aria-hidden": "true" }), text)));
  }

  return { tiles };
})();
