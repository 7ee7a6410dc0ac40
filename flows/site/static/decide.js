/* What `gouji serve` adds: who is here, the decisions made since the pages were built, and a form to make one. */
"use strict";

(() => {
  const { el, word } = gouji;
  const SERVED = location.protocol !== "file:";
  // Only a later version of the report corrects a finding.
  const UNDECIDABLE = ["corrected"];

  async function ask(path) {
    if (!SERVED) return null;
    try {
      const answer = await fetch(`api/${path}`);
      if (answer.ok) return await answer.json();
    } catch { /* The same pages on another web server, or the desk has ended: they are still to be read. */ }
    return null;
  }

  const session = ask("session");
  const made = session.then((who) => who && ask("decisions")).then((answer) =>
    new Map((answer?.decisions ?? []).map((decision) => [decision.finding_id, decision])));

  /** Send a form or an object to the desk; throws an Error whose message is for its reader. */
  async function post(path, content) {
    const isForm = content instanceof FormData;
    const headers = { "X-CSRF-Token": (await session).csrf, ...(isForm ? {} : { "Content-Type": "application/json" }) };
    let answer;
    try {
      answer = await fetch(`api/${path}`, { method: "POST", headers, body: isForm ? content : JSON.stringify(content) });
    } catch {
      throw new Error("无法连接服务器，请确认 gouji serve 仍在运行");
    }
    const body = await answer.json();
    if (answer.status === 401) location.assign("/login");
    if (!answer.ok) throw new Error(body.error);
    return body;
  }

  const changed = ({ state, reason, by, on }) => ({ state, decision: state, state_reason: reason, decided_by: by, decided_on: on, is_lapsed: false });
  const isOpen = ({ state }) => !UNDECIDABLE.includes(state);

  /* Pieces of data as they would be if they had been built after the decisions. */
  const { load, rows } = gouji;
  gouji.load = async (name) => {
    const piece = await load(name);
    if (!piece || !name.startsWith("reports/")) return piece;
    const decisions = await made;
    for (const report of piece.reports) {
      for (const finding of report.findings) if (isOpen(finding) && decisions.has(finding.id)) Object.assign(finding, changed(decisions.get(finding.id)));
    }
    return piece;
  };
  gouji.rows = async (folder, key) => {
    const [lines, decisions] = await Promise.all([rows(folder, key), made]);
    for (const line of lines) if (isOpen(line) && decisions.has(line.finding_id)) Object.assign(line, { state: decisions.get(line.finding_id).state });
    return lines;
  };

  /** Offer a decision on the findings of a matter in this place. */
  async function offer(place, findings) {
    const who = await session;
    if (who?.role === "decide" && findings.every(isOpen)) place.append(form(who, findings));
  }

  function form(who, findings) {
    const problem = el("p", { class: "problem", role: "alert" });
    const saved = el("p", { role: "status" });
    const states = Object.keys(gouji.meta.words.state).filter((code) => !UNDECIDABLE.includes(code));
    const place = el("form", { class: "decide", "aria-label": "处理意见" }, el("h3", {}, "处理意见"),
      el("fieldset", {}, el("legend", { class: "sr" }, "处理意见"), states.map((code) => el("label", {},
        el("input", { type: "radio", name: "state", value: code, required: true, checked: code === findings[0].state }), ` ${word("state", code)}`))),
      el("label", {}, el("span", {}, "理由"), el("textarea", { name: "reason", rows: 3, maxlength: 2000 }, findings[0].state_reason ?? "")),
      signature(who), el("button", { class: "primary" }, "保存处理意见"), problem, saved);
    place.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.textContent = saved.textContent = "";
      try {
        sign(place);
        await decide(findings, new FormData(place));
        for (const finding of findings) document.querySelector(`[data-finding="${finding.id}"]`)?.replaceWith(gouji.matter.one(finding));
        saved.textContent = `已保存：${word("state", findings[0].state)}。下次运行 gouji run 后计入统计。`;
      } catch (error) {
        problem.textContent = error.message;
      }
    });
    return place;
  }

  /** Where nobody signs in, a field for who decides. */
  const signature = (who) => who.user === null && el("label", {}, el("span", {}, "处理人"),
    el("input", { name: "by", required: true, autocomplete: "name", value: sessionStorage.getItem("by") ?? "" }));

  /** Remember who decides for the next form. */
  const sign = (place) => place.elements.by && sessionStorage.setItem("by", place.elements.by.value);

  async function decide(findings, entered) {
    const [state, reason, by] = ["state", "reason", "by"].map((name) => entered.get(name) ?? "");
    for (const finding of findings) {
      const decision = await post("decisions", { finding_id: finding.id, state, reason, by, message: finding.message, before: finding.state });
      (await made).set(finding.id, decision);
      Object.assign(finding, changed(decision));
    }
    document.dispatchEvent(new CustomEvent("decided", { detail: { state, findings: findings.map(({ id }) => id) } }));
  }

  /** Ask again what was decided, and draw the page anew. */
  async function refresh() {
    const known = await made;
    for (const decision of (await ask("decisions"))?.decisions ?? []) known.set(decision.finding_id, decision);
    await gouji.draw();
  }

  session.then((who) => {
    if (!who?.user) return;
    const leave = async () => {
      await post("logout", {});
      location.assign("/login");
    };
    document.querySelector(".top").append(el("p", { class: "who" }, who.user, el("button", { type: "button", class: "plain", onclick: leave }, "退出")));
  });

  gouji.decide = offer;
  gouji.desk = { session, post, refresh, signature, sign };
})();
