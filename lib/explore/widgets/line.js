// The line from a widget in the page to the kernel, and whether the hand still moves what it asks for.

const ANSWERED = "layerwise-answered"; // a control tells its explorer that the kernel has caught up with it
const SILENCE = 3000; // ms without an answer until the learner is told
const MOST_CALLS = 20; // how often a widget that has heard nothing yet says hello again

// The line to the kernel. ask(message): sends it, or, while an answer is outstanding, keeps the newest of each kind and
// sends it then; so a drag never makes a queue. Where the older one must not be lost, ask(message, join) keeps what
// join(older, newer) makes of both. Bytes go along as message.buffers. show(scene, complaint) gets each answer;
// mute(silent) is told when the kernel does not answer, and when it does again.
function lineTo(model, { show, mute }) {
  let serial = 0, outstanding = null, timer = null, overdue = false, calls = 0, met = false;
  const waiting = new Map();
  const send = ({ buffers, ...message }) => {
    outstanding = ++serial;
    overdue = false;
    clearTimeout(timer);
    timer = setTimeout(late, SILENCE);
    model.send({ ...message, serial }, undefined, buffers);
  };
  // A message may be lost, where a page loses its kernel for a moment. What is asked next is then sent without waiting
  // for an answer, and the first hello, without which there is no picture, is said again.
  const late = () => {
    mute(true);
    overdue = !kernelIsBusy();
    if (met || calls++ > MOST_CALLS) return;
    if (overdue) send({ kind: "hello" });
    else timer = setTimeout(late, SILENCE);
  };
  const next = () => {
    outstanding = null;
    clearTimeout(timer);
    const [kind, message] = waiting.entries().next().value || [];
    if (message) {
      waiting.delete(kind);
      send(message);
    }
  };
  const heard = (content, buffers) => {
    if (!content || !content.scene) return;
    mute(false);
    met = true;
    if (content.answers === outstanding) next();
    show(unpacked(content.scene, buffers), content.complaint || "");
  };
  model.on("msg:custom", heard);
  const ask = (message, join = (older, newer) => newer) => {
    const older = waiting.get(message.kind);
    if (outstanding === null || overdue) send(message);
    else waiting.set(message.kind, older ? join(older, message) : message);
  };
  ask({ kind: "hello" });
  return {
    ask,
    busy: () => outstanding !== null,
    behind: () => waiting.size > 0, // the next answer is to a question that is out of date
    stop() {
      clearTimeout(timer);
      model.off("msg:custom", heard);
    },
  };
}

// While a hand drags, every picture is welcome, late as it may be. Once it has let go, one that is out of date would only
// make a settled page jump. A key that was held down is let go of as well; keys pressed one by one are not a drag.
function handIsOff() {
  if (window.layerwiseHand) return window.layerwiseHand.off;
  const hand = (window.layerwiseHand = { off: false, holdsKey: false });
  const on = (kind, happened) => window.addEventListener(kind, happened, true);
  on("pointerdown", () => (hand.off = false));
  for (const end of ["pointerup", "pointercancel"]) on(end, () => (hand.off = true));
  on("keydown", (event) => {
    hand.off = false;
    hand.holdsKey = event.repeat;
  });
  on("keyup", () => {
    hand.off = hand.holdsKey;
    hand.holdsKey = false;
  });
  return false;
}
