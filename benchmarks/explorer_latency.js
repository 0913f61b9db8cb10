// What the page notes for explorer_latency.py: when a key came, when a picture stood there, when a canvas was painted,
// when the hand let go. A canvas moves its marks before the kernel has answered; its picture is the first one painted
// after the answer.

const note = (kind) => window.bench[kind].push(performance.now());

window.clearBench = () => (window.bench = { keys: [], pictures: [], painted: [], released: [], answered: false });

window.listenToTheKernel = () =>
  window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.anyMessage.connect((_, { msg, direction }) => {
    const update = direction === "recv" && msg.header.msg_type === "comm_msg";
    if (update && msg.content.data.method === "custom") window.bench.answered = true;
  });

window.clearBench();
window.addEventListener("keydown", () => note("keys"), true);
window.addEventListener("pointerup", () => note("released"), true);
document.addEventListener("load", (event) => {
  if (event.target.tagName === "IMG") requestAnimationFrame(() => note("pictures"));
}, true);
new MutationObserver(() => {
  note("painted");
  if (window.bench.answered) note("pictures");
  window.bench.answered = false;
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-painted"] });
