// What is shown: the answer with its score, the counts, who has the same words, and what stands beside it.
import { byId, current, desk, effective, history, isOpen, stateOf } from "./state.js";

const MOST_BUTTONS = 9;  // points; above them a score is typed
const half = (points) => String(points % 1 ? (Math.floor(points) || "") + "½" : points);

export function draw() {
  drawCounts();
  const answer = current();
  if (!answer) {
    byId("who").textContent = "Nobody has handed in an answer yet";
    return;
  }
  const mark = effective(answer), state = stateOf(answer);
  const said = {waiting: "waits", again: `had ${mark.score}: look again`, graded: `${mark.score} of ${desk.question.points}`,
    empty: "nothing was written: 0"}[state];
  const all = desk.answers.some(isOpen) ? "" : " · all answers to this question are graded";
  byId("who").replaceChildren(`Answer ${desk.at + 1} of ${desk.answers.length}${answer.name ? ` · ${answer.name}` : ""} `,
    element("span", `· ${said}${all}`, "state"));
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
  const states = desk.answers.map(stateOf), count = (state) => states.filter((one) => one === state).length;
  const [fresh, again, empty] = ["waiting", "again", "empty"].map(count);
  const parts = [`${fresh} of ${desk.answers.length} left`];
  if (again) parts.push(`${again} to look at again`);
  if (empty) parts.push(`${empty} wrote nothing`);
  byId("left").textContent = parts.join(" · ");
  const option = byId("question").selectedOptions[0];
  if (option) option.textContent = `${option.value} (${fresh + again} left)`;
  byId("progress").value = desk.answers.length ? (desk.answers.length - fresh - again) / desk.answers.length : 1;
}

function drawTwins(answer) {
  const same = desk.answers.filter((one) => one.words === answer.words && one !== answer);
  byId("twins").hidden = !same.length;
  byId("twins-title").textContent = same.length === 1 ? "One other has the same words" : `${same.length} others have the same words`;
  byId("twins").querySelector(".side").replaceChildren(...same.map((twin) => {
    const mark = effective(twin), number = desk.answers.indexOf(twin) + 1;
    const article = element("article"), points = mark.score === null ? "no score yet" : `${mark.score} points`;
    article.append(element("h4", `${twin.name || `Answer ${number}`}: ${points}`), filled(twin.text));
    return article;
  }));
}

export function element(kind, text = "", style = "") {
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

export function drawQuestion() {
  const {statement, rubric, model, samples, points} = desk.question;
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
      Object.assign(button, {type: "button", value: step});
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

export function say(text, wrong = false) {
  byId("saved").textContent = text;
  byId("saved").classList.toggle("wrong", wrong);
}
