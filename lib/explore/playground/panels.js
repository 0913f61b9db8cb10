// The folded parts below: one step in numbers, each layer's health, and the settings as code and as a link.

// draw(scene) fills a fold; it is called while the fold is open, and while training at most four times a second.
function foldIn(element, title, draw) {
  const body = made("div", { class: "pg-fold-body" });
  const fold = made("details", { class: "pg-fold" }, made("summary", {}, title), body);
  element.append(fold);
  let latest = null, drawnAt = 0;
  const show = () => {
    if (!fold.open || !latest) return;
    drawnAt = performance.now();
    draw(body, latest);
  };
  fold.addEventListener("toggle", show);
  return (scene, playing) => {
    latest = scene;
    if (!playing || performance.now() - drawnAt > 250) show();
  };
}

const few = (values) => Array.from(values || [], short).join("  ");

function table(caption, head, rows) {
  const cells = (tag, texts, attributes = {}) => made("tr", {}, ...texts.map((text) => made(tag, attributes, text)));
  return made("table", {}, made("caption", {}, caption), made("thead", {}, cells("th", head, { scope: "col" })),
    made("tbody", {}, ...rows.map(([name, ...rest]) => {
      const row = cells("td", rest);
      row.prepend(made("th", { scope: "row" }, name));
      return row;
    })));
}

const BACKWARD = "Backward, from the output to the first layer: how the loss changes with each number";

// One example on its way forward and back, and what that does to one weight.
function stepFold(element) {
  return foldIn(element, "One step in numbers", (body, scene) => {
    const { step } = scene;
    if (!step) return body.replaceChildren("Pause, or press step: then the numbers of one step stand here.");
    const name = ({ layer }) => (layer === scene.layers.length - 1 ? "output" : `layer ${layer + 1}`);
    const forward = step.forward.map((one) => [name(one), few(one.inputs), few(one.z), few(one.activation)]);
    const backward = [...step.backward].reverse().map((one) => [name(one), few(one.activation), few(one.z)]);
    const parts = [
      made("p", {}, `The ringed example: x1 = ${short(step.x1)}, x2 = ${short(step.x2)}, target ${short(step.target)}.`),
      scroller("Forward, in numbers", table("Forward: z is weights times inputs plus bias", ["layer", "inputs", "z", "after the activation"], forward)),
      made("p", {}, `The prediction is ${short(step.prediction)}, its loss ${short(step.loss)}.`),
      scroller("Backward, in numbers", table(BACKWARD, ["layer", "after the activation", "z"], backward)),
    ];
    if (step.update) {
      const { before, gradient, after, own_gradient, rule } = step.update;
      const what = nameOf(scene, { ...step.update, kind: step.update.column < 0 ? "bias" : "weight" });
      const alone = ` This example alone has the gradient ${short(own_gradient)}.`;
      const change = `It was ${short(before)}, its gradient over the batch ${short(gradient)}, and it became ${short(after)}. ${rule || ""}`;
      const done = before === null ? "No update so far." : change;
      parts.push(made("p", {}, `Update of the ${what}: ${done}${alone}`));
      parts.push(made("p", { class: "pg-hint" }, "Click a point to follow another example, a line of the network to follow another weight."));
    }
    body.replaceChildren(...parts);
  });
}

const scroller = (name, child) => made("div", { class: "pg-scroll", tabindex: "0", role: "region", "aria-label": name }, child);

const HEALTH =
  "A gradient that shrinks from layer to layer on its way back leaves the first ones as they were. Update ÷ weight " +
  "near 0.001 is healthy; near 1 the weights are thrown about, below 0.00001 they stand still.";

function layersFold(element) {
  return foldIn(element, "Layers: do they learn", (body, scene) => {
    const last = scene.layers.length - 1;
    const rows = scene.layers.map((layer, at) => [
      at === last ? "output" : `layer ${at + 1}`, String(layer.bias.length), short(largest(layer.weight)), short(layer.gradient), short(layer.ratio),
      at === last || layer.dead === null ? "–" : PERCENT(layer.dead),
    ]);
    const head = ["layer", "units", "largest weight", "gradient", "update ÷ weight", "dead units"];
    body.replaceChildren(
      scroller("Layers, in numbers", table("The last step, layer by layer", head, rows)),
      made("p", { class: "pg-hint" }, HEALTH),
    );
  });
}

// The same network as a program and as a short text.
function codeFold(desk, element) {
  const whose = made("select", { "aria-label": "which library the code uses" },
    made("option", { value: "layerwise" }, "with layerwise"), made("option", { value: "mine" }, "with import mine"));
  let latest = null;
  const show = () => latest && write(code, latest.code ? latest.code[whose.value] : "");
  whose.addEventListener("change", show);
  const code = made("pre", { class: "pg-code", tabindex: "0", role: "region", "aria-label": "The settings as Python code" });
  const link = made("input", { type: "text", "aria-label": "The settings as a link", spellcheck: "false" });
  const copy = (what, text, name) => made("button", { type: "button", onclick: async () => {
    desk.speak(await copied(text(), what) ? `The ${name} is copied.` : `The ${name} is selected: copy it with Ctrl+C.`);
  } }, `copy ${name}`);
  const open = () => {
    desk.line.ask({ kind: "link", text: link.value.trim() });
  };
  onKeys(link, () => {
    open();
    return true;
  });
  const whole = made("div", {},
    made("div", { class: "pg-row" }, copy(code, () => code.textContent, "code"), whose, made("span", { class: "pg-hint" }, "A program that trains this network.")), code,
    made("div", { class: "pg-row" }, link, copy(link, () => link.value, "link"), made("button", { type: "button", onclick: open }, "open")));
  return foldIn(element, "As code, as a link", (body, scene) => {
    if (whole.parentElement !== body) body.replaceChildren(whole);
    latest = scene;
    show();
    if (document.activeElement !== link && link.value !== (scene.link || "")) link.value = scene.link || "";
  });
}

// Where the page may not write to the clipboard, the text is selected instead.
async function copied(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (element.select) element.select();
    else getSelection().selectAllChildren(element);
    return false;
  }
}
