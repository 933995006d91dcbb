"""The page of the HTML export; `%%name%%` is where the writer puts a part."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>citewalk: %%summary%%</title>
<style>
html, body { height: 100%; margin: 0; font: 15px/1.4 system-ui, sans-serif; color: #111; background: #fff; }
body { display: flex; flex-direction: column; }
header { display: flex; flex-wrap: wrap; gap: .3em 1.5em; align-items: baseline; padding: .6em 1em; }
h1 { font-size: 1.05em; margin: 0; }
ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2em 1.2em; margin: 0; padding: 0; }
li::before { content: ""; display: inline-block; width: .7em; height: .7em; border-radius: 50%;
 border: 2px solid #1e3a5f; margin-right: .4em; background: var(--dot); }
#graph { flex: 1; min-height: 0; border-top: 1px solid #ccd; }
div.vis-tooltip { position: absolute; visibility: hidden; max-width: 34em; padding: .5em .7em; white-space: pre-line;
 background: #fffef6; border: 1px solid #99a; border-radius: 4px; pointer-events: none; z-index: 5; }
</style>
</head>
<body>
<header>
<h1>%%summary%%</h1>
<ul aria-label="Legend">
<li style="--dot: #d97706">seed</li>
<li style="--dot: #3b6fb6">article</li>
<li style="--dot: #fff">known by its id only</li>
</ul>
<span>Left to right by year; size by citations in this file; arrows run from citing to cited.</span>
</header>
<main id="graph"></main>
<script id="data" type="application/json">%%data%%</script>
<script>%%script%%</script>
<script>
"use strict";
const { nodes, edges, years } = JSON.parse(document.getElementById("data").textContent);
const network = new vis.Network(document.getElementById("graph"), { nodes, edges }, {
  physics: false,
  interaction: { hover: true, keyboard: true, hideEdgesOnDrag: nodes.length > 500, tooltipDelay: 100 },
  nodes: { font: { size: 13, multi: false } },
  edges: { color: { color: "#7f97ba", opacity: 0.6, highlight: "#d97706", hover: "#d97706" },
    smooth: false, arrows: { to: { enabled: true, scaleFactor: 0.6 } } },
});
network.on("beforeDrawing", (canvas) => {
  const top = Math.min(...nodes.map((node) => node.y)) - 90;
  canvas.font = "28px system-ui, sans-serif";
  canvas.textAlign = "center";
  canvas.fillStyle = "#667";
  for (const [x, year] of years) canvas.fillText(year, x, top);
});
</script>
</body>
</html>
"""
