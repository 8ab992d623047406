// One cell opened: its evidence, its way as a picture, and the links that it has.
const dialog = byId("details");
let opener = null;

function showDetails() {
  const cell = cellById.get(state.cell);
  if (!cell) {
    if (dialog.open) dialog.close();
    return;
  }
  const client = data.clients[cell.client];
  byId("cell-verdict").textContent = data.names[cell.verdict] + ": " + data.meanings[cell.verdict];
  byId("cell-verdict").className = cell.verdict;
  byId("cell-name").textContent = cell.scenario.id;
  byId("cell-client").textContent = client.about;
  byId("evidence").replaceChildren(...cell.parts.map(drawPart));
  byId("links").replaceChildren(...data.links[cell.links].map(([name, url]) => url
    ? element("a", { href: url, rel: "noreferrer", target: "_blank" }, name) : element("span", {}, name)));
  byId("link").href = "#" + format({ cell: cell.id });
  byId("before").disabled = shown.indexOf(cell) < 1;
  byId("after").disabled = shown.indexOf(cell) === shown.length - 1;
  if (!dialog.open) dialog.showModal();
  byId("way").replaceChildren(drawWay(data.ways[cell.way], client));
  dialog.scrollTop = 0;
  byId("cell-name").focus({ preventScroll: true });
}

function drawPart(part) {
  const [name, kind] = data.parts[part];
  const lines = linesOf(part);
  const heading = element("h3", {}, name);
  if (kind === "words") return element("div", { class: "piece" }, heading, element("div", {}, ...lines.map((line) => element("p", {}, line))));
  const compared = kind === "diff" && lines.some((line) => line.startsWith("@@"));
  const style = (line) => compared && line[0] === "+" ? "plus" : compared && line[0] === "-" ? "minus"
    : kind === "output" && line.startsWith("LOST") ? "lost" : null;
  const block = element("pre", { class: kind, tabindex: "0", role: "group", "aria-label": name }, ...lines.map((line) => element("span", { class: style(line) }, line + "\n")));
  return element("div", { class: "piece block" }, heading, block);
}

function shape(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

// The client on top, the origin below; a leg is a line from the client to where it ends, crossed out if it is refused.
function drawWay(way, client) {
  const left = 58;
  const width = Math.min(620, Math.max(260, byId("way").clientWidth - 26));
  const letters = (tone) => Math.floor((width - left - 12) / (tone === "bad" ? 7.5 : 6.6));
  const svg = shape("svg", { role: "img", "aria-label": way.words });
  const boxes = [];
  let y = 20;
  for (const hop of way.hops) {
    y += boxes.length ? 0 : 52;
    const lines = hop.lines.flatMap(([text, tone]) => wrap(text, letters(tone)).map((line) => [line, tone]));
    boxes.push({ hop, lines, y });
    y += 52 + 17 * lines.length;
  }
  const height = y - 20;
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height })) svg.setAttribute(name, value);
  boxes.forEach(({ y: end }, index) => {
    const start = index ? boxes[index - 1].y + 15 + 17 * boxes[index - 1].lines.length + (boxes[index - 1].lines.length ? 8 : 0) : 35;
    svg.append(shape("line", { class: "hop", x1: left + 14, x2: left + 14, y1: start, y2: end - 15 }));
  });
  drawBox(svg, left, 20, client.full, []);
  for (const { hop, lines, y: end } of boxes) {
    if (hop.leg) drawLeg(svg, hop, left, end);
    drawBox(svg, left, end, hop.name, lines);
  }
  return svg;
}

function drawLeg(svg, hop, left, end) {
  const [x, start] = hop.leg === "proxy" ? [38, 26] : [14, 14];
  const bad = hop.state === "bad";
  svg.append(shape("path", { class: hop.state, "stroke-width": 3, d: `M${left} ${start} H${x} V${end} H${left - (bad ? 15 : 0)}` }));
  if (bad) svg.append(shape("path", { class: "bad", "stroke-width": 3, d: `M${left - 14} ${end - 6} l10 12 m0 -12 l-10 12` }));
}

function drawBox(svg, x, y, name, lines) {
  svg.append(shape("rect", { class: "box", x, y: y - 15, width: Math.max(90, name.length * 7.9 + 22), height: 30, rx: 5 }));
  svg.append(shape("text", { x: x + 11, y: y + 5 }, name));
  lines.forEach(([text, tone], index) => svg.append(shape("text", { class: tone, x: x + 11, y: y + 32 + 17 * index, "font-size": 12 }, text)));
}

function wrap(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= letters) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines;
}

function step(by) {
  const cell = shown[shown.indexOf(cellById.get(state.cell)) + by];
  if (cell) { change({ cell: cell.id }); showDetails(); }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-cell], a[data-words]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.dataset.words !== undefined) {
    change({ q: link.dataset.words, verdict: [], theme: "", client: "" }, false);
    restore();
    byId("matrix").scrollIntoView();
    byId("words").focus({ preventScroll: true });
    return;
  }
  opener = link;
  change({ cell: link.dataset.cell }, false);
  showDetails();
});
dialog.addEventListener("close", () => {
  const link = opener && !opener.closest("[hidden]") ? opener : cellById.get(state.cell)?.link;
  if (state.cell) change({ cell: "" });
  opener = null;
  if (!link) return;
  const theme = drawnThemes.find((each) => each.grid.contains(link));
  if (theme) { open(theme, true); rove(theme.grid, link); }
  link.focus();
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
byId("close").addEventListener("click", () => dialog.close());
byId("before").addEventListener("click", () => step(-1));
byId("after").addEventListener("click", () => step(1));
addEventListener("hashchange", restore);
addEventListener("popstate", restore);
restore();
