"""Style and script of a map's page; they stand in the page and ask for nothing else."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light }
body { margin: 0 auto; max-width: 1280px; padding: 12px; color: #222; background: #fff;
  font: 15px/1.45 system-ui, sans-serif }
h1 { font-size: 1.35em; margin: .2em 0 }
h2 { font-size: 1em; margin: .8em 0 .2em }
p { margin: .3em 0 }
.scroll { overflow-x: auto }
svg.whole { display: block; width: 100%; min-width: 820px; border: 1px solid #ccc }
.details { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(310px, 1fr)) }
svg.detail { width: 100%; border: 1px solid #ccc }
figure { margin: 0 }
figcaption { font-weight: 600 }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: .4em 0 }
.legend label, .legend span { white-space: nowrap }
.legend svg { vertical-align: middle }
#told { position: fixed; bottom: 0; left: 0; right: 0; max-height: 30vh; overflow: auto;
  white-space: pre-line; background: #fffbe6; border-top: 1px solid #d8c97a; padding: 6px 12px;
  cursor: pointer }
#told:empty { display: none }
.name { fill: #222; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; paint-order: stroke;
  pointer-events: none; font-family: system-ui, sans-serif }
.touch { cursor: pointer; outline: none }
.line:hover .stroke, .line:focus .stroke, .line.hot .stroke {
  stroke-opacity: 1; stroke-width: 6px }
.mark:focus, .area:focus { filter: drop-shadow(0 0 3px #d55e00) }
table { border-collapse: collapse; font-size: .88em; width: 100% }
th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid #ddd; vertical-align: top }
th { background: #fff }
tbody tr { cursor: pointer }
tbody tr.hot { background: #fffbe6 }
.off { display: none }
footer { color: #666; font-size: .85em; margin-top: 1em; overflow-wrap: anywhere }
@media print {
  #told, .hint, input { display: none }
  svg.whole { min-width: 0 }
  table { font-size: 8pt }
  figure, tr { break-inside: avoid }
  body { padding: 0 }
}
"""

SCRIPT = """
const all = query => [...document.querySelectorAll(query)];
const told = document.getElementById('told');
function cool() {
  all('.hot').forEach(e => e.classList.remove('hot'));
}
function heat(lanes) {
  const wanted = new Set(lanes);
  all('.line').forEach(e =>
    e.classList.toggle('hot', e.dataset.lanes.split(' ').some(n => wanted.has(n))));
  all('tbody tr').forEach(e => e.classList.toggle('hot', wanted.has(e.dataset.lane)));
}
function show(e) {
  cool();
  told.textContent = e.querySelector('title').textContent;
  if (e.dataset.lanes) heat(e.dataset.lanes.split(' '));
}
all('.touch').forEach(e => {
  e.addEventListener('click', () => show(e));
  e.addEventListener('focus', () => show(e));
});
all('tbody tr').forEach(e => e.addEventListener('click', () => {
  heat([e.dataset.lane]);
  told.textContent = [...e.cells].map(c => c.textContent).filter(t => t).join('; ');
}));
function choose() {
  const off = {mode: new Set(), leg: new Set()};
  all('input').forEach(e => { if (!e.checked) off[e.name].add(e.value); });
  all('.line, tbody tr').forEach(e =>
    e.classList.toggle('off', off.mode.has(e.dataset.mode) || off.leg.has(e.dataset.leg)));
}
told.addEventListener('click', () => { cool(); told.textContent = ''; });
all('input').forEach(e => e.addEventListener('change', choose));
choose();
"""
