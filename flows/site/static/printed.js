/* A report as the form prints it: its tables with the figures, wrong cells marked, crossing rules at the cell. */
"use strict";

gouji.printed = (() => {
  const { el } = gouji;
  const LONGEST = 26;

  /** The cells of a report by `section:item:measure`, from the lists of a piece. */
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
      Object.assign(found.get(form.cells[position].join(":")), { raw: raw ?? "", note, unit });
    }
    return found;
  }

  /** The edition of a report, or the last one where it prints none that is known. */
  const edition = (report, form) => form.editions[report.edition] ?? Object.values(form.editions).at(-1);

  /** The tables of a report. `open` is called with the findings of a cell; `before` are the cells of last year. */
  function tables(report, form, { open, before } = {}) {
    const there = cells(report, form);
    const marks = marked(report.findings);
    const { tables: all, printing } = edition(report, form);
    return all.map((table) => {
      const draw = (row, column, span) => {
        const key = `${table.section}:${row.item}:${column.measure}`;
        return cell(key, there.get(key), marks.get(key), before?.get(key), { open, span, last: Boolean(before) });
      };
      const title = [table.name, table.heading].filter(Boolean).join("　");
      const rows = new Map(table.blocks.map((block) => [block, chosen(block.rows, there, table.section, printing)]));
      const some = [...there.values()].some(({ section }) => section === table.section);
      return el("figure", { class: `printed ${table.blocks[0].layout}` }, el("figcaption", {}, title),
        some ? el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": title }, layouts[table.blocks[0].layout](table, rows, draw))
          : gouji.empty("本报告没有印出这张表，或者没有读到。"));
    });
  }

  /** Of rows that can be printed in several ways those that are, else those that the edition asks for. */
  function chosen(rows, there, section, usual) {
    const used = new Set(rows.filter(({ item, printing }) => printing && [...there.keys()].some((key) => key.startsWith(`${section}:${item}:`))).map(({ printing }) => printing));
    if (!used.size) used.add(usual);
    return rows.filter(({ printing }) => !printing || used.has(printing));
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

  function cell(key, printed, findings, last, { open, span, last: compared }) {
    const id = `cell-${key.replaceAll(":", "-")}`;
    if (!printed) return el("td", { class: "absent", colspan: span, id }, el("span", { class: "sr" }, "未印"));
    const blank = printed.raw === "";
    const value = el("span", { class: blank ? "value blank" : "value" }, blank ? "空白" : printed.raw);
    const note = printed.value === null && printed.note && printed.note !== "blank" ? el("span", { class: "why" }, gouji.word("note", printed.note)) : null;
    const before = compared && el("span", { class: "last" }, `上年${last ? last.raw || "空白" : "未印"}`);
    const title = gouji.matter.source(printed) || null;
    if (!findings) return el("td", { class: note || blank ? "unread" : null, title, id, colspan: span }, value, note, before);
    const kind = kindOf(findings);
    return el("td", { class: `wrong ${kind}`, id, title, colspan: span },
      el("button", { type: "button", class: "plain", onclick: () => open?.(findings) },
        el("span", { class: "flag", "aria-hidden": "true" }, { must: "■", should: "□", doubt: "？" }[kind]), value,
        findings.map((finding) => el("span", { class: "why" }, brief(finding)))), note, before);
  }

  const kindOf = (findings) => (findings.every(({ is_doubtful: doubtful }) => doubtful) ? "doubt"
    : findings.some(({ severity, is_doubtful: doubtful }) => severity === "must" && !doubtful) ? "must" : "should");

  /** The sum that does not hold, without the name of the cell that it stands in; of a long one only its ends. */
  function brief({ message, scope_label: scope, reported, computed }) {
    const text = (scope && message.startsWith(`${scope}：`) ? message.slice(scope.length + 1) : message).replace(/（[^（）]*）$/, "");
    if (text.length <= LONGEST || reported === null || computed === null) return text;
    return `各项合计${gouji.number(computed)} ≠ ${gouji.number(reported)}`;
  }

  const th = (text, attributes = {}) => el("th", { scope: "col", ...attributes }, text);

  const layouts = {
    /** All figures on one line: above them the results, and the proceedings that they are of. */
    across(table, _, draw) {
      const { rows, columns } = table.blocks[0];
      const top = rows.map((row) => row.above || row.label);
      const parted = rows.some(({ above }) => above);
      const upper = [];
      rows.forEach((row, at) => {
        if (row.above && row.above === rows[at - 1]?.above) return;
        const size = columns.length * (row.above ? rows.filter(({ above }) => above === row.above).length : 1);
        upper.push(th(top[at], { scope: "colgroup", colspan: size, rowspan: parted && !row.above ? 2 : 1 }));
      });
      return el("table", { class: "even" }, el("thead", {}, el("tr", {}, upper),
        parted && el("tr", {}, rows.filter(({ above }) => above).map((row) => th(row.label, { scope: "colgroup", colspan: columns.length }))),
        el("tr", {}, rows.flatMap(() => columns.map((column) => th(column.label))))),
      el("tbody", {}, el("tr", {}, rows.flatMap((row) => columns.map((column) => draw(row, column))))));
    },

    /** Rows below a head; where the table has clauses, each with a head of its own. */
    down(table, chosenRows, draw) {
      const width = Math.max(...table.blocks.map(({ columns }) => columns.length));
      const depth = 1 + Math.max(0, ...table.blocks.flatMap((block) => chosenRows.get(block).map(({ groups }) => groups.length)));
      return el("table", {}, el("colgroup", {}, Array.from({ length: depth - 1 }, () => el("col", { class: "group" })), el("col"),
        Array.from({ length: width }, () => el("col", { class: width > 4 ? "figure" : "broad" }))), table.blocks.map((block) => {
        const rows = chosenRows.get(block);
        const spans = (at) => (at === block.columns.length - 1 ? width - at : 1);
        return [el(block.clause ? "tbody" : "thead", {},
          block.clause && el("tr", {}, el("th", { class: "clause", scope: "colgroup", colspan: width + depth }, block.clause)),
          heads(table, block.columns, depth, spans)),
        el("tbody", {}, rows.map((row, at) => el("tr", {}, groupHeads(rows, at), el("th", { scope: "row", class: "label", colspan: depth - row.groups.length }, row.label),
          block.columns.map((column, place) => draw(row, column, spans(place))))))];
      }).flat());
    },

    /** Rows of one figure each, with their unit. */
    list(table, chosenRows, draw) {
      const [block] = table.blocks;
      return el("table", {}, el("thead", {}, el("tr", {}, th(table.head), th(table.unit_head), th(block.rows[0].columns[0].label))),
        el("tbody", {}, chosenRows.get(block).map((row) => el("tr", {}, el("th", { scope: "row", class: `label depth-${row.depth}` }, row.label),
          el("td", { class: "unit" }, row.unit), draw(row, row.columns[0])))));
    },
  };

  /** The lines of a head: what is above all columns, above some, and the columns. */
  function heads(table, columns, depth, spans) {
    const grouped = columns.some(({ group }) => group);
    const height = (table.over ? 1 : 0) + (grouped ? 2 : 1);
    const corner = th(table.head, { rowspan: height, colspan: depth, class: "corner" });
    const labels = columns.map((column, at) => (grouped && !column.group ? null : th(column.label, { colspan: spans(at) })));
    const upper = grouped && mergedColumns(columns);
    const lines = [table.over && [th(table.over, { scope: "colgroup", colspan: columns.length })], upper, labels].filter(Boolean);
    return lines.map((line, at) => el("tr", {}, at === 0 && corner, line.filter(Boolean)));
  }

  const mergedColumns = (columns) => columns.map((column, at) => {
    if (!column.group) return th(column.label, { rowspan: 2 });
    return column.group === columns[at - 1]?.group ? null : th(column.group, { scope: "colgroup", colspan: columns.filter(({ group }) => group === column.group).length });
  });

  /** The groups that begin with a row, each beside all of its rows. */
  function groupHeads(rows, at) {
    return rows[at].groups.map((group, level) => {
      if (rows[at - 1]?.groups[level] === group) return null;
      const size = rows.filter(({ groups }) => groups[level] === group).length;
      return el("th", { scope: "rowgroup", rowspan: size, class: "group" }, group);
    });
  }

  return { cells, tables, edition };
})();
