/* The frame of a page: the range that it shows, and when the data is from. */
"use strict";

(() => {
  const { el, choice } = gouji;

  gouji.frame = () => {
    links();
    // A desk without a warehouse has nothing but itself to show.
    if (!gouji.meta.built) return;
    const about = `数据生成于${gouji.meta.built}；应报告机关的公布情况截至${gouji.day(gouji.meta.day)}。`;
    document.getElementById("about").textContent = about;
    range();
    gouji.search.attach(document.getElementById("search-text"), document.getElementById("search-found"));
    closing();
  };

  /** A list that opens over the page closes again by Escape and by a click beside it. */
  function closing() {
    const close = (event) => {
      for (const list of document.querySelectorAll("details.more[open], details.chooser[open]")) {
        if (event.type === "keydown" ? event.key === "Escape" : !list.contains(event.target)) {
          list.open = false;
          if (event.type === "keydown" && list.contains(document.activeElement)) list.querySelector("summary").focus();
        }
      }
    };
    document.addEventListener("keydown", close);
    document.addEventListener("click", close);
  }

  function range() {
    const form = document.getElementById("choices");
    if (!form) return;
    const offered = document.body.dataset.choices.split(" ");
    const fields = {
      year: () => select("year", "年度", years(), gouji.chosenYear()),
      region: () => regions(),
      level: () => select("level", "层级", codes("level", "各级")),
      kind: () => select("kind", "机关类型", codes("agency_type", "各类机关")),
      severity: () => select("severity", "严重程度", codes("severity", "全部")),
    };
    form.replaceChildren(...offered.map((name) => fields[name]()).flat());
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  const years = () => gouji.meta.years.map((line) => line.year).reverse().map((year) => [year, `${year}年`]);
  const codes = (column, all) => [["", all], ...Object.entries(gouji.meta.words[column])];

  function select(name, label, options, value = choice.get(name)) {
    const list = el("select", { id: `choice-${name}`, onchange: (event) => changed({ [name]: event.target.value }) },
      options.map(([code, text]) => el("option", { value: code, selected: String(code) === String(value) }, text)));
    return el("label", { for: list.id }, el("span", {}, label), list);
  }

  /** The province, then what is below the one chosen, level by level. */
  function regions() {
    const path = [];
    for (let code = choice.get("region"); code; code = gouji.regions.get(code)?.parent) path.unshift(code);
    const lists = [];
    for (let depth = 0, above = null; depth <= path.length; depth += 1) {
      const children = [...gouji.regions.values()].filter((region) => (region.parent ?? null) === above);
      if (!children.length) break;
      const options = [[above ?? "", above ? "全部" : "全国"], ...children.map(({ code, name }) => [code, name])];
      const list = select("region", depth ? "下级地区" : "地区", options, path[depth] ?? above ?? "");
      list.querySelector("select").id = `choice-region-${depth}`;
      list.setAttribute("for", `choice-region-${depth}`);
      lists.push(list);
      above = path[depth] ?? null;
      if (!above) break;
    }
    return lists;
  }

  function changed(changes) {
    choice.set(changes);
    const focused = document.activeElement?.id;
    range();
    links();
    document.getElementById(focused)?.focus();
    gouji.draw();
  }

  function links() {
    for (const anchor of document.querySelectorAll("a[data-keep]")) {
      anchor.href = gouji.address(anchor.getAttribute("href").split("?")[0].replace(".html", ""));
    }
  }
})();
