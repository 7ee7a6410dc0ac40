/* Long lists: rows that are drawn only where they are seen, filters that combine, columns to choose, files to save. */
"use strict";

gouji.list = (() => {
  const { el, choice, number } = gouji;
  const PRINTED = 2000;
  const ROW = 50; // Two lines of text.
  const narrow = matchMedia("(width < 48rem)");
  const chinese = new Intl.Collator("zh-CN", { numeric: true });

  /**
   * A table of `rows` in `place`; `name` is its own among all lists, `file` the name of the files saved from it.
   * A column has `name`, `title`, and may have `width` or `grow`, `show` (row → text or element), `text` (row → what is
   * saved, found and sorted by), `hidden`, `align`. A filter has `name`, `title`, `code` (row → code) and `word` (code → text).
   * `open` is called with the row that is chosen. `find` is the parameter of the address that keeps the text looked for,
   * where a page has several lists; `before` are further choices that a page makes itself.
   */
  function list(place, { name, columns, rows, label, file, open, filters = [], find = "find", before = [] }) {
    const chosen = remembered(name, columns);
    const bar = el("div", { class: "bar" });
    const frame = el("div", { class: "list" });
    place.append(bar, frame);
    const state = { rows, shown: rows, columns: columns.filter((column) => chosen.has(column.name)) };
    const table = new Tabulator(frame, settings(rows, columns, chosen, label));
    const count = el("p", { class: "count", role: "status" });
    const refresh = () => {
      state.shown = sieve(rows, columns, filters, choice.get(find));
      if (state.shown.length === rows.length) table.clearFilter();
      else table.setFilter(among(state.shown));
      frame.querySelector(".tabulator-placeholder")?.setAttribute("role", "row");
      frame.querySelector(".tabulator-placeholder-contents")?.setAttribute("role", "gridcell");
      count.textContent = state.shown.length === rows.length ? `共${number(rows.length)}条` : `共${number(rows.length)}条，筛选后${number(state.shown.length)}条`;
    };
    bar.append(...before, ...fields(rows, filters, find, refresh), count, chooser(name, table, columns, chosen, state),
      saver("保存为XLSX", () => gouji.saving.xlsx(file, state.columns, sorted(table, state))),
      saver("保存为CSV", () => gouji.saving.csv(file, state.columns, sorted(table, state))));
    table.on("tableBuilt", () => { accessible(frame, label); refresh(); });
    document.addEventListener("decided", ({ detail: { findings, state: now } }) => {
      const concerned = ({ ids, finding_id }) => (ids ?? [finding_id]).some((id) => findings.includes(id));
      for (const row of table.getRows()) {
        if (!concerned(row.getData())) continue;
        Object.assign(row.getData(), { state: now, found_by: undefined });
        row.reformat();
      }
    });
    if (open) table.on("rowClick", (event, row) => event.target.closest("a, button") || open(row.getData()));
    printing(place, table, state, { name, label, find });
    return table;
  }

  function settings(rows, columns, chosen, label) {
    const card = narrow.matches;
    return {
      data: rows,
      height: rows.length > 12 || card ? "70vh" : false,
      layout: "fitColumns",
      columnDefaults: { tooltip: false, vertAlign: "middle", headerWordWrap: true },
      columns: card ? [asCard(columns, chosen, label)] : columns.map((one) => column(one, chosen)),
      placeholder: "没有符合条件的内容",
      ...(card ? {} : { rowHeight: ROW, movableColumns: true }),
    };
  }

  function column({ name, title, width, grow, show, text, align }, chosen) {
    return {
      field: name, title, width, widthGrow: grow ?? 1, minWidth: width ?? 120, visible: chosen.has(name),
      hozAlign: align ?? "left", headerHozAlign: align ?? "left",
      formatter: (cell) => clamped(content(cell.getData(), { name, show, text })),
      sorter: (_a, _b, a, b) => order(gouji.saving.plain(a.getData(), { name, text }), gouji.saving.plain(b.getData(), { name, text })),
    };
  }

  /** On a narrow screen a row is a card of what its columns say. */
  function asCard(columns, chosen, label) {
    return {
      field: columns[0].name, title: label, headerSort: false, variableHeight: true,
      formatter: (cell) => el("dl", { class: "card" }, columns.filter(({ name }) => chosen.has(name)).flatMap((one) => {
        const value = content(cell.getData(), one);
        return value.textContent ? [el("dt", {}, one.title), el("dd", {}, value)] : [];
      })),
    };
  }

  function content(row, { name, show, text }) {
    const value = show ? show(row) : text ? text(row) : row[name] ?? "";
    return value instanceof Node ? value : document.createTextNode(String(value ?? ""));
  }

  /** Of a long text two lines are seen; the whole is told to those who point at it. */
  function clamped(value) {
    return el("span", { class: "clamped", title: value.textContent.length > 20 ? value.textContent : null }, value);
  }

  const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : chinese.compare(String(a), String(b)));

  /** The rows that the text and all filters of the address accept. */
  function sieve(rows, columns, filters, find) {
    const wanted = filters.map(({ name, code }) => [code, choice.get(name)]).filter(([, value]) => value);
    const words = find.toLowerCase().split(/\s+/).filter(Boolean);
    if (!wanted.length && !words.length) return rows;
    const text = (row) => (row.found_by ??= columns.map((one) => gouji.saving.plain(row, one)).join("\n").toLowerCase());
    return rows.filter((row) => wanted.every(([code, value]) => String(code(row)) === value) && words.every((word) => text(row).includes(word)));
  }

  function among(shown) {
    const kept = new Set(shown);
    return (row) => kept.has(row);
  }

  function fields(rows, filters, parameter, refresh) {
    let waiting = 0;
    const find = el("input", { type: "search", id: `list-${parameter}`, autocomplete: "off", value: choice.get(parameter), placeholder: "输入要筛选的文字",
      oninput: (event) => {
        choice.set({ [parameter]: event.target.value.trim() });
        clearTimeout(waiting);
        waiting = setTimeout(refresh, 60);
      } });
    const selects = filters.map(({ name, title, code, word }) => {
      // What the address asks for is offered even where no row has it: the reader sees why nothing is left.
      const codes = [...new Set([...rows.map((row) => String(code(row) ?? "")), choice.get(name)])].filter(Boolean);
      const options = codes.map((value) => [value, word(value)]).sort(([, a], [, b]) => chinese.compare(a, b));
      return el("label", {}, el("span", {}, title), el("select", { name, onchange: (event) => { choice.set({ [name]: event.target.value }); refresh(); } },
        el("option", { value: "" }, "全部"), options.map(([value, text]) => el("option", { value, selected: value === choice.get(name) }, text))));
    });
    return [el("label", { class: "find" }, el("span", {}, "筛选文字"), find), ...selects];
  }

  /** A button that cannot be pressed again while its file is made. */
  const saver = (text, action) => el("button", { type: "button", onclick: async ({ currentTarget: button }) => {
    button.disabled = true;
    try { await action(); } finally { button.disabled = false; }
  } }, text);

  /** What is shown, in the order that the reader has put it. */
  const sorted = (table, state) => (table.getSorters().length ? table.getData("active") : state.shown);

  const key = (name) => `gouji.columns.${name}`;

  function remembered(name, columns) {
    try {
      const known = JSON.parse(localStorage.getItem(key(name)) ?? "null");
      if (Array.isArray(known) && columns.some((column) => known.includes(column.name))) return new Set(known);
    } catch { /* A browser may keep nothing for pages opened from a folder. */ }
    return new Set(columns.filter(({ hidden }) => !hidden).map((column) => column.name));
  }

  function chooser(name, table, columns, chosen, state) {
    const change = (column, wanted) => {
      if (wanted) chosen.add(column);
      else if (chosen.size > 1) chosen.delete(column);
      state.columns = columns.filter((one) => chosen.has(one.name));
      try { localStorage.setItem(key(name), JSON.stringify([...chosen])); } catch { /* As above. */ }
      if (narrow.matches) table.redraw(true);
      else table[chosen.has(column) ? "showColumn" : "hideColumn"](column);
    };
    const boxes = columns.map(({ name: column, title }) => el("label", {},
      el("input", { type: "checkbox", checked: chosen.has(column), onchange: (event) => {
        change(column, event.target.checked);
        event.target.checked = chosen.has(column);
      } }), ` ${title}`));
    return el("details", { class: "chooser" }, el("summary", {}, "选择栏目"), el("div", {}, boxes));
  }

  /** The grid as assistive programs understand it: its body holds the rows; it is scrolled and sorted by keyboard. */
  function accessible(frame, label) {
    frame.removeAttribute("aria-owns");
    frame.setAttribute("aria-label", label);
    frame.querySelector(".tabulator-tableholder")?.setAttribute("role", "rowgroup");
    frame.querySelector(".tabulator-table")?.setAttribute("role", "presentation");
    for (const head of frame.querySelectorAll(".tabulator-col.tabulator-sortable")) {
      head.tabIndex = 0;
      head.addEventListener("keydown", (event) => event.key === "Enter" && head.click());
    }
  }

  const onPaper = new Map();

  /** Only the rows that are seen are in the page: before printing a plain table of those that are shown is made. */
  function printing(place, table, state, { name, label, find }) {
    onPaper.get(name)?.abort();
    onPaper.set(name, new AbortController());
    const { signal } = onPaper.get(name);
    const paper = el("div", { class: "paper" });
    place.append(paper);
    addEventListener("beforeprint", () => {
      const rows = sorted(table, state);
      paper.replaceChildren(el("table", {}, el("caption", {}, `${label}（${range(place, find)}共${number(rows.length)}条${rows.length > PRINTED ? `，以下为前${number(PRINTED)}条，全部内容请保存为XLSX后打印` : ""}）`),
        el("thead", {}, el("tr", {}, state.columns.map(({ title }) => el("th", { scope: "col" }, title)))),
        el("tbody", {}, rows.slice(0, PRINTED).map((row) => el("tr", {}, state.columns.map((one) => el("td", { class: one.align ?? null }, content(row, one))))))));
    }, { signal });
    addEventListener("afterprint", () => paper.replaceChildren(), { signal });
  }

  /** The choices and filters that are in force, in words: what is printed stands alone. */
  function range(place, find) {
    const selects = [...document.querySelectorAll(".choices select"), ...place.querySelectorAll(".bar select")];
    const words = selects.filter(({ value, selectedIndex }) => value && selectedIndex >= 0).map((one) => one.selectedOptions[0].text);
    return [...words, choice.get(find) && `含“${choice.get(find)}”`].filter((word) => word && word !== "全部").map((word) => `${word}，`).join("");
  }

  return list;
})();

/** Whether a line is in the range that is chosen above. */
gouji.inRange = () => {
  const [region, level, kind] = ["region", "level", "kind"].map(gouji.choice.get);
  return (line) => gouji.within(line.region_id, region) && (!level || line.level === level) && (!kind || line.agency_type === kind);
};
