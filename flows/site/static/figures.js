/* The figures of regions and agencies: over the years, by outcome and reason, beside what is usual, and why one is missing. */
"use strict";

gouji.figures = (() => {
  const { choice, el, number, signed, word, year } = gouji;
  const OUTCOMES = ["granted", "partly_granted", "denied", "unavailable", "refused", "closed"];
  const CASES = ["reviews", "litigations"];

  const indicators = (...kinds) => gouji.meta.indicators.filter(({ kind }) => !kinds.length || kinds.includes(kind));
  const indicator = (code) => gouji.meta.indicators.find((one) => one.indicator === code);
  const isSmall = (row, { denominator }) => Boolean(denominator && row?.[`${denominator}_is_small`]);
  const unit = (one) => (one.unit === "%" ? "%" : "");

  /** Why a figure of a row is not there, in words. */
  function missing(row, code) {
    if (!row) return "没有该年度的报告";
    const reason = row.null_reasons?.split(";").find((part) => part.startsWith(`${code}:`))?.split(":")[1];
    return reason ? word("null_reasons", reason) : row.null_reason ? word("null_reason", row.null_reason) : row.status ? gouji.judgedIn(row) : "没有数字";
  }

  /** A figure as a cell shows it: with its unit, marked where it rests on few cases, or the reason in words. */
  function shown(row, one) {
    const value = row?.[one.indicator];
    if (value === null || value === undefined) return el("span", { class: "nothing" }, missing(row, one.indicator));
    return [number(value), unit(one), isSmall(row, one) && el("span", { class: "small", title: "分母过小，不宜比较" }, "＊")];
  }

  /** What is usual among the peers of a row in its year: how many, and the quartiles; null where too few have the figure. */
  async function usual() {
    const lines = (await gouji.load("peers/all")) ?? [];
    const found = new Map(lines.map(([at, peers, code, units, low, middle, high]) => [`${at}|${peers}|${code}`, { units, low, middle, high }]));
    return (at, peers, code) => found.get(`${at}|${peers}|${code}`) ?? null;
  }

  /*
   * A unit is {id, name, rows: Map of year to row, peers: the key of its peers, told: what its peers are called, reasons: which
   * words say why there is no change}.
   */
  const row = (one, at) => one.rows.get(at);
  const values = (units, codes, at) => units.map((one) => ({
    name: one.name,
    values: codes.map((code) => row(one, at)?.[code] ?? null),
    small: codes.map((code) => isSmall(row(one, at), indicator(code))),
  }));

  /** One indicator over the years, which the reader chooses. */
  function trend(units, peers) {
    const place = el("div", {});
    const code = () => (indicator(choice.get("indicator")) ? choice.get("indicator") : "received");
    const draw = () => place.replaceChildren(overYears(units, peers, indicator(code())));
    const list = el("select", { id: "choice-indicator", onchange: (event) => { choice.set({ indicator: event.target.value }); draw(); } },
      indicators("count", "share", "rate").map((one) => el("option", { value: one.indicator, selected: one.indicator === code() }, one.label_zh)));
    draw();
    return el("section", {}, el("h2", {}, "历年变化"), el("div", { class: "choices" }, el("label", { for: list.id }, el("span", {}, "指标"), list)), place);
  }

  function overYears(units, peers, one) {
    const years = span(units);
    const band = units.length === 1 ? bandOf(units[0], peers, one, years) : null;
    return gouji.charts.figure({
      kind: "lines", title: one.label_zh, unit: one.unit, whole: one.kind === "count", band, categories: years.map(year),
      series: units.map(({ name, rows }) => ({
        name, values: years.map((at) => rows.get(at)?.[one.indicator] ?? null), small: years.map((at) => isSmall(rows.get(at), one)),
      })),
      note: [`${one.caveat_zh}。`, band && `灰色带：${units[0].told}的中间一半（下四分位数至上四分位数）。`, one.denominator && smallNote(one)].filter(Boolean).join(""),
    });
  }

  const smallNote = ({ denominator }) => `空心的和带＊的：${indicator(denominator).label_zh}不足${indicator(denominator).small_below}件，比率不宜比较。`;
  const span = (units) => {
    const years = units.flatMap(({ rows }) => [...rows.keys()]);
    return years.length ? Array.from({ length: Math.max(...years) - Math.min(...years) + 1 }, (_, at) => Math.min(...years) + at) : [];
  };

  function bandOf(one, peers, { indicator: code }, years) {
    const found = years.map((at) => peers(at, one.peers, code));
    if (!found.some(Boolean)) return null;
    const of = (name) => found.map((line) => line?.[name] ?? null);
    return { name: "同类中位数", low: of("low"), middle: of("middle"), high: of("high") };
  }

  /** Outcomes, reasons of denial, and cases of one year. */
  function breakdowns(units, peers, at) {
    const reasons = indicators("count").map(({ indicator: code }) => code).filter((code) => code.startsWith("denied_"));
    const shares = OUTCOMES.map((code) => `share_${code}`);
    const bars = (title, codes, name, more) => gouji.charts.figure({ kind: "bars", title: `${year(at)}度${title}`, categories: codes.map(name), series: [...values(units, codes, at), ...middles(units, peers, codes, at)], ...more });
    const short = (code) => indicator(code).label_zh.replace(/^不予公开：|占比$/g, "");
    return el("div", { class: "halves" },
      bars("办理结果占比", shares, short, { unit: "%", note: smallNote(indicator("share_granted")) }),
      bars("不予公开的理由", reasons, short, { unit: "件", whole: true, note: `${indicator("denied_state_secret").caveat_zh}。` }),
      bars("行政复议和行政诉讼", CASES.flatMap((code) => [code, `${code}_closed`, `${code}_corrected`]), short, { unit: "件", whole: true, note: `${indicator("cases_closed").caveat_zh}。` }),
      bars("复议诉讼纠错率", ["share_reviews_corrected", "share_litigations_corrected", "share_cases_corrected"], short, { unit: "%", note: smallNote(indicator("share_cases_corrected")) }));
  }

  /** What is usual beside a single unit. */
  function middles(units, peers, codes, at) {
    const found = codes.map((code) => (units.length === 1 ? peers(at, units[0].peers, code)?.middle ?? null : null));
    return found.some((value) => value !== null) ? [{ name: "同类中位数", values: found, isPeers: true }] : [];
  }

  /** All indicators of a year: of one unit with the change and its peers, of several side by side. */
  function table(units, peers, at) {
    const [one] = units;
    const alone = units.length === 1;
    const hasPeers = alone && indicators("count").some(({ indicator: code }) => peers(at, one.peers, code));
    const columns = alone ? [...single(one, at), ...(hasPeers ? beside(one, peers, at) : [])]
      : units.map((other) => ({ title: other.name, align: "right", show: (line) => shown(row(other, at), line) }));
    const label = `${year(at)}度各项指标`;
    const told = hasPeers ? `同类：${one.told}。` : `同类（${one.told}）有数字的不足5个，不作比较。`;
    return el("section", {}, el("h2", {}, label),
      alone && el("p", { class: "note" }, `${unchanged(one, at) ?? "增减为比上年。"}${told}`),
      gouji.table({ label, groups: GROUPS.map(([title, ...kinds]) => ({ title, rows: indicators(...kinds) })), columns: [{ title: "指标", head: true, show: named }, ...columns] }),
      el("p", { class: "note" }, marked()));
  }

  const GROUPS = [["件数（件）", "count"], ["占比和比率", "share", "rate"]];
  const named = (line) => el("span", { class: line.indicator.startsWith("denied_") ? "part" : null }, line.kind === "rate" ? `${line.label_zh}（${line.unit}）` : line.label_zh.replace(/^.*：/, ""));

  /** What the mark of small numbers means, with the bounds of the marts. */
  function marked() {
    const bounds = indicators().filter(({ small_below: below }) => below).map(({ label_zh: label, small_below: below }) => `${label}不足${below}件`);
    return `＊ 分母过小（${bounds.join("、")}），比率不宜比较，不计入同类的中位数和四分位数，也不参加排名。`;
  }

  const single = (one, at) => [
    { title: "数值", align: "right", show: (line) => shown(row(one, at), line) },
    ...(unchanged(one, at) ? [] : [{ title: "增减", align: "right", show: (line) => change(row(one, at), row(one, at - 1), line) ?? "—" }]),
  ];

  /** Why there is no change on the year before, in words; null where there is one. */
  function unchanged(one, at) {
    const reason = row(one, at)?.change_reason;
    return reason ? `${word(one.reasons, reason)}，不列增减。` : row(one, at - 1) ? null : "没有上年的数据，不列增减。";
  }

  function beside(one, peers, at) {
    const found = (line) => peers(at, one.peers, line.indicator);
    const figure = (name) => (line) => (found(line) ? `${number(rounded(found(line)[name]))}${unit(line)}` : "—");
    return [
      { title: "同类中位数", align: "right", show: figure("middle") },
      { title: "同类四分位数", align: "right", show: (line) => (found(line) ? `${figure("low")(line)}～${figure("high")(line)}` : "—") },
      { title: "同类个数", align: "right", show: (line) => number(found(line)?.units ?? null) },
    ];
  }

  const HEADLINES = ["received", "processed", "share_granted", "share_denied", "reviews", "litigations", "share_cases_corrected"];

  /** The few figures of a unit in a year that a reader looks for first. */
  function headlines(one, peers, at) {
    return el("ul", { class: "cards" }, HEADLINES.map(indicator).map((line) => {
      const beyond = peers(at, one.peers, line.indicator);
      const grown = unchanged(one, at) ? null : change(row(one, at), row(one, at - 1), line);
      return el("li", {}, el("span", { class: "label" }, line.unit === "件" ? `${line.label_zh}（件）` : line.label_zh), el("span", { class: "value" }, shown(row(one, at), line)),
        grown && el("span", { class: "change" }, "比上年：", grown),
        beyond && el("span", { class: "more" }, `同类中位数${number(rounded(beyond.middle))}${unit(line)}`));
    }));
  }

  const any = (units, at) => units.some((one) => indicators("count").some(({ indicator: code }) => (row(one, at)?.[code] ?? null) !== null));

  /** All that the page shows of the figures of its units: nothing of a year, or at all, without any. */
  function sections(units, peers, at) {
    const now = any(units, at);
    return [
      ...(now && units.length === 1 ? [headlines(units[0], peers, at)] : []),
      ...(units.some(({ rows }) => [...rows.keys()].some((other) => any(units, other))) ? [trend(units, peers)] : []),
      ...(now ? [breakdowns(units, peers, at), table(units, peers, at)] : []),
    ];
  }

  const rounded = (value) => Math.round(value * 10) / 10;

  function change(now, before, { indicator: code, unit: of }) {
    const value = now[`${code}_change`] ?? (now[code] !== null && before[code] !== null ? now[code] - before[code] : null);
    return value === null ? null : [signed(Math.round(value * 100) / 100), of === "%" ? "个百分点" : ""];
  }

  return { usual, sections, shown, indicator };
})();
