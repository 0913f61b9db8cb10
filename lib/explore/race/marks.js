// How an optimizer looks: its colour on a light and on a dark page, its dashes and its mark.

const colourOf = (runner, dark) => (dark ? runner.dark : runner.colour);

// The outline of a mark, as SVG and Path2D read it. kind: as matplotlib calls it.
function outline(kind, x, y, size) {
  const around = (corners) => `M${corners.map(([a, b]) => `${(x + a * size).toFixed(2)} ${(y + b * size).toFixed(2)}`).join("L")}Z`;
  if (kind === "^") return around([[0, -1.15], [1.1, 0.85], [-1.1, 0.85]]);
  if (kind === "v") return around([[0, 1.15], [1.1, -0.85], [-1.1, -0.85]]);
  if (kind === "D") return around([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]);
  if (kind === "s") return around([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
  if (kind === "P") {
    const [a, b] = [0.42, 1.2];
    return around([[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]]);
  }
  return `M${x - size} ${y}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`;
}

// The line and the mark of one optimizer as a small picture for its row.
function sampleOf(runner, dark) {
  const colour = colourOf(runner, dark);
  return `<svg width="40" height="16" viewBox="0 0 40 16" aria-hidden="true"><path d="M1 8H39" fill="none" stroke="${colour}"` +
    ` stroke-width="2" stroke-dasharray="${runner.dashes.join(" ")}"/><path d="${outline(runner.mark, 20, 8, 4.5)}" fill="${colour}"/></svg>`;
}
