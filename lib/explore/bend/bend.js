// Two planes side by side, painted frame by frame. The kernel sends all frames at once, so that play never waits.

const FRAME = 70; // ms from one frame to the next
const LEAP = 10; // frames at each press of Play where nothing may move by itself
const FULL = 4; // a score difference at which a colour is full

// The ground as a small picture, a pixel a place; the canvas makes it large and smooth.
function ground(values, side, theme) {
  const rgb = (hex) => [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  const [below, above] = [rgb(theme.negative), rgb(theme.positive)];
  const picture = document.createElement("canvas");
  picture.width = picture.height = side;
  const context = picture.getContext("2d"), pixels = context.createImageData(side, side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const score = values[(side - 1 - row) * side + column], at = 4 * (row * side + column);
      pixels.data.set(score < 0 ? below : above, at);
      pixels.data[at + 3] = 40 + 120 * Math.min(1, Math.abs(score) / FULL);
    }
  }
  context.putImageData(pixels, 0, 0);
  return picture;
}

function drawSide(context, scene, side, frame, left, size, top, theme) {
  const grid = side.frames.shape[1], values = side.frames.subarray(frame * grid * grid, (frame + 1) * grid * grid);
  context.imageSmoothingEnabled = true;
  context.drawImage(ground(values, grid, theme), left, top, size, size);
  context.strokeStyle = theme.zero;
  context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
  const radius = Math.max(2, size / 110);
  context.strokeStyle = theme.paper;
  context.lineWidth = 0.7;
  for (let i = 0; i < scene.classes.length; i++) {
    const x = left + ((scene.points[2 * i] / scene.reach + 1) / 2) * size;
    const y = top + ((1 - scene.points[2 * i + 1] / scene.reach) / 2) * size;
    context.fillStyle = scene.classes[i] ? theme.positive : theme.negative;
    context.beginPath();
    if (scene.classes[i]) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else context.arc(x, y, radius * 1.1, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.lineWidth = 1;
  context.fillStyle = theme.ink;
  context.textAlign = "left";
  context.font = "600 13px Helvetica, Arial, sans-serif";
  context.fillText(side.title, left, top - 24, size);
  context.font = "13px Helvetica, Arial, sans-serif";
  context.fillText(`${Math.round(100 * side.right[frame])} % right`, left, top - 8, size);
}

export default {
  render({ model, el }) {
    el.classList.add("layerwise", "bend");
    let scene = null, frame = 0, timer = null;
    const GAP = 12, TOP = 42;
    const stage = canvasIn(el, {
      label: model.get("alt"),
      ratio: (width) => (width - GAP) / 2 + TOP + 2,
      draw(context, width) {
        if (!scene) return;
        const size = (width - GAP) / 2, theme = themeOf(el);
        scene.sides.forEach((side, k) => drawSide(context, scene, side, frame, k * (size + GAP), size, TOP, theme));
      },
    });
    const button = made("button", { type: "button" }, "Play"), said = made("output");
    const slider = made("input", { type: "range", min: 0, value: 0, "aria-label": "step of training" });
    el.append(made("div", { class: "bend-bar" }, button, slider, said));
    const notice = noticeIn(el);
    const last = () => scene.sides[0].frames.shape[0] - 1;
    const go = (to) => {
      frame = Math.max(0, Math.min(last(), to));
      slider.value = String(frame);
      said.textContent = `step ${frame * scene.every}`;
      slider.setAttribute("aria-valuetext", said.textContent);
      stage.redraw();
    };
    const pause = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = "Play";
    };
    const play = () => {
      if (!scene || timer) return;
      if (frame === last()) go(0);
      if (still()) return go(frame + LEAP);
      button.textContent = "Pause";
      timer = setInterval(() => (frame === last() ? pause() : go(frame + 1)), FRAME);
    };
    const toggle = () => (timer ? pause() : play());
    button.addEventListener("click", toggle);
    slider.addEventListener("input", () => {
      pause();
      go(Number(slider.value));
    });
    onKeys(stage.canvas, ({ key }) => {
      const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -Infinity, End: Infinity };
      if (!scene || !(key === " " || key in moves)) return false;
      if (key === " ") toggle();
      else {
        pause();
        go(frame + moves[key]);
      }
      return true;
    });
    const named = () => stage.canvas.setAttribute("aria-label", model.get("alt"));
    model.on("change:alt", named);
    const line = lineTo(model, {
      // It plays once when the cell has run or other points are chosen: that was asked for. Not where motion is unwelcome.
      show(next, complaint) {
        const other = !scene || scene.name !== next.name;
        scene = next;
        slider.max = String(last());
        notice.complain(complaint);
        if (other && !still()) {
          pause();
          go(0);
          play();
        } else go(other ? last() : frame);
      },
      mute: (silent) => notice.silent(silent),
    });
    return () => {
      pause();
      line.stop();
      stage.stop();
      model.off("change:alt", named);
    };
  },
};
