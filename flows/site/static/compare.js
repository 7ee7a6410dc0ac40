/* Up to four units side by side: the ones chosen, kept in the address, and a search to add another. */
"use strict";

gouji.compare = (() => {
  const { choice, el } = gouji;
  const MOST = 4;

  /** The units compared with the page's own, as the address has them. */
  const others = () => choice.get("compare").split(",").filter(Boolean).slice(0, MOST - 1);

  /** The units with a button to remove each, and a search for one of the same `kind`, region or agency, to add. */
  function bar(kind, units) {
    const rest = units.slice(1);
    const set = (ids) => {
      choice.set({ compare: ids.join(",") });
      gouji.draw();
    };
    const remove = (id) => el("button", { type: "button", onclick: () => set(rest.map((one) => one.id).filter((other) => other !== id)) }, "移除");
    const list = rest.length > 0 && el("ul", { class: "chosen", "aria-label": "对比的单位" }, rest.map(({ id, name }) => el("li", {}, name, remove(id))));
    return el("div", { class: "compare" }, rest.length > 0 && el("span", {}, "对比："), list,
      units.length < MOST ? finder(kind, (id) => (units.some((one) => one.id === id) ? null : set([...rest.map((one) => one.id), id]))) : el("span", { class: "note" }, `最多${MOST}个单位并列。`));
  }

  function finder(kind, add) {
    const told = kind === "region" ? "与其他地区对比" : "与其他机关对比";
    const input = el("input", { id: "compare-text", type: "search", autocomplete: "off", spellcheck: "false", placeholder: "名称或者拼音首字母", role: "combobox", "aria-expanded": "false", "aria-controls": "compare-found", "aria-autocomplete": "list" });
    const found = el("ul", { id: "compare-found", role: "listbox", "aria-label": "可以对比的单位", hidden: true });
    gouji.search.attach(input, found, { kind, pick: ([, id]) => add(id) });
    return el("div", { class: "search" }, el("label", { for: "compare-text" }, `${told}：`), " ", input, found);
  }

  return { others, bar };
})();
