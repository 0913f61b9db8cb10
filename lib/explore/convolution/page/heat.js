// Arrays as pictures: brightness, numbers with a sign, and sizes, each painted as one small image and enlarged.

const VIRIDIS = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"].map(rgbOf);
const scratch = document.createElement("canvas");

function rgbOf(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

function mixed(from, to, share) {
  return from.map((one, at) => Math.round(one + (to[at] - one) * share));
}

// What gives each value its colour: [red, green, blue].
function greys() {
  return (value) => new Array(3).fill(Math.round(255 * Math.min(Math.max(value, 0), 1)));
}

function signs(largest, theme) {
  const ends = { zero: theme.dark ? [24, 24, 24] : [255, 255, 255], less: rgbOf(theme.negative), more: rgbOf(theme.positive) };
  return (value) => mixed(ends.zero, value < 0 ? ends.less : ends.more, largest ? Math.min(Math.abs(value) / largest, 1) : 0);
}

function sizes(largest) {
  return (value) => {
    const place = largest ? Math.min(Math.max(value / largest, 0), 1) * (VIRIDIS.length - 1) : 0;
    const below = Math.min(Math.floor(place), VIRIDIS.length - 2);
    return mixed(VIRIDIS[below], VIRIDIS[below + 1], place - below);
  };
}

// A readable ink on a cell of that colour.
function inkOn([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#111111" : "#ffffff";
}

function largestOf(values) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

// values: rows * columns numbers from `start` on. box: { x, y, width, height, rows, columns }.
function paintArray(context, values, box, colourOf, start = 0) {
  const { rows, columns } = box;
  scratch.width = columns;
  scratch.height = rows;
  const pen = scratch.getContext("2d"), image = pen.createImageData(columns, rows);
  for (let at = 0; at < rows * columns; at++) {
    image.data.set(colourOf(values[start + at]), 4 * at);
    image.data[4 * at + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(scratch, box.x, box.y, box.width, box.height);
}
