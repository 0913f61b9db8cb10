// Fields for numbers: typed, moved from stop to stop with the arrow keys, or by a handle.

const short = (number) => String(Number(Number(number).toPrecision(7)));

// A field keeps what is typed into it until the kernel has taken it; a refused text stays, and is marked.
// ask(text): it is to be this. Returns {input, show(value), refuse()}.
function textField({ label, hint, ask }) {
  const input = made("input", { type: "text", "aria-label": label, title: hint || label, spellcheck: "false", autocomplete: "off" });
  let typing = false, refused = false;
  input.addEventListener("input", () => (typing = true));
  const take = () => {
    if (typing) ask(input.value);
    typing = false;
  };
  input.addEventListener("change", take);
  onKeys(input, () => {
    take();
    return true;
  });
  return {
    input,
    ask(text) {
      typing = false;
      input.value = text;
      ask(text);
    },
    show(value, answered) {
      if (answered) refused = false;
      if (!typing && !refused) input.value = value;
      input.setAttribute("aria-invalid", String(refused));
    },
    refuse() {
      refused = true;
      input.setAttribute("aria-invalid", "true");
    },
  };
}

// A number between stops. One stop of the Tab key: the field; the handle is for the hand.
// Returns {element, show(value, answered), refuse()}.
function numberField({ label, hint, stops, step, ask }) {
  const field = textField({ label, hint, ask });
  const { input } = field;
  input.inputMode = "decimal";
  input.setAttribute("role", "spinbutton");
  const element = made("span", { class: "layerwise-number" }, input);
  let value = NaN;
  const nearest = () => stops.reduce((best, stop, at) => (Math.abs(stop - value) < Math.abs(stops[best] - value) ? at : best), 0);
  const next = (way) => {
    if (!stops) return Number((value + way * step()).toPrecision(9));
    const beyond = way > 0 ? stops.find((stop) => stop > value * (1 + 1e-9)) : [...stops].reverse().find((stop) => stop < value * (1 - 1e-9));
    return beyond === undefined ? value : beyond;
  };
  input.addEventListener("keydown", (event) => {
    const ways = { ArrowUp: [1, 1], ArrowDown: [-1, 1], PageUp: [1, 5], PageDown: [-1, 5] }[event.key];
    if (!ways) return;
    event.preventDefault();
    event.stopPropagation();
    const before = value;
    for (let k = 0; k < ways[1]; k++) value = next(ways[0]);
    if (value !== before) field.ask(short(value));
  });
  let handle = null;
  if (stops) {
    handle = made("input", { type: "range", min: 0, max: stops.length - 1, step: 1, tabindex: -1, "aria-label": `${label}, by a handle` });
    handle.addEventListener("input", () => {
      value = stops[Number(handle.value)];
      handle.setAttribute("aria-valuetext", short(value));
      field.ask(short(value));
    });
    element.append(handle);
  }
  return {
    element,
    refuse: field.refuse,
    show(now, answered) {
      if (handle && handle.matches(":active")) return; // an older answer must not pull it back
      if (now === value && !answered && input.value === short(now)) return;
      value = now;
      field.show(short(now), answered);
      input.setAttribute("aria-valuenow", Number(now).toFixed(12)); // 1e-8 is no number to a screen reader
      input.setAttribute("aria-valuetext", short(now));
      if (handle) {
        handle.value = nearest();
        handle.setAttribute("aria-valuetext", short(now));
      }
    },
  };
}

function listField({ label, options, ask }) {
  const input = made("select", { "aria-label": label }, ...options.map((option) => made("option", { value: option }, option)));
  input.addEventListener("change", () => ask(input.value));
  return { element: input, refuse() {}, show: (value) => (input.value = value) };
}
