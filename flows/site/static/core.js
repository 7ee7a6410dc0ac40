/* What all pages use: pieces of data, the choices in the address, words, figures, and elements made of text. */
"use strict";

const gouji = (() => {
  const pieces = new Map();
  const waiting = new Map();

  /** Called by the scripts under data/. */
  function put(name, body) {
    pieces.set(name, body);
  }

  /** A piece by its name, loaded if need be; null where there is none. */
  function load(name) {
    if (pieces.has(name)) return Promise.resolve(pieces.get(name));
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = `data/${name}.js`;
        script.onload = () => resolve(pieces.get(name) ?? null);
        script.onerror = () => resolve(null);
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }

  /** All parts of a piece of a folder that the index lists; none where it has no such key. */
  function parts(folder, key) {
    const number = gouji.meta.pieces[folder]?.[key] ?? 0;
    const names = Array.from({ length: number }, (_, part) => `${folder}/${key}${part ? `~${part}` : ""}`);
    return Promise.all(names.map(load)).then((loaded) => loaded.filter(Boolean));
  }

  /** The rows of a table of the index as objects. */
  async function rows(folder, key) {
    return (await parts(folder, key)).flatMap(objects);
  }

  function objects({ columns, rows: lines }) {
    return lines.map((line) => Object.fromEntries(columns.map((column, at) => [column, line[at]])));
  }

  /** The keys of a folder's pieces that a test accepts. */
  function keys(folder, accepts = () => true) {
    return Object.keys(gouji.meta.pieces[folder] ?? {}).filter(accepts);
  }

  const choice = {
    get(name) {
      return new URLSearchParams(location.search).get(name) ?? "";
    },
    /** Put choices into the address; blank ones go. The page is not loaded again. */
    set(changes) {
      history.replaceState(null, "", gouji.address("", changes));
    },
  };

  const KEPT = ["year", "region", "level", "kind", "severity"];

  /** The address of a page with the choices made and some parameters; of this page where it is blank. */
  function address(page, parameters = {}) {
    const now = new URLSearchParams(location.search);
    const next = new URLSearchParams();
    for (const [name, value] of now) if (!page || KEPT.includes(name)) next.set(name, value);
    for (const [name, value] of Object.entries(parameters)) {
      if (value === "" || value === null || value === undefined) next.delete(name);
      else next.set(name, value);
    }
    const query = next.toString();
    return `${page ? `${page}.html` : location.pathname}${query ? `?${query}` : ""}`;
  }

  /** An element with attributes and children; children are text or elements, never markup. */
  function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  const link = (text, page, parameters, attributes = {}) =>
    el("a", { ...attributes, href: address(page, parameters) }, text);

  /** A link to a web address; of any other scheme the text alone. */
  const web = (address, text = address) =>
    (/^https?:\/\//i.test(address) ? el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text) : el("span", { class: "path" }, address));

  const figures = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 });
  const number = (value) => (value === null || value === undefined ? "—" : figures.format(value).replace("-", "−"));
  const signed = (value) => (value > 0 ? `+${number(value)}` : number(value));
  const percent = (value) => (value === null || value === undefined ? "—" : `${number(value)}%`);

  const word = (column, code) => gouji.meta.words[column]?.[code] ?? code ?? "";
  const agency = (name) => name || "（未写明机关）";
  const year = (value) => (value ? `${value}年` : "（年度不明）");
  const day = (text) => text.split("-").map((part, at) => `${Number(part)}${"年月日"[at]}`).join("");
  const moment = (text) => [day(text.slice(0, 10)), text.slice(11)].join(" ");
  const empty = (...text) => el("p", { class: "empty" }, ...text);

  /** How serious something is, told by shape and word as well as by colour. */
  function severity(code, doubtful = false) {
    const name = doubtful ? "doubt" : code;
    const shape = { must: "■", should: "□", doubt: "？" }[name];
    const text = doubtful ? "存疑" : word("severity", code);
    return el("span", { class: `severity ${name}` }, el("span", { "aria-hidden": "true" }, shape), ` ${text}`);
  }

  /** Whether a region is the one chosen or below it. */
  function within(region, chosen) {
    for (let code = region; code; code = gouji.regions.get(code)?.parent) if (code === chosen) return true;
    return !chosen;
  }

  const provinceOf = (region) => {
    let code = region;
    while (gouji.regions.get(code)?.parent) code = gouji.regions.get(code).parent;
    return code;
  };

  /** Load what every page needs, then draw it; again when the choices change. */
  async function start(draw) {
    const [meta, units] = await Promise.all([load("meta"), load("units")]);
    gouji.meta = meta;
    gouji.regions = new Map(units.map(([code, name, level, parent, full]) => [code, { code, name, level, parent, full }]));
    gouji.draw = async () => {
      const body = document.getElementById("body");
      body.setAttribute("aria-busy", "true");
      await draw(body);
      body.setAttribute("aria-busy", "false");
    };
    gouji.frame();
    await gouji.draw();
  }

  /** The year chosen, or the last one of which more is there than half of what there is of the year with the most. */
  function chosenYear() {
    const most = Math.max(...gouji.meta.years.map(({ reports }) => reports));
    return choice.get("year") || String(gouji.meta.years.findLast(({ reports }) => 2 * reports > most)?.year ?? "");
  }

  /** The status of a body in a year; `open` where nothing can be said of a report that is missing. */
  const judged = ({ status, reason }) => (status === "missing" && reason ? "open" : status);

  /** The same in words, with the reason. */
  const judgedIn = (line) => `${word("status", judged(line))}${judged(line) === "open" ? `（${word("reason", line.reason)}）` : ""}`;

  /** The status by the body's lines of all years; `not_due` where it still has until its usual deadline; null where no report is expected. */
  function standing(lines, at, deadline) {
    if (lines.has(at)) return judged(lines.get(at));
    const due = `${at + 1}${deadline?.slice(4) ?? "-12-31"}`;
    return Math.min(...lines.keys()) < at && due >= gouji.meta.day ? "not_due" : null;
  }

  return {
    put, load, parts, rows, objects, keys, choice, address, el, link, number, signed, percent, word, agency, year, day, moment, empty, severity, web,
    within, provinceOf, start, chosenYear, judged, judgedIn, standing,
  };
})();
