// Which rows and columns are shown; kept in the address, so that a view can be sent to somebody.

const form = byId("filters");
const fields = ["text", "section", "level", "tag", "verdict", "rows"];
// Where a clause says nothing about a backend's edition, or was not asked for, that is no difference.
const silent = new Set([...marks.values()].filter((mark) => mark.tone === "none").map((mark) => mark.code));

function fillChoices() {
  const add = (name, value, text) => form.elements[name].append(el("option", { value }, text));
  for (const section of sections) add("section", section.id, `${section.id} ${section.title}`);
  for (const level of new Set(clauses.map((clause) => clause.level))) if (level) add("level", level, level);
  for (const tag of new Set(clauses.map((clause) => clause.tag))) if (tag) add("tag", tag, tag);
  const used = new Set([...clauses, ...cases].flatMap((row) => [...row.marks]));
  for (const mark of marks.values()) if (used.has(mark.code)) add("verdict", mark.name, `${mark.sign} ${mark.name}`);
  for (const backend of backends) {
    const box = el("input", { type: "checkbox", name: "backend", value: backend.key, checked: true });
    byId("backends").append(el("label", { class: "check" }, box, ` ${backend.label}`));
  }
  byId("backends").hidden = form.elements.differ.parentElement.hidden = backends.length < 2;
}

function chosenBackends() {
  const chosen = [...form.querySelectorAll("[name=backend]:checked")].map((box) => box.value);
  return backends.filter((backend) => chosen.includes(backend.key));
}

// The address of the view that the form shows.
function viewAddress() {
  const query = new URLSearchParams();
  for (const name of fields) if (form.elements[name].value) query.set(name, form.elements[name].value);
  const chosen = chosenBackends();
  if (chosen.length < backends.length) query.set("backend", chosen.map((backend) => backend.key).join(","));
  if (form.elements.differ.checked) query.set("differ", "1");
  return query.size ? `#filter?${query}` : "#";
}

// The form as an address says; what it does not say, or what does not exist, is as at the beginning.
function readView(query) {
  for (const name of fields) {
    const field = form.elements[name];
    field.value = query.get(name) || "";
    if (field.selectedIndex < 0) field.value = "";
  }
  const wanted = query.has("backend") ? query.get("backend").split(",") : null;
  for (const box of form.querySelectorAll("[name=backend]")) box.checked = !wanted || wanted.includes(box.value);
  form.elements.differ.checked = query.has("differ");
}

function textOf(row) {
  if (row.text === undefined) {
    const parts = row.cases ? row.cases.flatMap((one) => [one.name, one.statement]) : [];
    row.text = [row.id, row.statement, ...parts].join("\n").toLowerCase();
  }
  return row.text;
}

// The rows that fit the form, and the backends that are columns.
function view() {
  const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const columns = chosenBackends();
  const differ = form.elements.differ.checked;
  const codes = new Set([...marks.values()].filter((mark) => mark.name === wanted.verdict).map((mark) => mark.code));
  const hasVerdict = (row) => columns.some((backend) => codes.has(row.marks[backend.at]));
  const rows = (wanted.rows === "cases" ? cases : clauses).filter((row) =>
    (!wanted.section || row.section.id === wanted.section)
    && (!wanted.level || row.level === wanted.level)
    && (!wanted.tag || row.tag === wanted.tag)
    && (!wanted.verdict || hasVerdict(row) || Boolean(row.cases && row.cases.some(hasVerdict)))
    && (!differ || new Set(columns.map((backend) => row.marks[backend.at]).filter((code) => !silent.has(code))).size > 1)
    && words.every((word) => textOf(row).includes(word)));
  return { rows, columns, total: wanted.rows === "cases" ? cases.length : clauses.length, kind: wanted.rows || "clauses" };
}
