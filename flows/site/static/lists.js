/* Long lists: rows that are drawn only where they are seen, columns to choose, and what is shown saved as a file. */
"use strict";

gouji.list = (() => {
  const { el } = gouji;
  // A spreadsheet takes a text that begins like this for a formula.
  const FORMULA = /^'*[=+\-@\t\r]/;

  /**
   * A table of `rows` in `place`. A column has `name`, `title`, `width`, and may have `show` (row → text or element),
   * `text` (row → what is saved and sorted by), `hidden`, `align`.
   */
  function list(place, { columns, rows, label, file, open, height = "70vh" }) {
    const frame = el("div", { class: "list" });
    const bar = el("div", { class: "bar" });
    place.append(bar, frame);
    const table = new Tabulator(frame, {
      data: rows,
      height: rows.length > 12 ? height : false,
      layout: "fitColumns",
      columnDefaults: { headerSortTristate: true, tooltip: false, resizable: true, vertAlign: "middle" },
      columns: columns.map(column),
      placeholder: "没有符合条件的内容",
      rowHeight: 40,
      movableColumns: true,
      keybindings: true,
    });
    if (open) table.on("rowClick", (event, row) => event.target.closest("button, a") || open(row.getData()));
    document.addEventListener("decided", ({ detail: { findings, state } }) => {
      for (const row of table.getRows()) if (findings.includes(row.getData().finding_id)) row.update({ state });
    });
    const count = el("p", { class: "count", role: "status" }, `共${gouji.number(rows.length)}条`);
    bar.append(count, chooser(table, columns), save("保存为XLSX", () => xlsx(file, columns, shown(table))),
      save("保存为CSV", () => csv(file, columns, shown(table))));
    table.on("tableBuilt", () => frame.querySelector("[role=grid]")?.setAttribute("aria-label", label));
    return table;
  }

  function column({ name, title, width, grow, show, text, hidden, align }) {
    return {
      field: name, title, width, widthGrow: grow ?? 1, minWidth: 60, visible: !hidden, hozAlign: align ?? "left", headerHozAlign: align ?? "left",
      formatter: (cell) => {
        const value = show ? show(cell.getData()) : text ? text(cell.getData()) : cell.getValue() ?? "";
        return value instanceof Node ? value : document.createTextNode(String(value));
      },
      sorter: (_a, _b, a, b) => order(sortable(a.getData(), name, text), sortable(b.getData(), name, text)),
    };
  }

  const sortable = (row, name, text) => row[name] ?? (text ? text(row) : "");
  const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh-CN"));
  const shown = (table) => table.getData("active");
  const save = (text, action) => el("button", { type: "button", onclick: action }, text);

  function chooser(table, columns) {
    const boxes = columns.map(({ name, title, hidden }) => el("label", {},
      el("input", { type: "checkbox", checked: !hidden, onchange: (event) => table[event.target.checked ? "showColumn" : "hideColumn"](name) }), ` ${title}`));
    return el("details", { class: "chooser" }, el("summary", {}, "选择栏目"), el("div", {}, boxes));
  }

  const plain = (row, { name, text }) => (text ? text(row) : row[name]) ?? "";

  function csv(file, columns, rows) {
    const quoted = (value) => {
      const text = String(value);
      return `"${(typeof value === "string" && FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    };
    const lines = [columns.map(({ title }) => quoted(title)), ...rows.map((row) => columns.map((one) => quoted(plain(row, one))))];
    download(`${file}.csv`, new Blob([`\ufeff${lines.map((line) => line.join(",")).join("\r\n")}\r\n`], { type: "text/csv" }));
  }

  async function xlsx(file, columns, rows) {
    await library("write-excel-file");
    const cell = (value) => (typeof value === "number" ? { value, type: Number } : { value: String(value), type: String, wrap: true });
    const data = [columns.map(({ title }) => ({ value: title, type: String, fontWeight: "bold" })),
      ...rows.map((row) => columns.map((one) => cell(plain(row, one))))];
    const widths = columns.map(({ width, grow }) => ({ width: width ? Math.round(width / 7) : 20 * (grow ?? 1) }));
    download(`${file}.xlsx`, await writeXlsxFile(data, { columns: widths, stickyRowsCount: 1, orientation: "landscape" }).toBlob?.() ?? await writeXlsxFile(data, { columns: widths, stickyRowsCount: 1, orientation: "landscape" }));
  }

  function library(name) {
    return new Promise((resolve, reject) => {
      const script = el("script", { src: `static/vendor/${name}.min.js`, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  function download(name, blob) {
    const anchor = el("a", { href: URL.createObjectURL(blob), download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
  }

  return list;
})();
