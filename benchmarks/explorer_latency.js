// What the page notes for explorer_latency.py: when a key came, when a picture stood there, when a canvas was painted,
// when the hand let go. Where a canvas needs numbers from the kernel, its marks move at once, and its picture is the
// first one painted after the answer.

const note = (kind) => window.bench[kind].push(performance.now());

window.clearBench = (atOnce) =>
  (window.bench = { keys: [], pictures: [], painted: [], released: [], answered: false, atOnce });

window.listenToTheKernel = () =>
  window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.anyMessage.connect((_, { msg, direction }) => {
    const update = direction === "recv" && msg.header.msg_type === "comm_msg";
    if (update && msg.content.data.method === "custom") window.bench.answered = true;
  });

window.clearBench(false);
window.addEventListener("keydown", () => note("keys"), true);
window.addEventListener("pointerup", () => note("released"), true);
document.addEventListener("load", (event) => {
  if (event.target.tagName === "IMG") requestAnimationFrame(() => note("pictures"));
}, true);
new MutationObserver(() => {
  const frame = document.timeline.currentTime; // two canvases painted in one frame are one frame
  if (window.bench.frame !== frame) note("painted");
  window.bench.frame = frame;
  if (window.bench.answered || window.bench.atOnce) note("pictures");
  window.bench.answered = false;
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-painted"] });
