// The page as a whole: addresses, keys, theme.

let lastView = "#";
let lastScroll = 0;
let drawn = null;
let shown = null;

function show(address) {
  const text = address.replace(/^#/, "");
  const [path, query] = text.split("?", 2);
  const id = safeDecode(path);
  const clause = clauseById.get(id.split("/")[0]);
  if (clause) showClause(clause, clause.cases.find((one) => one.id === id));
  else if (path === "filter") showOverview(new URLSearchParams(query));
  else if (!path || (byId(path) && shown === null)) showOverview(new URLSearchParams());
  else if (!byId(path)) showUnknown(id);
}

function safeDecode(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

function showOverview(query) {
  const back = byId("overview").hidden;
  byId("clause").hidden = true;
  byId("overview").hidden = byId("explore").hidden = false;
  document.title = pageTitle;
  readView(query);
  refresh();
  if (back) scrollTo(0, lastScroll);
  else if (query.size) byId("explore").scrollIntoView();
}

function showClause(clause, one) {
  if (!byId("overview").hidden) lastScroll = scrollY;
  byId("overview").hidden = true;
  byId("clause").hidden = false;
  if (drawn !== clause) drawClause(clause);
  drawn = clause;
  byId("clause").querySelector(".back").href = lastView;
  document.title = `${(one || clause).id} · dynshape`;
  for (const old of document.querySelectorAll(".case.aim")) old.classList.remove("aim");
  const title = one && byId(`case-${one.at}`);
  if (title) {
    title.parentElement.classList.add("aim");
    title.parentElement.scrollIntoView();
    title.focus({ preventScroll: true });
  } else {
    scrollTo(0, 0);
    byId("clause-title").focus({ preventScroll: true });
  }
}

function showUnknown(id) {
  byId("overview").hidden = true;
  byId("clause").hidden = false;
  drawn = null;
  byId("clause").replaceChildren(
    el("nav", { class: "steps" }, el("a", { href: lastView, class: "back" }, "All clauses")),
    el("h1", { id: "clause-title", tabindex: "-1" }, "No such clause"),
    el("p", {}, `This report has no clause or case ${id}.`));
  byId("clause-title").focus();
}

function refresh() {
  lastView = viewAddress();
  if (shown === lastView) return;
  shown = lastView;
  drawMatrix(view());
}

function filtered() {
  refresh();
  history.replaceState(null, "", lastView);
  const top = form.getBoundingClientRect().top;
  if (byId("matrix").getBoundingClientRect().top < top) byId("explore").scrollIntoView();
}

const themes = ["system", "light", "dark"];

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = `Theme: ${theme}`;
}

function stored(value) {
  // A page opened from disk may have no storage; then the choice lasts as long as the page.
  try {
    if (value) localStorage.setItem("dynshape-theme", value);
    return localStorage.getItem("dynshape-theme");
  } catch {
    return null;
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  const onClause = byId("overview").hidden;
  if (event.key === "Escape" && onClause) location.hash = lastView;
  else if (typing || event.target.closest(".scroll, pre")) return;
  else if (event.key === "/" && !onClause) form.elements.text.focus();
  else if (onClause && event.key === "ArrowLeft") byId("clause").querySelector("[rel=prev]")?.click();
  else if (onClause && event.key === "ArrowRight") byId("clause").querySelector("[rel=next]")?.click();
  else if (!onClause && /^Arrow(Up|Down)$/.test(event.key) && event.target.closest("#matrix")) {
    const links = [...byId("matrix").querySelectorAll("th a")];
    const next = links[links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) next.focus();
  } else return;
  event.preventDefault();
}

const pageTitle = document.title;
fillChoices();
setTheme(themes.includes(stored()) ? stored() : "system");
byId("theme").hidden = false;
byId("theme").addEventListener("click", () => {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
  setTheme(next);
  stored(next);
});
form.addEventListener("input", filtered);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filtered));
addEventListener("keydown", onKey);
addEventListener("hashchange", () => show(location.hash));
addEventListener("beforeprint", makeAllRows);
show(location.hash);
