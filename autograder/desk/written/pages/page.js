// Loads a question with its answers, and says which key and which button does what.
import { draw, drawQuestion, say } from "./draw.js";
import { arrive, confirmAndGoOn, giveAndGoOn, go, keepComment, nudge, undo } from "./moves.js";
import { address, ask, byId, current, desk, isOpen, waiting } from "./state.js";

const LOOK_SECONDS = 15;
let shown = 0;  // which loading this is: an older one that arrives late is dropped

const isOn = (name) => localStorage.getItem(`layerwise-${name}`) !== "off";
const keepOn = (name, on) => localStorage.setItem(`layerwise-${name}`, on ? "on" : "off");

async function load(name) {
  const turn = ++shown, hidden = byId("names").checked ? 0 : 1;
  const [asked, found] = await Promise.all([ask(address(name)), ask(address(name, `/answers?anonymous=${hidden}`))]);
  if (turn !== shown) return;
  for (const {status, told} of [asked, found]) if (status !== 200) return say(told.problem, true);
  const here = current()?.id;
  desk.question = asked.told;
  desk.answers = found.told.answers;
  byId("names-option").hidden = !found.told.names;
  const stays = desk.answers.findIndex((one) => one.id === here);
  desk.at = Math.max(0, stays >= 0 ? stays : desk.answers.findIndex(isOpen));
  drawQuestion();
  arrive();
}

async function lookAgain() {
  if (!desk.question || waiting.size || document.hidden) return;
  const turn = shown, {status, told} = await ask(address(desk.question.name, "/marks")).catch(() => ({}));
  if (status !== 200 || turn !== shown || waiting.size) return;
  for (const answer of desk.answers) if (told.marks[answer.id]) Object.assign(answer, told.marks[answer.id]);
  draw();
}

async function settled() {  // before another question is shown, or names come and go
  keepComment();
  while (waiting.size) await new Promise((wake) => setTimeout(wake, 50));
}

async function start() {
  const {status, told} = await ask("api/questions");
  if (status !== 200) return say(told.problem, true);
  byId("question").replaceChildren(...told.questions.map((name) => new Option(`${name} (${told.left[name]} left)`, name)));
  for (const name of ["names", "keys"]) byId(name).checked = isOn(name);
  await load(told.questions[0]);
}

const KEYS = {
  ArrowLeft: () => go(desk.at - 1),
  ArrowRight: () => go(desk.at + 1),
  Enter: confirmAndGoOn,
  u: undo,
  c: () => byId("comment").focus(),
  "+": () => nudge(0.5),
  "-": () => nudge(-0.5),
};

document.addEventListener("keydown", (event) => {
  const {key, code, target} = event;
  if (target === byId("comment")) {
    if (key === "Escape") { keepComment(); byId("who").focus(); }
    if (key === "Enter" && event.ctrlKey) { event.preventDefault(); confirmAndGoOn(); }
    return;
  }
  if (target.id === "number" && key === "Enter") { event.preventDefault(); giveAndGoOn(Number(target.value)); return; }
  if (target.matches("input[type=number], select")) return;
  if (event.ctrlKey && key === "z") { event.preventDefault(); return undo(); }
  if (event.ctrlKey || event.altKey || event.metaKey || !byId("keys").checked || !desk.question) return;
  // Shift with a number types another character; where numbers themselves need Shift, as in France, it stays a number.
  const typed = /^[0-9]$/.exec(key)?.[0], digit = typed ?? /^Digit([0-9])$/.exec(code)?.[1];
  if (digit !== undefined && !event.repeat) {
    event.preventDefault();
    if (byId("number")) { byId("number").value = digit; return byId("number").focus(); }
    return giveAndGoOn(Number(digit) + (event.shiftKey && !typed ? 0.5 : 0));
  }
  if (key === "Enter" && target.matches("button, summary, input")) return;
  const act = KEYS[key] ?? KEYS[key.toLowerCase()];
  if (act && !(event.repeat && !key.startsWith("Arrow"))) { event.preventDefault(); act(); }
});

byId("back").onclick = () => go(desk.at - 1);
byId("next").onclick = () => go(desk.at + 1);
byId("undo").onclick = undo;
byId("comment").onblur = keepComment;
byId("form").onsubmit = (event) => event.preventDefault();
byId("question").onchange = async ({target}) => { await settled(); load(target.value); };
byId("scores").onclick = ({target}) => target.matches("button") && giveAndGoOn(Number(target.value));
byId("names").onchange = async ({target}) => {
  keepOn("names", target.checked);
  await settled();
  load(desk.question.name);
};
byId("keys").onchange = ({target}) => keepOn("keys", target.checked);
window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
setInterval(lookAgain, LOOK_SECONDS * 1000);
start();
