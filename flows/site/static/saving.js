/* What a list shows, saved as a file for a spreadsheet. */
"use strict";

gouji.saving = (() => {
  const { el } = gouji;
  // A spreadsheet takes a text that begins like this for a formula.
  const FORMULA = /^['\s]*[=+\-@]|^[\t\r\n]/;

  // What XML, and so a workbook, cannot hold.
  const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

  const plain = (row, { name, text }) => (text ? text(row) : row[name]) ?? "";

  /** A text that no spreadsheet takes for a formula; figures stay figures. */
  const neutral = (value) => (typeof value === "string" && FORMULA.test(value) ? `'${value}` : value);

  /** The rows as a CSV file that Excel opens in Chinese. */
  function csv(file, columns, rows) {
    const quoted = (value) => `"${String(neutral(value)).replaceAll('"', '""')}"`;
    const lines = [columns.map(({ title }) => quoted(title)), ...rows.map((row) => columns.map((one) => quoted(plain(row, one))))];
    download(`${file}.csv`, new Blob([`\ufeff${lines.map((line) => line.join(",")).join("\r\n")}\r\n`], { type: "text/csv" }));
  }

  /** The rows as a workbook, for landscape pages, its head on every screen. */
  async function xlsx(file, columns, rows) {
    await library("write-excel-file");
    const cell = (value) => (typeof value === "number" ? { value, type: Number, alignVertical: "top" }
      : { value: String(value).replace(CONTROL, "") || null, type: String, wrap: true, alignVertical: "top" });
    const head = columns.map(({ title }) => ({ value: title, type: String, fontWeight: "bold", backgroundColor: "#e8eff7" }));
    const data = [head, ...rows.map((row) => columns.map((one) => cell(plain(row, one))))];
    const widths = columns.map(({ width, grow }) => ({ width: width ? Math.max(10, Math.round(width / 7)) : 20 * (grow ?? 1) }));
    const book = writeXlsxFile(data, { columns: widths, stickyRowsCount: 1, orientation: "landscape", sheet: file.slice(0, 31) });
    download(`${file}.xlsx`, await book.toBlob());
  }

  let loading = null;

  function library(name) {
    loading ??= new Promise((resolve, reject) => {
      document.head.append(el("script", { src: `static/vendor/${name}.min.js`, onload: resolve, onerror: reject }));
    });
    return loading;
  }

  function download(name, blob) {
    const anchor = el("a", { href: URL.createObjectURL(blob), download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  return { csv, xlsx, plain };
})();
