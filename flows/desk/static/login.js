"use strict";
// Sends name and password with the token of the page, and goes on to the site.
(() => {
  const form = document.getElementById("login");
  const problem = document.getElementById("problem");

  async function signIn() {
    const { csrf } = await (await fetch("/api/session")).json();
    const answer = await fetch("/api/login", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
      body: JSON.stringify({ name: form.elements.name.value, password: form.elements.password.value }),
    });
    if (!answer.ok) throw new Error((await answer.json()).error);
    location.assign("/");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      await signIn();
    } catch (error) {
      problem.textContent = error instanceof TypeError ? "无法连接服务器，请稍后再试" : error.message;
      form.elements.password.select();
    }
  });
})();
