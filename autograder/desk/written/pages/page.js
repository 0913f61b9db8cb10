// Answers one after the other. A score is saved behind the grader's back: what could not be saved yet stays in `waiting`,
// is tried again, and keeps the page from being closed.
const byId = (id) => document.getElementById(id);
const xsrf = document.querySelector('meta[name="xsrf"]').content;
const LOOK_SECONDS = 15, RETRY_SECONDS = 3, MOST_BUTTONS = 9;
const OPEN = ["waiting", "again"];

let question = null;    // its points, rubric and samples
let answers = [];       // in the order of grading, each with the mark that the server has
let at = 0;
let shown = 0;          // which loading this is: an older one that arrives late is dropped
const waiting = new Map();   // by answer: the mark that is wanted and not saved yet
const history = [];          // {id, mark} before each change, the newest last
let sending = false;

const remembered = (name, fallback) => { try { return localStorage.getItem(name) ?? fallback; } catch { return fallback; } };
const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private windows may refuse */ } };

async function ask(path, options = {}) {
  const reply = await fetch(path, {...options, headers: {"X-XSRFToken": xsrf, "Content-Type": "application/json"}});
  const told = await reply.json();
  return {status: reply.status, told};
}

const path = (rest = "") => `api/question/${encodeURIComponent(question.name)}${rest}`;
const markOf = ({score, auto, again, comment}) => ({score, auto, again, comment});
const current = () => answers[at];
const effective = (answer) => waiting.get(answer.id) ?? markOf(answer);
const half = (points) => String(points % 1 ? (Math.floor(points) || "") + "½" : points);

function stateOf(answer) {
  const mark = effective(answer);
  if (mark.score === null) return mark.auto === null || mark.again ? "waiting" : "empty";
  return mark.again ? "again" : "graded";
}

// What is shown

function draw() {
  drawCounts();
  const answer = current();
  if (!answer) {
    byId("who").textContent = "Nobody has handed in an answer yet";
    return;
  }
  const mark = effective(answer), state = stateOf(answer);
  const said = {waiting: "waits", again: `had ${mark.score}: look again`, graded: `${mark.score} of ${question.points}`,
    empty: "nothing was written: 0"}[state];
  byId("who").replaceChildren(`Answer ${at + 1} of ${answers.length}${answer.name ? ` · ${answer.name}` : ""} `,
    element("span", `· ${said}`, "state"));
  byId("text").innerHTML = answer.text;
  if (document.activeElement !== byId("comment")) byId("comment").value = mark.comment;
  for (const button of document.querySelectorAll("#scores button"))
    button.setAttribute("aria-pressed", String(Number(button.value) === mark.score));
  const field = byId("number");
  if (field && document.activeElement !== field) field.value = mark.score ?? "";
  byId("undo").disabled = !history.length;
  drawTwins(answer);
}

function drawCounts() {
  const states = answers.map(stateOf), count = (state) => states.filter((one) => one === state).length;
  const [fresh, again, empty] = ["waiting", "again", "empty"].map(count);
  const parts = [`${fresh} of ${answers.length} left`];
  if (again) parts.push(`${again} to look at again`);
  if (empty) parts.push(`${empty} wrote nothing`);
  byId("left").textContent = parts.join(" · ");
  byId("progress").value = answers.length ? (answers.length - fresh - again) / answers.length : 1;
}

function drawTwins(answer) {
  const same = answers.filter((one) => one.words === answer.words && one !== answer);
  byId("twins").hidden = !same.length;
  byId("twins-title").textContent = same.length === 1 ? "One other has the same words" : `${same.length} others have the same words`;
  byId("twins").querySelector(".side").replaceChildren(...same.map((twin) => {
    const mark = effective(twin), number = answers.indexOf(twin) + 1;
    const article = element("article"), points = mark.score === null ? "no score yet" : `${mark.score} points`;
    article.append(element("h4", `${twin.name || `Answer ${number}`}: ${points}`), filled(twin.text));
    return article;
  }));
}

