// The page of one clause: what it says and where that stands, its cases, its wrong engines, what each backend did.

const FEW = 8;

function drawClause(clause) {
  const number = clause.at;
  const step = (other, text) => other && el("a", { href: `#${encodeURI(other.id)}`, rel: text }, `${text}: ${other.id}`);
  byId("clause").replaceChildren(
    el("nav", { class: "steps", "aria-label": "Clauses" },
      el("a", { href: lastView, class: "back" }, "All clauses"), step(clauses[number - 1], "prev"), step(clauses[number + 1], "next")),
    el("p", { class: "over" }, `${clause.section.id} · ${clause.section.title}`),
    el("h1", { id: "clause-title", tabindex: "-1" }, clause.id, clause.level && el("span", { class: "chip" }, clause.level)),
    el("p", { class: "statement" }, clause.statement ? withCode(clause.statement) : "This report was made without the words of the clauses."),
    facts(clause),
    clause.cases.length ? caseTable(clause) : el("p", { class: "notice" }, `No case. ${clause.unobservable}`),
    ...clause.cases.map(caseSection),
    clause.mutants.length ? mutantList(clause) : null);
}

function facts(clause) {
  const last = clause.last ? `${clause.first} to ${clause.last}` : `${clause.first} on`;
  const pairs = [
    ["To be seen", clause.observable],
    ["Source", [clause.source, clause.basis].filter(Boolean).join(" — ")],
    ["Editions", clause.first ? last : ""],
    ["Note", clause.note],
    ["About", clause.area],
  ].filter(([, text]) => text);
  const named = Object.entries(data.sources).filter(([name]) => new RegExp(`(^|[^A-Za-z])${name}\\b`).test(clause.source));
  return el("dl", { class: "facts" }, pairs.map(([name, text]) => [
    el("dt", {}, name),
    el("dd", {}, withCode(text), name === "Source" && named.length
      ? el("small", {}, named.map(([short, long]) => `${short}: ${long}`).join("; ")) : null),
  ]));
}

function caseTable(clause) {
  const head = backends.map((backend) => el("th", { scope: "col", title: backend.about }, el("span", {}, backend.label)));
  const rows = clause.cases.map((one) => el("tr", {},
    el("th", { scope: "row" }, el("a", { href: `#${encodeURI(one.id)}` }, el("span", { class: "words" }, one.statement || one.name)),
      el("span", { class: "chip" }, one.role)),
    backends.map((backend) => markCell("td", marks.get(one.marks[backend.at])))));
  const all = el("tr", { class: "total" }, el("th", { scope: "row" }, "The clause"),
    backends.map((backend) => markCell("td", marks.get(clause.marks[backend.at]))));
  return el("section", { "aria-labelledby": "cases-title" },
    el("h2", { id: "cases-title" }, "Cases"),
    el("div", { class: `scroll${backends.length > 5 ? " many" : ""}`, tabindex: "0", role: "group", "aria-labelledby": "cases-title" },
      el("table", { class: "own" }, el("colgroup", {}, el("col", {}), backends.map(() => el("col", { class: "cell" }))),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Case"), head)), el("tbody", {}, rows, all))));
}

function caseSection(one) {
  const told = detailsOf(one);
  const passed = backends.filter((b) => marks.get(one.marks[b.at]).name === "pass" && !told.some((item) => item.backend === b));
  const quiet = (list, text) => list.length ? el("p", { class: "quiet" }, `${list.map((b) => b.label).join(", ")}: ${text}`) : null;
  const outside = backends.filter((b) => marks.get(one.marks[b.at]).name === "not-applicable");
  const subs = one.subcases > 1 ? `passes all ${one.subcases} subcases` : "passes";
  return el("section", { class: "case", "aria-labelledby": `case-${one.at}` },
    el("h3", { id: `case-${one.at}`, tabindex: "-1" }, one.statement || one.name),
    el("p", { class: "over" }, el("span", { class: "chip" }, one.role),
      el("a", { href: `#${encodeURI(one.id)}`, class: "id", title: "Permanent link to this case" }, one.id),
      one.needs.length ? [" needs ", one.needs.map((id) => [el("a", { href: `#${encodeURI(id)}`, class: "id" }, id), " "])] : null),
    told.map((item) => did(one, item)),
    quiet(passed, subs),
    quiet(outside, "says nothing about its edition"));
}

// What one backend did in a case: a row for each subcase that is worth telling of.
function did(one, { backend, total, told, expectation, reproducer }) {
  const mark = marks.get(one.marks[backend.at]);
  const wrong = told.filter((sub) => sub.mark.name !== "pass").length;
  const heading = total > 1 ? `${backend.label}: ${mark.name}${wrong ? `, ${wrong} of ${total} subcases did not pass` : ""}` : `${backend.label}: ${mark.name}`;
  const body = el("tbody", {}, told.slice(0, FEW).map(subcaseRow));
  const box = el("div", { class: `did edge-${mark.tone}` },
    el("h4", {}, markCell("span", mark), heading),
    expectation ? el("p", { class: "expectation" }, `Known: ${expectation}`) : null,
    told.length ? el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": heading },
      el("table", { class: "subs" },
        el("thead", {}, el("tr", {}, ["Subcase", "Verdict", "Expected", "Got"].map((name) => el("th", { scope: "col" }, name)))), body)) : null);
  if (told.length > FEW) {
    const more = el("button", { type: "button" }, `Show all ${told.length}`);
    more.addEventListener("click", () => {
      body.append(...told.slice(FEW).map(subcaseRow));
      more.remove();
    });
    box.append(more);
  }
  if (reproducer) {
    box.append(el("details", { class: "reproducer" }, el("summary", {}, "A script that shows it"), copyable(reproducer, "the script")));
  }
  if (mark.tone === "bad" || mark.tone === "known") {
    box.append(el("p", { class: "quiet" }, "Run it again:"), copyable(`dynshape run ${backend.name} --edition ${backend.edition} --clause ${one.id}`, "the command"));
  }
  return box;
}

function subcaseRow(sub) {
  const log = sub.records.length ? el("details", {},
    el("summary", {}, `${sub.records.length} log record${sub.records.length > 1 ? "s" : ""}`),
    el("ul", { class: "log" }, sub.records.map((record) => el("li", {}, el("b", {}, record.severity),
      record.number !== null && record.number !== undefined ? ` code ${record.number}` : null,
      record.clause ? ` ${record.clause}` : null, ` ${record.text}`)))) : null;
  return el("tr", {},
    el("th", { scope: "row" }, sub.id || "the case", sub.emulated ? el("small", {}, "by the adapter’s own answer") : null),
    el("td", {}, `${sub.mark.sign} ${sub.mark.name}`),
    el("td", {}, sub.expected),
    el("td", {}, sub.got, sub.chose ? el("span", { class: "chose" }, `chose: ${sub.chose}`) : null, log));
}

function mutantList(clause) {
  return el("section", { "aria-labelledby": "mutants-title" },
    el("h2", { id: "mutants-title" }, "Wrong engines that the cases are tried on"),
    el("ul", { class: "mutants" }, clause.mutants.map(([name, about, fate, killers]) => el("li", {},
      about, el("br"), el("code", {}, name),
      fate ? ` — ${fate}${killers.length ? ` by ${killers.join(", ")}` : ""}` : null))));
}
