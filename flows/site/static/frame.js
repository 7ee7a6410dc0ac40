/* The frame of a page: the range that it shows, the search for a unit, and when the data is from. */
"use strict";

(() => {
  const { el, choice, word } = gouji;

  gouji.frame = () => {
    links();
    // A desk without a warehouse has nothing but itself to show.
    if (!gouji.meta.built) return;
    const about = `数据生成于${gouji.meta.built}；应报告机关的公布情况截至${chineseDay(gouji.meta.day)}。`;
    document.getElementById("about").textContent = about;
    range();
    search();
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

  const chineseDay = (text) => {
    const [year, month, day] = text.split("-").map(Number);
    return `${year}年${month}月${day}日`;
  };

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

  /* The search: all names are loaded at the first letter typed. */
  const SHOWN = 12;
  let units = null;

  async function names() {
    units ??= gouji.parts("search", "names").then((parts) => parts.flat());
    return units;
  }

  function search() {
    const input = document.getElementById("search-text");
    const list = document.getElementById("search-found");
    let active = -1;
    const show = async () => {
      const text = input.value.trim().toLowerCase();
      const found = text ? matches(await names(), text) : [];
      if (input.value.trim().toLowerCase() !== text) return;
      active = -1;
      list.replaceChildren(...(text && !found.length ? [el("li", { class: "none" }, "没有名称或者拼音首字母含这些字的地区、机关")] : found.map(option)));
      list.hidden = !text;
      input.setAttribute("aria-expanded", String(Boolean(text)));
    };
    const move = (step) => {
      const options = [...list.querySelectorAll("[role=option]")];
      if (!options.length) return;
      options[active]?.setAttribute("aria-selected", "false");
      active = (active + step + options.length) % options.length;
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    };
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        (list.querySelectorAll("[role=option] a")[Math.max(active, 0)])?.click();
      } else if (event.key === "Escape") {
        input.value = "";
        show();
      }
    });
  }

  function matches(all, text) {
    const starting = [];
    const containing = [];
    for (const unit of all) {
      const [, , name, context, initials] = unit;
      if (name.startsWith(text) || initials.startsWith(text)) starting.push(unit);
      else if (containing.length < SHOWN && (name.includes(text) || initials.includes(text) || `${context}${name}`.includes(text))) {
        containing.push(unit);
      }
      if (starting.length >= SHOWN) break;
    }
    return [...starting, ...containing].slice(0, SHOWN);
  }

  function option([kind, id, name, context], at) {
    const target = kind === "region" ? gouji.address("region", { region: id }) : gouji.address("agency", { agency: id });
    return el("li", { role: "option", id: `search-${at}`, "aria-selected": "false" },
      el("a", { href: target, tabindex: "-1" }, name, el("small", {}, context === name ? word("level", gouji.regions.get(id)?.level) : context)));
  }
})();
