// Where the nodes and links of a flow picture stand: plain geometry, drawn by the page.

// nodes: [{id, column, kind, name}], links: [{from, to, value}] -> the same with their places.
// A node takes as much height as the larger of what enters and leaves; at least its `slot` is kept
// free for its name. Nodes of one column stand in the order of the list; of the last, the last at the foot.
function sankey(nodes, links, {width, height, thick, gap}) {
  const drawn = links.filter((link) => link.value > 0);
  const sum = (list) => list.reduce((all, link) => all + link.value, 0);
  const placed = nodes
    .map((node) => ({
      ...node,
      out: drawn.filter((link) => link.from === node.id),
      in: drawn.filter((link) => link.to === node.id),
    }))
    .map((node) => ({...node, value: Math.max(sum(node.out), sum(node.in))}))
    .filter((node) => node.value > 0);
  if (!placed.length) return {nodes: [], links: []};
  const last = Math.max(...nodes.map((node) => node.column));
  const columns = Array.from({length: last + 1}, (_, c) => placed.filter((node) => node.column === c));
  const tall = (scale) =>
    Math.max(...columns.map((column) =>
      column.reduce((all, node) => all + Math.max(node.value * scale, node.slot), (column.length - 1) * gap)));
  let low = 0, high = height / Math.max(...placed.map((node) => node.value));
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (tall(middle) <= height) low = middle;
    else high = middle;
  }
  const scale = low;
  columns.forEach((column, c) => {
    const heights = column.map((node) => Math.max(node.value * scale, node.slot));
    let y = 0;
    column.forEach((node, i) => {
      const foot = c === last && i > 0 && i === column.length - 1;
      if (foot) y = Math.max(y, height - heights[i]);
      node.x = last === 0 ? 0 : (c * (width - thick)) / last;
      node.h = node.value * scale;
      node.y = y + (foot ? heights[i] - node.h : c === 0 ? 0 : (heights[i] - node.h) / 2);
      y += heights[i] + gap;
    });
  });
  const by = Object.fromEntries(placed.map((node) => [node.id, node]));
  const rank = (id) => by[id].y + by[id].column * 1e-6;
  const ends = {};
  for (const node of placed) {
    let y = node.y;
    for (const link of [...node.out].sort((a, b) => rank(a.to) - rank(b.to))) {
      (ends[`${link.from} ${link.to} ${link.flow}`] ||= {link}).y0 = y;
      y += link.value * scale;
    }
    y = node.y;
    for (const link of [...node.in].sort((a, b) => rank(a.from) - rank(b.from))) {
      (ends[`${link.from} ${link.to} ${link.flow}`] ||= {link}).y1 = y;
      y += link.value * scale;
    }
  }
  const ribbons = Object.values(ends).map(({link, y0, y1}) => {
    const h = link.value * scale, x0 = by[link.from].x + thick, x1 = by[link.to].x;
    const m = (x0 + x1) / 2, n = (x) => x.toFixed(1);
    const path = `M${n(x0)},${n(y0)}C${n(m)},${n(y0)} ${n(m)},${n(y1)} ${n(x1)},${n(y1)}` +
      `V${n(y1 + h)}C${n(m)},${n(y1 + h)} ${n(m)},${n(y0 + h)} ${n(x0)},${n(y0 + h)}Z`;
    return {...link, path};
  });
  return {nodes: placed, links: ribbons};
}
