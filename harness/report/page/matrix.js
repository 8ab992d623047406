// The matrix: its cells, the filters, and the keyboard in it. The state is in the address, behind its hash.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const MARKS = data.marks;
const cells = data.cells.map(([scenario, client, verdict, suffix, way, links, ...parts]) => ({
  id: suffix < 0 ? data.texts[-1 - suffix] : data.scenarios[scenario].id + data.texts[suffix], scenario: data.scenarios[scenario], place: scenario, client, verdict, way, links, parts }));
cells.sort((one, other) => one.place - other.place || one.client - other.client);
const cellById = new Map(cells.map((cell) => [cell.id, cell]));
const themes = new Map();
for (const cell of cells) {
  if (!themes.has(cell.scenario.theme)) themes.set(cell.scenario.theme, []);
  themes.get(cell.scenario.theme).push(cell);
}
const rows = new Set(cells.map((cell) => cell.scenario.id)).size;
const sparse = cells.length < 0.5 * rows * data.clients.length;
let state = { q: "", verdict: [], theme: "", client: "", cell: "" };
let shown = cells;

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key in made && typeof value !== "string") made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function makeLink(cell) {
  const mark = MARKS[cell.verdict];
  const client = data.clients[cell.client];
  const link = element("a", { href: "#" + format({ cell: cell.id }), class: `mark ${cell.verdict}`, tabindex: "-1",
    "data-cell": cell.id, "aria-label": `${cell.scenario.name}, ${client.full}: ${data.meanings[cell.verdict]}` });
  if (sparse) link.append(element("i", {}, client.mark));
  link.append(mark);
  cell.link = link;
  return link;
}

function drawRow(own, columns) {
  const { name, claim } = own[0].scenario;
  const row = element(sparse ? "div" : "tr", { role: "row", class: sparse ? "strip" : null });
  if (sparse) {
    row.append(element("div", { role: "rowheader", class: "name", title: claim }, name));
    const marks = own.map((cell) => element("span", { role: "gridcell" }, makeLink(cell)));
    row.append(element("div", { class: "marks", role: "presentation" }, ...marks));
    return row;
  }
  row.append(element("th", { scope: "row", role: "rowheader", title: claim }, name));
  const byClient = new Map(own.map((cell) => [cell.client, cell]));
  for (const column of columns) {
    const cell = byClient.get(column);
    row.append(element("td", { role: "gridcell" }, cell ? makeLink(cell) : ""));
  }
  return row;
}

function drawTheme(name, own) {
  const columns = [...new Set(own.map((cell) => cell.client))].sort((one, other) => one - other);
  const grid = element(sparse ? "div" : "table", { role: "grid", "aria-label": name });
  const headings = columns.map((column) =>
    element("th", { scope: "col", role: "columnheader", "data-column": String(column) }, data.clients[column].full));
  if (!sparse) grid.append(element("thead", { role: "rowgroup" },
    element("tr", { role: "row" }, element("th", { scope: "col", role: "columnheader" }, "scenario"), ...headings)));
  const body = sparse ? grid : grid.appendChild(element("tbody", { role: "rowgroup" }));
  const byScenario = new Map();
  for (const cell of own) byScenario.set(cell.scenario, [...(byScenario.get(cell.scenario) ?? []), cell]);
  const drawn = [...byScenario.values()].map((group) => ({ row: body.appendChild(drawRow(group, columns)), group }));
  const box = element("div", { class: "rows", id: `rows-${name}` }, grid);
  const button = element("button", { type: "button", "aria-controls": box.id });
  const section = element("section", { class: "theme", "aria-label": name }, element("h3", {}, button), box);
  const theme = { name, own, columns, grid, drawn, box, button, section,
    telling: cells.length <= 60 || own.some((cell) => cell.verdict !== "PASS" && cell.verdict !== "SKIP") };
  button.addEventListener("click", () => open(theme, box.hidden !== false));
  box.addEventListener("beforematch", () => open(theme, true));
  open(theme, theme.telling);
  return theme;
}

