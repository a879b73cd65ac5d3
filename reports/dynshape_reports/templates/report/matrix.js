// The matrix: a table for each section, its rows made when they come near the screen.

const CHUNK = 60;
const FIRST = 60;
const unmade = new Map();
const near = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) makeRows(one.target);
}, { rootMargin: "1500px 0px" });

function drawMatrix({ rows, columns, total, kind }) {
  near.disconnect();
  unmade.clear();
  const groups = new Map();
  for (const row of rows) {
    if (!groups.has(row.section)) groups.set(row.section, []);
    groups.get(row.section).push(row);
  }
  const model = modelRow(columns);
  byId("matrix").replaceChildren(...[...groups].map(([section, own]) => sectionTable(section, own, columns, kind, model)));
  byId("matrix").className = columns.length > 5 ? "many" : "";
  byId("nothing").hidden = rows.length > 0;
  byId("count").textContent = rows.length === total ? `all ${total} ${kind}` : `${rows.length} of ${total} ${kind}`;
  let made = 0;
  for (const body of [...unmade.keys()]) {
    if (made < FIRST) made += makeRows(body);
    else near.observe(body);
  }
}

function sectionTable(section, rows, columns, kind, model) {
  const head = columns.map((backend) =>
    el("th", { scope: "col", title: `${backend.label}: ${backend.about}` }, el("span", {}, backend.label)));
  const title = `matrix-${section.id}`;
  const bodies = [];
  for (let start = 0; start < rows.length; start += CHUNK) {
    const part = rows.slice(start, start + CHUNK);
    const space = el("td", { colspan: columns.length + 1 });
    space.style.height = `${part.length * 3}rem`;
    const body = el("tbody", {}, el("tr", {}, space));
    unmade.set(body, { rows: part, columns, model, start });
    bodies.push(body);
  }
  return el("section", { class: "group", "aria-labelledby": title },
    el("h3", { id: title }, el("span", { class: "id" }, section.id), ` ${section.title} `,
      el("small", {}, `${rows.length} ${rows.length === 1 ? kind.slice(0, -1) : kind}`)),
    el("table", { "aria-labelledby": title, "aria-rowcount": rows.length + 1 },
      el("colgroup", {}, el("col", {}), columns.map(() => el("col", { class: "cell" }))),
      el("thead", {}, el("tr", { "aria-rowindex": 1 }, el("th", { scope: "col" }, kind === "cases" ? "Case" : "Clause"), head)),
      bodies));
}

function modelRow(columns) {
  const cell = () => el("td", {}, el("span", { class: "sr" }, " "));
  const link = el("a", {}, el("span", { class: "id" }, " "), el("span", { class: "words" }, " "));
  return el("tr", {}, el("th", { scope: "row" }, link), columns.map(cell));
}

function makeRows(body) {
  const { rows, columns, model, start } = unmade.get(body);
  unmade.delete(body);
  near.unobserve(body);
  body.replaceChildren(...rows.map((row, number) => {
    const made = model.cloneNode(true);
    made.setAttribute("aria-rowindex", start + number + 2);
    const link = made.firstChild.firstChild;
    link.href = `#${encodeURI(row.id)}`;
    link.firstChild.firstChild.data = row.id;
    if (row.statement.includes("`")) link.lastChild.replaceChildren(...withCode(row.statement));
    else link.lastChild.firstChild.data = row.statement;
    if (row.level) link.firstChild.dataset.level = row.role || row.level;
    let cell = made.firstChild;
    for (const backend of columns) {
      cell = cell.nextSibling;
      const mark = marks.get(row.marks[backend.at]);
      cell.className = `m tone-${mark.tone}`;
      cell.title = `${backend.label}: ${mark.name}`;
      cell.dataset.sign = mark.sign;
      cell.firstChild.firstChild.data = mark.name;
    }
    return made;
  }));
  return rows.length;
}

function makeAllRows() {
  for (const body of [...unmade.keys()]) makeRows(body);
}
