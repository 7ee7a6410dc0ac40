/* 核对草稿: hands a draft to the desk, shows the form with its wrong cells and what to do; nothing is kept. */
"use strict";

gouji.start(async () => {
  const { el, severity, word, agency, year } = gouji;
  const MOST = 32_000_000;
  const SECOND = 1000;
  const form = document.getElementById("draft");
  const progress = document.getElementById("draft-progress");
  const problem = document.getElementById("draft-problem");
  const button = document.getElementById("draft-send");
  const result = document.getElementById("draft-result");
  const printedForm = await gouji.load("form");
  const session = await gouji.desk.session;
  if (!session) {
    form.replaceChildren(gouji.empty("本页须由 gouji serve 打开：在本机运行 gouji serve，再用浏览器访问它显示的网址。"));
    return;
  }

  for (const place of form.querySelectorAll(".drop")) {
    const input = place.querySelector("input");
    input.addEventListener("change", () => chosen(input));
    for (const name of ["dragover", "dragleave", "drop"]) {
      place.addEventListener(name, (event) => {
        event.preventDefault();
        place.classList.toggle("over", name === "dragover");
        if (name !== "drop" || !event.dataTransfer.files.length) return;
        input.files = event.dataTransfer.files;
        chosen(input);
      });
    }
  }
  // A file dropped beside its place would otherwise be opened instead of the page.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());

  function chosen(input) {
    const [file] = input.files;
    problem.textContent = "";
    document.getElementById(`${input.id}-chosen`).replaceChildren(...(file ? [`${file.name}（${size(file.size)}） `,
      el("button", { type: "button", class: "plain", onclick: () => { input.value = ""; chosen(input); } }, "移除")] : ["未选择文件"]));
  }

  const size = (bytes) => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = mistake();
    if (problem.textContent) return;
    const started = Date.now();
    const tell = () => { progress.textContent = `正在核对，已用${Math.round((Date.now() - started) / SECOND)}秒…`; };
    const clock = setInterval(tell, SECOND);
    tell();
    button.disabled = true;
    result.hidden = true;
    try {
      show(await gouji.desk.post("check", files()));
      progress.textContent = "核对完毕，文件未保存。";
    } catch (error) {
      progress.textContent = "";
      problem.textContent = error.message;
    } finally {
      clearInterval(clock);
      button.disabled = false;
    }
  });

  // Before this a form would be sent the way of plain pages.
  button.disabled = false;

  function mistake() {
    const picked = [...form.querySelectorAll("input")].flatMap((input) => [...input.files]);
    if (!form.elements.file.files.length) return "请选择要核对的草稿";
    const large = picked.find((file) => file.size > MOST);
    return large ? `${large.name}超过${MOST / 1_000_000}MB，请压缩其中的图片后另存` : "";
  }

  function files() {
    const content = new FormData();
    for (const input of form.querySelectorAll("input")) if (input.files.length) content.append(input.name, input.files[0]);
    return content;
  }

  function show({ report, counts, gaps, doubt }) {
    const now = new Date().toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short" });
    result.replaceChildren(...[
      el("h2", {}, "年度报告草稿核对单"),
      el("p", {}, `${agency(report.agency)} ${year(report.year)}度；文件：${report.document}；核对时间：${now}`),
      doubt && el("p", { class: "doubt-note" }, doubt),
      el("p", { class: "tally" }, summary(report.findings), el("button", { type: "button", onclick: () => window.print() }, "打印核对单")),
      el("p", {}, `各项规则核验结果：${Object.entries(counts).map(([code, count]) => `${word("result", code)}${count}项`).join("，")}。`),
      problems(report.findings), tables(report), list("未能核验的规则", gaps),
      list("其他提示", report.notices.map((notice) => [notice.message, gouji.matter.source(notice)].filter(Boolean).join("　"))),
    ].filter(Boolean));
    result.hidden = false;
    result.focus();
  }

  function summary(findings) {
    const count = (code) => findings.filter((finding) => finding.severity === code).length;
    if (!findings.length) return el("strong", {}, "没有发现问题。");
    return el("span", {}, ["must", "should"].filter(count).map((code) => el("span", { class: "one" }, severity(code), ` ${count(code)}项`)));
  }

  function problems(findings) {
    if (!findings.length) return null;
    return el("section", {}, el("h3", {}, "问题与处理"), el("ol", { class: "todo" }, findings.map((finding) => el("li", { id: `todo-${finding.id}`, tabindex: "-1" },
      el("p", {}, severity(finding.severity), el("strong", {}, ` ${finding.failure}`), `　${gouji.matter.place(finding)}`),
      el("p", {}, finding.message, finding.is_suspect && `。该格改为${gouji.number(finding.expected)}后，行、列合计均相符`),
      el("p", { class: "remedy" }, `处理：${finding.remedy}`),
      el("p", { class: "law" }, [`依据：${finding.basis}`, gouji.matter.source(finding)].filter(Boolean).join("；"))))));
  }

  function tables(report) {
    const open = ([finding]) => {
      const line = document.getElementById(`todo-${finding.id}`);
      line.scrollIntoView({ block: "center" });
      line.focus();
    };
    const draw = (before) => numbered(gouji.printed.tables(report, printedForm, { open, before }), report.findings);
    const place = el("div", {}, draw());
    const before = report.previous && gouji.printed.cells({ cells: report.previous }, printedForm);
    const compare = before && el("label", { class: "beside" }, el("input", { type: "checkbox",
      onchange: (event) => place.replaceChildren(...draw(event.target.checked ? before : null)) }), " 同时显示上年数字");
    return el("section", {}, el("h3", {}, "表格"), el("p", { class: "hint" }, "有问题的单元格已标出，点击可查看处理办法。"), compare, place);
  }

  /** On paper a wrong cell names the problems by their numbers: there is no room for more. */
  function numbered(figures, findings) {
    for (const cell of figures.flatMap((figure) => [...figure.querySelectorAll("td.wrong")])) {
      const numbers = findings.flatMap((one, at) => (`cell-${one.section}-${one.item}-${one.measure}` === cell.id ? [at + 1] : []));
      cell.append(el("span", { class: "numbered" }, `问题${numbers.join("、")}`));
    }
    return figures;
  }

  function list(title, lines) {
    return lines.length ? el("section", {}, el("h3", {}, title), el("ul", {}, lines.map((line) => el("li", {}, line)))) : null;
  }
});