function open(theme, wanted) {
  theme.box.hidden = wanted ? false : "until-found";
  theme.button.setAttribute("aria-expanded", String(wanted));
}

function tally(some) {
  const counts = {};
  for (const cell of some) counts[cell.verdict] = (counts[cell.verdict] ?? 0) + 1;
  return counts;
}

function matches(cell, but) {
  if (but !== "verdict" && state.verdict.length && !state.verdict.includes(cell.verdict)) return false;
  if (state.theme && cell.scenario.theme !== state.theme) return false;
  if (state.client && data.clients[cell.client].full !== state.client) return false;
  if (!state.q) return true;
  cell.text ??= [cell.id, cell.scenario.name, cell.scenario.claim, data.clients[cell.client].full, cell.verdict, MARKS[cell.verdict],
    ...cell.parts.filter((part) => data.searched.includes(data.parts[part][0])).flatMap((part) => linesOf(part))]
    .join(" ").toLowerCase();
  return state.q.toLowerCase().split(/\s+/).every((word) => cell.text.includes(word));
}

function linesOf(part) {
  return data.parts[part].slice(2).map((text) => data.texts[text]);
}

function filter() {
  const filtered = Boolean(state.q || state.verdict.length || state.theme || state.client);
  shown = cells.filter((cell) => matches(cell));
  const visible = new Set(shown);
  for (const theme of drawnThemes) {
    const own = theme.own.filter((cell) => visible.has(cell));
    theme.section.hidden = own.length === 0;
    if (!own.length) continue;
    const used = new Set(own.map((cell) => cell.client));
    for (const { row, group } of theme.drawn) {
      row.hidden = !group.some((cell) => visible.has(cell));
      for (const cell of group) {
        if (sparse) cell.link.parentElement.hidden = !visible.has(cell);
        else cell.link.hidden = !visible.has(cell);
      }
      if (!sparse) theme.columns.forEach((column, index) => { row.cells[index + 1].hidden = !used.has(column); });
    }
    for (const heading of theme.grid.querySelectorAll("[data-column]")) heading.hidden = !used.has(Number(heading.dataset.column));
    const tallies = Object.entries(data.names).flatMap(([verdict, name]) => {
      const number = tally(own)[verdict];
      return number ? [element("span", { class: verdict }, `${number} ${name}`)] : [];
    });
    theme.button.replaceChildren(theme.name, element("span", { class: "tallies" }, ...tallies));
    if (filtered !== wasFiltered || filtered) open(theme, filtered || theme.telling);
    rove(theme.grid, own.find((cell) => cell.link.tabIndex === 0)?.link ?? own[0].link);
  }
  wasFiltered = filtered;
  const counts = tally(cells.filter((cell) => matches(cell, "verdict")));
  for (const button of byId("verdicts").children) {
    const { verdict } = button.dataset;
    button.textContent = `${data.names[verdict]} ${counts[verdict] ?? 0}`;
    button.setAttribute("aria-pressed", String(state.verdict.includes(verdict)));
  }
  const number = `${cells.length.toLocaleString("en")} ${cells.length === 1 ? "cell" : "cells"}`;
  byId("count").textContent = filtered ? `${shown.length.toLocaleString("en")} of ${number}` : number;
  byId("clear").hidden = !filtered;
}

function rove(grid, link) {
  for (const old of grid.querySelectorAll('[tabindex="0"]')) old.tabIndex = -1;
  link.tabIndex = 0;
}

function visibleRows(grid) {
  return [...grid.querySelectorAll('[role="row"]')].map((row) =>
    [...row.querySelectorAll("a.mark")].filter((link) => !link.closest("[hidden]"))).filter((row) => row.length);
}

