// The data of the page: the overview at once, the details of a section when one of its clauses is opened.

const data = JSON.parse(byId("data").textContent);
const marks = new Map(data.marks.map(([code, name, sign, tone, about]) => [code, { code, name, sign, tone, about }]));

const backends = data.backends.map(([key, label, about, name, edition], at) => ({ key, label, about, name, edition, at }));

const sections = data.sections.map(([id, title], at) => ({ id, title, at }));

const clauses = data.clauses.map((row, at) => ({
  at,
  id: row[0], section: sections[row[1]], level: row[2], tag: row[3], statement: row[4], observable: row[5],
  source: row[6], basis: row[7], first: row[8][0], last: row[8][1], note: row[9], area: row[10],
  unobservable: row[11], mutants: row[12], marks: row[13], cases: [],
}));

const cases = data.cases.map((row, at) => ({
  at,
  name: row[0], clause: clauses[row[1]], role: row[2], statement: row[3], needs: row[4], marks: row[5],
  subcases: row[6], id: `${clauses[row[1]].id}/${row[0]}`, section: clauses[row[1]].section,
  level: clauses[row[1]].level, tag: clauses[row[1]].tag,
}));
for (const one of cases) one.clause.cases.push(one);

const clauseById = new Map(clauses.map((clause) => [clause.id, clause]));

const read = new Map();

// What backends did in a case: a list of {backend, total, told}, for those that there is something to tell of.
function detailsOf(one) {
  const at = one.section.at;
  if (!read.has(at)) read.set(at, JSON.parse(byId(`details-${at}`).textContent));
  const { texts, cases: told } = read.get(at);
  return (told[one.at] || []).map(([backend, total, subcases, expectation, reproducer]) => ({
    backend: backends[backend],
    total,
    told: subcases.map(([id, code, expected, got, chose, records, emulated]) => ({
      id: texts[id], mark: marks.get(code), expected: texts[expected], got: texts[got], chose: texts[chose],
      emulated: Boolean(emulated),
      records: records.map(([severity, text, clause, number]) => ({ severity, text: texts[text], clause, number })),
    })),
    expectation: texts[expectation],
    reproducer: texts[reproducer],
  }));
}
