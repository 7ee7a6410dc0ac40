/* 收回填好的清单: a list of findings that came back is handed to the desk, which takes over all of its rows or none. */
"use strict";

gouji.returned = (() => {
  const { el } = gouji;
  const MOST = 32_000_000;

  /** Offer to take a list in, at the top of this place, to those who may decide. */
  async function offer(place) {
    const who = await gouji.desk.session;
    if (who?.role !== "decide") return;
    place.prepend(el("p", { class: "returned" }, el("button", { type: "button", onclick: () => open(who) }, "收回填好的清单")));
  }

  function open(who) {
    const drawer = el("dialog", { class: "drawer", "aria-labelledby": "returned-heading" },
      el("form", { method: "dialog" }, el("button", { class: "close" }, "关闭")),
      el("h2", { id: "returned-heading" }, "收回填好的清单"),
      el("p", {}, "请选择本系统生成、已填写“状态”“反馈”的问题清单（XLSX）。有一行不符合要求的，全部不予登记，并逐行指出原因。文件不保存。"),
      form(who));
    document.getElementById("content").append(drawer);
    drawer.addEventListener("close", () => drawer.remove());
    drawer.showModal();
  }

  function form(who) {
    const file = el("input", { id: "returned-file", name: "file", type: "file", accept: ".xlsx" });
    const chosen = el("span", { class: "chosen" });
    const problem = el("p", { class: "problem", role: "alert" });
    const status = el("p", { role: "status" });
    const button = el("button", { class: "primary" }, "登记");
    const show = () => { chosen.textContent = file.files[0]?.name ?? "未选择文件"; };
    show();
    file.addEventListener("change", () => { problem.textContent = status.textContent = ""; show(); });
    const place = el("form", { class: "decide", "aria-label": "收回填好的清单", novalidate: true },
      el("div", {}, el("label", { for: "returned-file" }, "清单"),
        el("p", { class: "pick" }, file, el("label", { class: "button", for: "returned-file", "aria-hidden": "true" }, "选择文件"), chosen)),
      gouji.desk.signature(who), button, problem, status);
    place.addEventListener("submit", async (event) => {
      event.preventDefault();
      status.textContent = "";
      problem.textContent = mistake(file.files[0]);
      if (problem.textContent) return;
      button.disabled = true;
      status.textContent = "正在登记…";
      try {
        const { recorded } = await gouji.desk.post("replies", new FormData(place));
        gouji.desk.sign(place);
        await gouji.desk.refresh();
        status.textContent = recorded ? `已登记${recorded}条处理意见。下次运行 gouji run 后计入统计。` : "清单中没有新的处理意见，没有登记。";
        file.value = "";
        show();
      } catch (error) {
        status.textContent = "";
        problem.textContent = error.message;
      } finally {
        button.disabled = false;
      }
    });
    return place;
  }

  function mistake(file) {
    if (!file) return "请选择填好的清单";
    return file.size > MOST ? `${file.name}超过${MOST / 1_000_000}MB，不是本系统生成的问题清单` : "";
  }

  return offer;
})();
