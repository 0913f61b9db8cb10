// The data sets to choose from, each as a small picture: radio buttons, so one tab stop with arrows inside.

const SMALL = 24; // px
const turned = (share) => [Math.cos(2 * Math.PI * share), Math.sin(2 * Math.PI * share)];

// What a picture shows, by the data set's name: at (x, y) between −1 and 1 a value between −1 and 1, or dots.
const SKETCHES = {
  plane: { value: (x, y) => (x + y) / 2 },
  hills: { value: (x, y) => -Math.cos(4.7 * x) * Math.sin(3.8 * y) },
  circles: { dots: [...ringOf(12, 0.85, -1), ...ringOf(5, 0.32, 1), [0, 0, 1]] },
  xor: { dots: [-0.75, -0.3, 0.3, 0.75].flatMap((x) => [-0.75, -0.3, 0.3, 0.75].map((y) => [x, y, x * y > 0 ? 1 : -1])) },
  gauss: { dots: [...ringOf(6, 0.35, 1, 0.45), [0.45, 0.45, 1], ...ringOf(6, 0.35, -1, -0.45), [-0.45, -0.45, -1]] },
  spiral: { dots: [1, -1].flatMap((side) => Array.from({ length: 10 }, (_, at) => {
    const [x, y] = turned(0.1 + at / 11), far = 0.1 + 0.085 * at;
    return [side * far * x, side * far * y, side];
  })) },
};

function ringOf(count, radius, side, middle = 0) {
  return Array.from({ length: count }, (_, at) => {
    const [x, y] = turned(at / count);
    return [middle + radius * x, middle + radius * y, side];
  });
}

function sketch(canvas, name) {
  const scale = window.devicePixelRatio || 1, theme = themeOf(canvas), pen = canvas.getContext("2d");
  canvas.width = canvas.height = Math.round(SMALL * scale);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  const found = SKETCHES[name] || {}, half = SMALL / 2;
  const colour = (value) => toned(theme, value, theme.dark ? [30, 30, 30] : [247, 247, 247]);
  if (found.value) {
    for (let row = 0; row < 8; row++)
      for (let column = 0; column < 8; column++) {
        pen.fillStyle = colour(found.value((column - 3.5) / 3.5, (3.5 - row) / 3.5));
        pen.fillRect((column * SMALL) / 8, (row * SMALL) / 8, SMALL / 8 + 0.5, SMALL / 8 + 0.5);
      }
  }
  for (const [x, y, side] of found.dots || []) {
    pen.fillStyle = colour(side);
    pen.beginPath();
    pen.arc(half + x * (half - 2), half - y * (half - 2), 1.6, 0, 7);
    pen.fill();
  }
  if (!found.value && !found.dots) {
    pen.fillStyle = theme.ink;
    pen.font = "15px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText("✎", half, half + 1);
  }
}

function dataSetsIn(desk, element, set) {
  const shown = made("b", {}), group = `pg-data-${Math.random().toString(36).slice(2)}`;
  const pictures = made("span", { class: "pg-pictures" });
  element.append(made("fieldset", { class: "pg-sets" }, made("legend", {}, "data ", shown), pictures));
  let known = null, radios = [], canvases = [];
  const draw = () => canvases.forEach(([canvas, name]) => sketch(canvas, name));
  desk.stops.push(onTheme(element, draw));
  return {
    follow(choices, value) {
      if (choices !== known && String(choices) !== String(known)) {
        canvases = choices.map((name) => [made("canvas", { width: SMALL, height: SMALL, "aria-hidden": "true" }), name]);
        radios = choices.map((name) => {
          const about = { type: "radio", name: group, value: name, "aria-label": name, "data-setting": "dataset" };
          return made("input", { ...about, onchange: () => set(name) });
        });
        pictures.replaceChildren(...radios.map((radio, at) => made("label", { title: choices[at] }, radio, canvases[at][0])));
        draw();
      }
      known = choices;
      const found = radios.find((radio) => radio.value === value);
      if (found && !found.checked) found.checked = true;
      write(shown, value);
    },
  };
}
