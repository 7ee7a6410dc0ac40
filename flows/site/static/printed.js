/* A report as the form prints it: its tables with the figures, wrong cells marked, crossing rules at the cell. */
"use strict";

gouji.printed = (() => {
  const { el, number } = gouji;

  /** The cells of a report by `section:item:measure`, from the lists of a piece or the rows of a draft. */
  function cells(report, form) {
    const found = new Map();
    if (Array.isArray(report.cells)) {
      for (const [section, item, measure, value, raw, note, table, row, column, page, line, unit] of report.cells) {
        found.set(`${section}:${item}:${measure}`, { section, item, measure, value, raw: raw ?? String(value ?? ""), note, unit, table, row, column, page, line });
      }
      return found;
    }
    const { positions, values, tables, rows, columns, pages, lines, others } = report.cells ?? { positions: [] };
    positions.forEach((position, at) => {
      const [section, item, measure] = form.cells[position];
      found.set(`${section}:${item}:${measure}`, {
        section, item, measure, value: values[at], raw: values[at] === null ? "" : String(values[at]), note: null, unit: null,
        table: tables?.[at], row: rows?.[at], column: columns?.[at], page: pages?.[at], line: lines?.[at],
      });
    });
    for (const [position, raw, note, unit] of others ?? []) {
      Object.assign(found.get(form.cells[position].join(":")), { raw, note, unit });
    }
    return found;
  }

  /** The tables of a report. `open` is called with the findings of a cell; `before` are the cells of last year. */
  function tables(report, form, { open, before } = {}) {
    const there = cells(report, form);
    const marks = marked(report.findings);
    const draw = (section, row, column) => cell(there.get(`${section}:${row.item}:${column.measure}`),
      marks.get(`${section}:${row.item}:${column.measure}`), before?.get(`${section}:${row.item}:${column.measure}`), open);
    const edition = form.editions[report.edition] ?? Object.values(form.editions).at(-1);
    return edition.tables.map((table) => el("figure", { class: "printed" },
      el("figcaption", {}, table.name), el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": table.name },
        table.blocks.some(({ layout }) => layout === "across") ? across(table, draw) : down(table, draw, there))));
  }

  function marked(findings) {
    const marks = new Map();
    for (const finding of findings) {
      if (!finding.item) continue;
      const key = `${finding.section}:${finding.item}:${finding.measure}`;
      marks.set(key, [...(marks.get(key) ?? []), finding]);
    }
    return marks;
  }

  function cell(printed, findings, last, open) {
    if (!printed) return el("td", { class: "absent" }, el("span", { class: "sr" }, "未印"));
    const parts = [el("span", { class: "value" }, printed.raw === "" ? "（空白）" : printed.raw)];
    if (last) parts.push(el("span", { class: "last" }, `上年 ${last.raw}`));
    if (!findings) return el("td", { title: gouji.matter.source(printed) || null }, parts);
    const worst = findings.some(({ severity, is_doubtful }) => severity === "must" && !is_doubtful) ? "must" : "should";
    const message = el("span", { class: "why" }, findings.map(({ message: text }) => text).join("；"));
    return el("td", { class: `wrong ${worst}`, id: `finding-${findings[0].id}`, title: gouji.matter.source(printed) || null },
      el("button", { type: "button", class: "plain", onclick: () => open?.(findings) }, parts, message));
  }

  function across(table, draw) {
    const blocks = table.blocks[0];
    return el("table", {},
      el("thead", {},
        el("tr", {}, blocks.rows.map((row) => el("th", { scope: "colgroup", colspan: blocks.columns.length }, row.label))),
        el("tr", {}, blocks.rows.flatMap(() => blocks.columns.map((column) => el("th", { scope: "col" }, column.label))))),
      el("tbody", {}, el("tr", {}, blocks.rows.flatMap((row) => blocks.columns.map((column) => draw(table.section, row, column))))));
  }

  function down(table, draw, there) {
    const width = Math.max(...table.blocks.map(({ columns }) => columns.length));
    return el("table", {}, table.blocks.map((block) => el("tbody", {},
      block.clause && el("tr", {}, el("th", { class: "clause", scope: "rowgroup", colspan: width + 2 }, block.clause)),
      el("tr", {}, el("th", { colspan: 2, scope: "col" }, "项目"), block.columns.map((column) => el("th", { scope: "col" }, column.label))),
      lines(block, table.section, draw, there))));
  }

  function lines(block, section, draw, there) {
    const rows = block.rows.filter((row) => row.group || !alone(row, block, there, section));
    return rows.map((row, at) => {
      const first = row.group && rows[at - 1]?.group?.label !== row.group.label;
      const size = rows.filter((other) => other.group?.label === row.group?.label).length;
      return el("tr", {},
        first && el("th", { scope: "rowgroup", rowspan: size, class: "group" }, `${row.group.number}${row.group.label}`),
        el("th", { scope: "row", colspan: row.group ? 1 : 2, class: "label" }, row.number ? `${row.number}${/^\d/.test(row.number) ? "." : /^[（(]/.test(row.number) ? "" : "、"}${row.label}` : row.label),
        block.columns.map((column) => draw(section, row, column)));
    });
  }

  /** A row that stands for a group printed as rows of its own, and is not printed itself. */
  function alone(row, block, there, section) {
    const parts = block.rows.some((other) => other.group?.label === row.label);
    return parts && ![...there.keys()].some((key) => key.startsWith(`${section}:${row.item}:`));
  }

  return { cells, tables };
})();
