"use strict";
// Narrows every table to an agency, a severity, a state and words; printing shows what is folded.
const filters = document.getElementById("filters");
const [words, agency, severity, state] = ["words", "agency", "severity", "state"].map((id) => document.getElementById(id));
const tables = Array.from(document.querySelectorAll("section"), (section) => ({
  count: section.querySelector(".count"),
  rows: Array.from(section.querySelectorAll("tbody tr"), (row) => ({ row, text: null })),
}));

function wanted(entry, sought) {
  const { agency: name, severity: level, state: settled } = entry.row.dataset;
  if (agency.value && name !== agency.value) return false;
  if (severity.value && level !== undefined && level !== severity.value) return false;
  if (state.value && settled !== undefined && settled !== state.value) return false;
  if (!sought.length) return true;
  entry.text ??= entry.row.textContent.toLowerCase();
  return sought.every((word) => entry.text.includes(word));
}

function narrow() {
  const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const { count, rows } of tables) {
    let shown = 0;
    for (const entry of rows) {
      entry.row.hidden = !wanted(entry, sought);
      shown += entry.row.hidden ? 0 : 1;
    }
    const total = count.dataset.total;
    count.textContent = shown === Number(total) ? `${total} 条` : `显示 ${shown} / ${total} 条`;
  }
}

let waiting;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(narrow, 120);
}

words.addEventListener("input", soon);
for (const choice of [agency, severity, state]) choice.addEventListener("change", narrow);
filters.addEventListener("reset", () => setTimeout(narrow));
filters.addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});
filters.hidden = false;
narrow();
