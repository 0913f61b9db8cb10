// How an optimizer looks: its colour, readable on the page as it is now, its dashes and its mark.

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const mixed = (one, other, share) => one.map((part, at) => part + (other[at] - part) * share);

function luminance(colour) {
  const [r, g, b] = colour.map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// The colour, as much nearer to the text's as it takes to be read on the page. 5.2: 4.5 on the bluest ground as well.
function readable(colour, dark) {
  const key = `${colour} ${dark}`;
  if (!worked.has(key)) worked.set(key, searched(colour, dark));
  return worked.get(key);
}

const worked = new Map(); // every frame asks


function searched(colour, dark) {
  const paper = channels(dark ? "#111111" : "#ffffff"), ink = channels(dark ? "#ffffff" : "#000000");
  let now = channels(colour);
  for (let share = 0; share <= 1 && contrast(now, paper) < 5.2; share += 0.05) now = mixed(channels(colour), ink, share);
  return `rgb(${now.map(Math.round).join(",")})`;
}

// The outline of a mark, as SVG and Path2D read it. kind: as matplotlib calls it.
function outline(kind, x, y, size) {
  const around = (corners) => `M${corners.map(([a, b]) => `${(x + a * size).toFixed(2)} ${(y + b * size).toFixed(2)}`).join("L")}Z`;
  if (kind === "^") return around([[0, -1.15], [1.1, 0.85], [-1.1, 0.85]]);
  if (kind === "v") return around([[0, 1.15], [1.1, -0.85], [-1.1, -0.85]]);
  if (kind === "D") return around([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]);
  if (kind === "s") return around([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
  if (kind === "X") {
    const [a, b] = [0.45, 1.2], half = [[0, -a], [b - a, -b], [b, a - b], [a, 0], [b, b - a], [b - a, b], [0, a]];
    return around([...half, ...half.slice(1, 6).map(([p, q]) => [-p, -q])]);
  }
  return `M${x - size} ${y}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`;
}

// The line and the mark of one optimizer as a small picture for its row.
function sampleOf(runner, dark) {
  const colour = readable(runner.colour, dark);
  return `<svg width="40" height="16" viewBox="0 0 40 16" aria-hidden="true"><path d="M1 8H39" fill="none" stroke="${colour}"` +
    ` stroke-width="2" stroke-dasharray="${runner.dashes.join(" ")}"/><path d="${outline(runner.mark, 20, 8, 4.5)}" fill="${colour}"/></svg>`;
}
