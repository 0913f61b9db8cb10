// What the playground's canvases share: numbers in words, colours of values, and maps of values as pictures.

// Three figures, short enough to stand beside a line.
function short(value) {
  if (value === null || value === undefined) return "–";
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  const text = size === 0 ? "0" : size >= 1000 || size < 0.001 ? value.toExponential(1) : value.toPrecision(3);
  return text.replace("-", "−").replace("e+", "e").replace("e−", "e−");
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const blend = (from, to, share) => from.map((one, at) => Math.round(one + (to[at] - one) * share));

// From the paper's grey to the full colour of a sign, as numbers that a canvas takes: value between −1 and 1.
function toned(theme, value, middle) {
  const end = rgb(value < 0 ? theme.negative : theme.positive);
  return `rgb(${blend(middle, end, Math.min(1, Math.abs(value))).join(" ")})`;
}

// 256 colours from negative over paper to positive, as the four bytes that ImageData wants.
// strength: how far the ends go to the full colour; under points they stay paler.
function rampOf(theme, strength) {
  const middle = theme.dark ? [30, 30, 30] : [247, 247, 247];
  const ramp = new Uint32Array(256), bytes = new Uint8Array(ramp.buffer);
  for (let at = 0; at < 256; at++) {
    const value = at / 127.5 - 1;
    const end = rgb(value < 0 ? theme.negative : theme.positive);
    bytes.set([...blend(middle, end, Math.abs(value) * strength), 255], 4 * at);
  }
  return ramp;
}

// Paints maps of values, each by way of one small canvas: a pixel for each value, enlarged when it is drawn.
function mapPainter() {
  const small = document.createElement("canvas"), pen = small.getContext("2d");
  let ramps = {}, image = null, words = null;
  return {
    forgetTheme() {
      ramps = {};
    },
    // values[start…]: size × size numbers, the lowest row first. middle, reach: the value without colour, and how far
    // from it the colours are full.
    paint(context, theme, values, start, size, { middle = 0, reach }, box, { strength = 1, discretize = false, smooth = false } = {}) {
      const key = `${theme.dark}${strength}`;
      const ramp = (ramps[key] ||= rampOf(theme, strength));
      if (!image || image.width !== size) {
        small.width = small.height = size;
        image = pen.createImageData(size, size);
        words = new Uint32Array(image.data.buffer);
      }
      for (let row = 0; row < size; row++) {
        const from = start + (size - 1 - row) * size;
        for (let column = 0; column < size; column++) {
          let value = (values[from + column] - middle) / reach;
          if (discretize) value = Math.sign(value);
          // A value that is no number is drawn as the middle, and said in words.
          const at = Number.isNaN(value) ? 128 : Math.round((Math.max(-1, Math.min(1, value)) + 1) * 127.5);
          words[row * size + column] = ramp[at];
        }
      }
      pen.putImageData(image, 0, 0);
      context.imageSmoothingEnabled = smooth;
      context.drawImage(small, box.x, box.y, box.side, box.side);
    },
  };
}

// The largest finite size among values[start…end], so that a map uses all of its colours.
function largest(values, start = 0, end = values.length) {
  let most = 0;
  for (let at = start; at < end; at++) {
    const size = Math.abs(values[at]);
    if (size > most && Number.isFinite(size)) most = size;
  }
  return most;
}

// Writing a text that stands there already would wake screen readers and the page's layout.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// A few lines of numbers beside the pointer; what they say is said in words elsewhere, so they are hidden from readers.
function tipIn(root) {
  const tip = made("div", { class: "pg-tip", "aria-hidden": "true", hidden: true });
  root.append(tip);
  return {
    show(canvas, x, y, lines) {
      write(tip, lines.join("\n"));
      tip.hidden = false;
      const frame = root.getBoundingClientRect(), place = canvas.getBoundingClientRect();
      const left = place.left - frame.left + x + 14, top = place.top - frame.top + y + 14;
      tip.style.left = `${Math.max(0, Math.min(left, frame.width - tip.offsetWidth - 4))}px`;
      tip.style.top = `${top}px`;
    },
    hide() {
      tip.hidden = true;
    },
  };
}
