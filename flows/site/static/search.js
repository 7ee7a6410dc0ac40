/* The search for a unit by a part of its name or of the initials of its name in pinyin, as one types. */
"use strict";

gouji.search = (() => {
  const { el, word } = gouji;
  const SHOWN = 12;
  let units = null;

  /** All names are loaded at the first letter typed. */
  function names() {
    units ??= gouji.parts("search", "names").then((parts) => parts.flat());
    return units;
  }

  /** Let `input` find units, of one `kind` where given; `pick` is called with the unit chosen, else its page is opened. */
  function attach(input, list, { kind = null, pick = null } = {}) {
    let active = -1;
    let found = [];
    const options = () => [...list.querySelectorAll("[role=option]")];
    const reveal = (isShown) => {
      list.hidden = !isShown;
      input.setAttribute("aria-expanded", String(isShown));
    };
    const show = async () => {
      const text = typed(input);
      const all = text ? await names() : [];
      if (typed(input) !== text) return;
      found = text ? matches(all, text, kind) : [];
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren(...(text && !found.length ? [el("li", { class: "none" }, "没有名称或者拼音首字母含这些字的地区、机关")]
        : found.map((unit, at) => option(unit, `${list.id}-${at}`, pick && (() => choose(unit))))));
      reveal(Boolean(text));
    };
    const choose = (unit) => {
      close();
      pick(unit);
    };
    const close = () => {
      input.value = "";
      show();
    };
    const move = (step) => {
      const all = options();
      if (!all.length) return;
      all[active]?.setAttribute("aria-selected", "false");
      active = (active + step + all.length) % all.length;
      all[active].setAttribute("aria-selected", "true");
      all[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", all[active].id);
    };
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && !event.isComposing && found.length) {
        event.preventDefault();
        const chosen = Math.max(active, 0);
        if (pick) choose(found[chosen]);
        else options()[chosen].querySelector("a").click();
      } else if (event.key === "Escape") close();
    });
    // A click on a unit takes the focus away before it counts.
    input.addEventListener("blur", () => setTimeout(reveal, 150, false));
    input.addEventListener("focus", () => reveal(Boolean(typed(input))));
  }

  const typed = (input) => input.value.trim().toLowerCase();

  /** The unit of that name comes first, then those whose name begins with the text; several words must all be in the name or in where the unit is. */
  function matches(all, text, kind) {
    const words = text.split(/\s+/);
    const groups = [[], [], [], []];
    for (const unit of all) {
      if (kind && unit[0] !== kind) continue;
      const rank = ranked(unit, text, words);
      if (rank !== null && groups[rank].length < SHOWN) groups[rank].push(unit);
    }
    return groups.flat().slice(0, SHOWN);
  }

  function ranked([, , name, context, initials], text, words) {
    if (name === text) return 0;
    if (name.startsWith(text) || initials.startsWith(text)) return 1;
    if (name.includes(text) || initials.includes(text)) return 2;
    return words.every((part) => name.includes(part) || context.includes(part) || initials.includes(part)) || joined(context, name, text) ? 3 : null;
  }

  // 江苏省淮安市洪泽区 may be typed in full before the name that begins with its last part.
  const joined = (context, name, text) => text.length > 3 && context.includes(text[0]) && `${context}${name}`.includes(text);

  function option([kind, id, name, context], key, choose) {
    const where = context === name ? word("level", gouji.regions.get(id)?.level) : context;
    const inside = [el("span", {}, name), el("small", {}, where)];
    return el("li", { role: "option", id: key, "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: choose },
      choose ? el("span", { class: "found" }, inside) : el("a", { href: gouji.address(kind, { [kind]: id }), tabindex: "-1" }, inside));
  }

  return { attach, names, matches };
})();