function element(kind, text = "", style = "") {
  const made = document.createElement(kind);
  made.textContent = text;
  if (style) made.className = style;
  return made;
}

function filled(html, style = "") {  // what the server sends as HTML has been sanitized there
  const made = element("div", "", style);
  made.innerHTML = html;
  return made;
}

function drawQuestion() {
  const {statement, rubric, model, samples, points} = question;
  byId("statement").innerHTML = statement || "<p>It stands in the notebook that was handed out.</p>";
  byId("rubric").innerHTML = rubric || "<p>This assignment has no rubric in its source.</p>";
  byId("model").innerHTML = model || "<p>This assignment has no model answer in its source.</p>";
  byId("samples").replaceChildren(...samples.map((sample) => {
    const article = element("article");
    article.append(element("h3", `${sample.level}: ${sample.points} of ${points}`), filled(sample.text),
      filled(sample.why, "why"));
    return article;
  }));
  if (!samples.length) byId("samples").append(element("p", "There are none for this question."));
  if (points <= MOST_BUTTONS) {
    const steps = Array.from({length: Math.floor(points * 2) + 1}, (_, step) => step / 2);
    if (steps.at(-1) < points) steps.push(points);
    byId("scores").replaceChildren(...steps.map((step) => {
      const button = element("button", half(step));
      Object.assign(button, {type: "button", value: step, onclick: () => giveAndGoOn(step)});
      button.setAttribute("aria-label", `${step} points`);
      return button;
    }));
  } else {
    const field = element("input");
    Object.assign(field, {type: "number", id: "number", min: 0, max: points, step: 0.5});
    field.setAttribute("aria-label", `Points, up to ${points}`);
    byId("scores").replaceChildren(field);
  }
}

function say(text, wrong = false) {
  byId("saved").textContent = text;
  byId("saved").classList.toggle("wrong", wrong);
}

// Scores

function give(wanted, answer = current(), undoing = false) {
  const before = effective(answer);
  if (["score", "again", "comment"].every((name) => before[name] === wanted[name])) return;
  if (!undoing) history.push({id: answer.id, mark: before});
  waiting.set(answer.id, {...before, ...wanted});
  draw();
  send();
}

function keepComment() {
  const answer = current(), comment = byId("comment").value;
  if (answer && effective(answer).comment !== comment) give({...effective(answer), comment});
}

function giveAndGoOn(score) {
  const answer = current();
  if (!answer) return;
  if (!(score >= 0 && score <= question.points)) return say(`${score} points are not possible: ${question.points} are the most`, true);
  give({...effective(answer), score, again: false, comment: byId("comment").value});
  nextOpen();
}

function nudge(by) {
  const answer = current();
  if (!answer) return;
  const score = Math.min(question.points, Math.max(0, (effective(answer).score ?? 0) + by));
  give({...effective(answer), score, again: false, comment: byId("comment").value});
}

function confirmAndGoOn() {
  const answer = current();
  if (!answer) return;
  keepComment();
  if (stateOf(answer) === "again") give({...effective(answer), again: false});
  nextOpen();
}

function undo() {
  const last = history.pop();
  const place = answers.findIndex((one) => one.id === last?.id);
  if (place < 0) return;
  at = place;
  give(last.mark, answers[place], true);
  byId("comment").value = last.mark.comment;
  arrive();
  say("Undone.");
}

// One at a time: whoever saves says what they saw, which is what the save before brought.
async function send() {
  if (sending) return;
  sending = true;
  while (waiting.size) {
    const [id, wanted] = waiting.entries().next().value, answer = answers.find((one) => one.id === id);
    let reply;
    try {
      reply = await ask(path(`/marks/${id}`), {method: "PUT", body: JSON.stringify({seen: markOf(answer), wanted})});
    } catch {
      reply = {status: 503, told: {problem: "the page's program does not answer"}};
    }
    if (reply.status === 503) {
      say(`Not saved yet: ${reply.told.problem} Trying again; ${waiting.size} to save.`, true);
      await new Promise((wake) => setTimeout(wake, RETRY_SECONDS * 1000));
      continue;
    }
    const newer = waiting.get(id) !== wanted;
    if (!newer) waiting.delete(id);
    if (reply.status === 200) {
      Object.assign(answer, reply.told);
      say(waiting.size ? `Saving ${waiting.size} more.` : "Saved.");
    } else if (reply.status === 409) {
      waiting.delete(id);
      Object.assign(answer, reply.told.mark);
      tellConflict(answer, wanted);
    } else {
      waiting.delete(id);
      say(reply.told.problem, true);
    }
    draw();
  }
  sending = false;
}