function findNext(link, key, wide) {
  const grids = drawnThemes.filter((theme) => !theme.section.hidden && theme.box.hidden === false).map((theme) => theme.grid);
  const lines = key.startsWith("Arrow") && !wide ? grids.flatMap(visibleRows) : visibleRows(link.closest('[role="grid"]'));
  const at = lines.findIndex((line) => line.includes(link));
  const line = lines[at];
  const place = (each) => each.closest("td")?.cellIndex ?? [...each.closest('[role="row"]').querySelectorAll("a.mark")].indexOf(each);
  const near = (other) => other?.reduce((best, each) => Math.abs(place(each) - place(link)) < Math.abs(place(best) - place(link)) ? each : best);
  switch (key) {
    case "ArrowRight": return line[line.indexOf(link) + 1];
    case "ArrowLeft": return line[line.indexOf(link) - 1];
    case "ArrowDown": return near(lines[at + 1]);
    case "ArrowUp": return near(lines[at - 1]);
    case "Home": return wide ? lines[0][0] : line[0];
    case "End": return wide ? lines.at(-1).at(-1) : line.at(-1);
    default: return undefined;
  }
}

function format(wanted) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value.length) parameters.set(name, String(value));
  return parameters.toString();
}

function read() {
  const text = location.hash.slice(1);
  const parameters = new URLSearchParams(text);
  const plain = (() => { try { return decodeURIComponent(text); } catch { return ""; } })();
  const verdict = (parameters.get("verdict") ?? "").split(",").filter((each) => Object.hasOwn(MARKS, each));
  const one = (name) => parameters.get(name) ?? "";
  // A link of an earlier page is the cell's id alone.
  return { q: one("q"), verdict, theme: one("theme"), client: one("client"), cell: cellById.has(plain) ? plain : one("cell") };
}

function change(changes, replace = true) {
  state = { ...state, ...changes };
  const address = "#" + format(state);
  history[replace ? "replaceState" : "pushState"](null, "", address === "#" ? location.pathname + location.search : address);
  filter();
}

function restore() {
  state = read();
  byId("words").value = state.q;
  byId("theme").value = state.theme;
  byId("client").value = state.client;
  filter();
  showDetails();
}

function fillChoices(select, values) {
  for (const [value, number] of values) select.append(element("option", { value }, `${value} (${number})`));
}

const drawnThemes = [...themes].map(([name, own]) => drawTheme(name, own));
let wasFiltered = false;
byId("themes").append(...drawnThemes.map((theme) => theme.section));
fillChoices(byId("theme"), [...themes].map(([name, own]) => [name, own.length]));
const ofClients = cells.reduce((found, cell) => { found[cell.client] = (found[cell.client] ?? 0) + 1; return found; }, {});
fillChoices(byId("client"), data.clients.map((client, index) => [client.full, ofClients[index] ?? 0]));
const present = tally(cells);
for (const verdict of Object.keys(MARKS).filter((each) => present[each])) {
  const button = element("button", { type: "button", class: verdict, "data-verdict": verdict });
  button.addEventListener("click", () => change({ verdict: state.verdict.includes(verdict)
    ? state.verdict.filter((each) => each !== verdict) : [...state.verdict, verdict] }));
  byId("verdicts").append(button);
}
byId("words").addEventListener("input", (event) => change({ q: event.target.value.trim() }));
byId("theme").addEventListener("change", (event) => change({ theme: event.target.value }));
byId("client").addEventListener("change", (event) => change({ client: event.target.value }));
byId("clear").addEventListener("click", () => { change({ q: "", verdict: [], theme: "", client: "" }); restore(); byId("words").focus(); });
byId("all").addEventListener("click", (event) => {
  const wanted = drawnThemes.some((theme) => theme.box.hidden !== false);
  for (const theme of drawnThemes) open(theme, wanted);
  event.target.textContent = wanted ? "Close all themes" : "Open all themes";
});
byId("themes").addEventListener("keydown", (event) => {
  const link = event.target.closest("a.mark");
  const next = link && !event.altKey && !event.shiftKey && findNext(link, event.key, event.ctrlKey || event.metaKey);
  if (!next) return;
  event.preventDefault();
  rove(next.closest('[role="grid"]'), next);
  next.focus();
});
