// What all canvases share in the page: elements, keys, colours of the theme, sizes, and the page's own notices.

// An element with attributes, listeners (onclick: a function) and children, text among them.
function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// Whether the reader has asked for pages on which nothing moves by itself.
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const TYPED_INTO = "input:not([type=range],[type=checkbox],[type=radio]), textarea, [contenteditable=true]";

// JupyterLab reads keys at the document, before a widget sees them: one letter typed in a list cuts the cell. This
// listener stands before it. A widget's own keys come through `onKeys`; what the browser does by itself still happens.
function keyGuard() {
  if (window.layerwiseKeys) return window.layerwiseKeys;
  const takers = new WeakMap();
  window.addEventListener("keydown", (event) => {
    if (!event.target.closest) return;
    // What is typed is the field's. Enter as well, but JupyterLab would take it from here, to edit the cell.
    if (event.key !== "Enter" && event.target.matches(TYPED_INTO)) return;
    const widget = event.target.closest(".jupyter-widgets");
    if (!widget || event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab" || event.key === "Escape") return;
    if (event.key === "Enter" && event.shiftKey) return; // runs the cell, as everywhere
    let ours = event.target;
    while (ours && ours !== widget.parentElement && !takers.has(ours)) ours = ours.parentElement;
    const taker = ours && takers.get(ours);
    if (taker && taker(event)) event.preventDefault();
    if (taker || event.target.closest(".layerwise") || event.key.length === 1) event.stopImmediatePropagation();
  }, true);
  window.layerwiseKeys = takers;
  return takers;
}

// take(event) returns whether it used the key. A field that is typed into is asked about Enter alone.
function onKeys(element, take) {
  keyGuard().set(element, take);
}

// Text, paper and lines as the page has them now; the colours with a meaning are the same as in the course's figures,
// lighter where the page is dark.
function themeOf(element) {
  const style = getComputedStyle(element);
  const colour = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const named = document.body.dataset.jpThemeLight;
  const dark = named ? named === "false" : matchMedia("(prefers-color-scheme: dark)").matches;
  return {
    dark,
    ink: colour("--jp-content-font-color0", dark ? "#ffffff" : "#222222"),
    paper: colour("--jp-layout-color0", dark ? "#111111" : "#ffffff"),
    grid: dark ? "#4a4a4a" : "#d5d5d5",
    zero: dark ? "#9e9e9e" : "#757575",
    negative: dark ? "#ff8a4c" : "#c25200",
    positive: dark ? "#5cb3f0" : "#0072b2",
  };
}

const SETTLED = 5000; // ms after the name of another theme in which its style sheets come in

// Calls `again` when the page changes between light and dark, and when the colours of the theme are there; returns how
// to stop that. While the page changes, JupyterLab takes the element out of it for a moment: it waits until it is back.
function onTheme(element, again) {
  const colours = () => {
    const style = getComputedStyle(document.body);
    const named = ["--jp-layout-color0", "--jp-content-font-color0"].map((name) => style.getPropertyValue(name));
    return [document.body.dataset.jpThemeLight, system.matches, ...named].join();
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  let seen = colours(), until = 0, frame = 0;
  const look = () => {
    const now = colours();
    if (now !== seen && element.clientWidth) {
      seen = now;
      again();
    }
    frame = performance.now() < until ? requestAnimationFrame(look) : 0;
  };
  const change = () => {
    until = performance.now() + SETTLED;
    if (!frame) frame = requestAnimationFrame(look);
  };
  const watch = new MutationObserver(change);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  system.addEventListener("change", change);
  return () => {
    watch.disconnect();
    cancelAnimationFrame(frame);
    system.removeEventListener("change", change);
  };
}

// A canvas as wide as its place, sharp on every screen. draw(context, width, height) is called at most once a frame.
// ratio: height over width, or a function of the width that returns the height.
function canvasIn(element, { label, ratio, draw }) {
  const canvas = made("canvas", { class: "layerwise-canvas", tabindex: 0, role: "img", "aria-label": label });
  element.append(canvas);
  let due = false;
  const paint = () => {
    due = false;
    const width = canvas.clientWidth, height = canvas.clientHeight, scale = window.devicePixelRatio || 1;
    if (!width || !height) return;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const context = canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height);
    canvas.dataset.painted = String(Number(canvas.dataset.painted || 0) + 1);
  };
  const redraw = () => {
    if (!due) requestAnimationFrame(paint);
    due = true;
  };
  const sizes = new ResizeObserver(() => {
    const width = element.clientWidth;
    canvas.style.height = `${Math.round(typeof ratio === "function" ? ratio(width) : width * ratio)}px`;
    redraw();
  });
  sizes.observe(element);
  const stopTheme = onTheme(canvas, redraw);
  return {
    canvas,
    redraw,
    stop() {
      sizes.disconnect();
      stopTheme();
    },
  };
}

// {buffer, shape} in a scene becomes a Float32Array with a shape.
function unpacked(value, buffers) {
  if (Array.isArray(value)) return value.map((one) => unpacked(one, buffers));
  if (value === null || typeof value !== "object") return value;
  if ("buffer" in value && "shape" in value) {
    const view = buffers[value.buffer];
    const start = view.byteOffset || 0, raw = view.buffer || view;
    const aligned = start % 4 === 0 ? raw : raw.slice(start);
    const numbers = new Float32Array(aligned, start % 4 === 0 ? start : 0, view.byteLength / 4);
    numbers.shape = value.shape;
    return numbers;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpacked(one, buffers)]));
}

// A kernel at work in another cell will answer; one that was restarted knows nothing of this widget any more.
function kernelIsBusy() {
  const indicators = [...document.querySelectorAll(".jp-Notebook-ExecutionIndicator")];
  return indicators.find((one) => one.offsetParent !== null)?.dataset.status === "busy";
}

const silence = () =>
  kernelIsBusy() ? "The kernel is busy: it answers when it is done." : "The kernel does not answer: run this cell again.";

// The line under a canvas in which the page itself speaks: complaints, and a kernel that is silent.
function noticeIn(element) {
  const notice = document.createElement("div");
  notice.className = "layerwise-notice";
  notice.setAttribute("role", "alert");
  element.append(notice);
  const texts = { complaint: "", silence: "" };
  const write = () => {
    const text = texts.complaint || texts.silence;
    if (notice.textContent !== text) notice.textContent = text;
    notice.hidden = !text;
  };
  write();
  return {
    complain(text) {
      texts.complaint = text;
      write();
    },
    silent(is) {
      texts.silence = is ? silence() : "";
      write();
    },
  };
}