function tellConflict(answer, wanted) {
  const number = answers.indexOf(answer) + 1, points = (mark) => (mark.score === null ? "no score" : mark.score);
  const line = element("p", `Answer ${number}: somebody else gave ${points(answer)} meanwhile, you gave ${points(wanted)}.`);
  const settle = (label, act) => {
    const button = element("button", label);
    Object.assign(button, {type: "button", onclick: () => { line.remove(); act(); }});
    line.append(button);
  };
  settle("Keep theirs", () => draw());
  settle("Save mine", () => give({...wanted, auto: answer.auto}, answer));
  byId("conflicts").append(line);
}

// Moving

function go(place) {
  keepComment();
  at = Math.min(answers.length - 1, Math.max(0, place));
  arrive();
}

function arrive() {
  byId("comment").value = current() ? effective(current()).comment : "";
  byId("comment").blur();  // which keeps what stands there: by now the new answer's
  draw();
  byId("who").focus({preventScroll: true});
  window.scrollTo(0, 0);
}

function nextOpen() {
  const open = answers.map((_, step) => (at + 1 + step) % answers.length).find((place) => OPEN.includes(stateOf(answers[place])));
  if (open !== undefined) return go(open);
  go(at);
  byId("who").append(element("span", " · all answers to this question are graded", "state"));
}

// Loading

async function load(name) {
  const turn = ++shown, hidden = byId("names").checked ? 0 : 1;
  const base = `api/question/${encodeURIComponent(name)}`;
  const [asked, found] = await Promise.all([ask(base), ask(`${base}/answers?anonymous=${hidden}`)]);
  if (turn !== shown) return;
  for (const {status, told} of [asked, found]) if (status !== 200) return say(told.problem, true);
  const here = current()?.id;
  question = asked.told;
  answers = found.told.answers;
  byId("names-option").hidden = !found.told.names;
  const stays = answers.findIndex((one) => one.id === here);
  at = Math.max(0, stays >= 0 ? stays : answers.findIndex((one) => OPEN.includes(one.state)));
  drawQuestion();
  arrive();
}

async function lookAgain() {
  if (!question || waiting.size || document.hidden) return;
  const turn = shown, {status, told} = await ask(path("/marks")).catch(() => ({}));
  if (status !== 200 || turn !== shown || waiting.size) return;
  for (const answer of answers) if (told.marks[answer.id]) Object.assign(answer, told.marks[answer.id]);
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
  byId("names").checked = remembered("layerwise-names", "1") === "1";
  byId("keys").checked = remembered("layerwise-keys", "1") === "1";
  await load(told.questions[0]);
}

// Keys

const KEYS = {
  ArrowLeft: () => go(at - 1),
  ArrowRight: () => go(at + 1),
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
  if (event.ctrlKey || event.altKey || event.metaKey || !byId("keys").checked || !question) return;
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

byId("back").onclick = () => go(at - 1);
byId("next").onclick = () => go(at + 1);
byId("undo").onclick = undo;
byId("comment").onblur = keepComment;
byId("form").onsubmit = (event) => event.preventDefault();
byId("question").onchange = async ({target}) => { await settled(); load(target.value); };
byId("names").onchange = async ({target}) => { remember("layerwise-names", target.checked ? "1" : "0"); await settled(); load(question.name); };
byId("keys").onchange = ({target}) => remember("layerwise-keys", target.checked ? "1" : "0");
window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
setInterval(lookAgain, LOOK_SECONDS * 1000);
start();
