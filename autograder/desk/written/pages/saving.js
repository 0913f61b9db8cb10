// A score is saved behind the grader's back. What could not be saved yet waits, is tried again, and keeps the page open.
import { draw, element, say } from "./draw.js";
import { address, ask, byId, current, desk, effective, history, markOf, waiting } from "./state.js";

const RETRY_SECONDS = 3;
let sending = false;

export function give(wanted, answer = current(), undoing = false) {
  const before = effective(answer);
  if (!differ(before, wanted)) return;
  if (!undoing) history.push({id: answer.id, mark: before});
  waiting.set(answer.id, {...before, ...wanted});
  draw();
  send();
}

const differ = (one, other) => ["score", "again", "comment"].some((name) => one[name] !== other[name]);

// One at a time: whoever saves says what they saw, which is what the save before brought.
async function send() {
  if (sending) return;
  sending = true;
  while (waiting.size) {
    const [id, wanted] = waiting.entries().next().value, answer = desk.answers.find((one) => one.id === id);
    let reply;
    try {
      const body = JSON.stringify({seen: markOf(answer), wanted});
      reply = await ask(address(desk.question.name, `/marks/${id}`), {method: "PUT", body});
    } catch {
      reply = {status: 503, told: {problem: "the page's program does not answer"}};
    }
    if (reply.status === 503) {
      say(`Not saved yet: ${reply.told.problem} Trying again; ${waiting.size} to save.`, true);
      await new Promise((wake) => setTimeout(wake, RETRY_SECONDS * 1000));
      continue;
    }
    const newest = waiting.get(id);
    if (reply.status !== 200 || newest === wanted) waiting.delete(id);
    if (reply.status === 200) {
      Object.assign(answer, reply.told);
      say(waiting.size ? `Saving ${waiting.size} more.` : "Saved.");
    } else if (reply.status === 409) {
      Object.assign(answer, reply.told.mark);
      const lost = !differ(answer, newest);  // only the reply was: the score had been saved
      say(lost ? "Saved." : "Not saved: choose, above.", !lost);
      if (!lost) tellConflict(answer, newest);
    } else {
      say(reply.told.problem, true);
    }
    draw();
  }
  sending = false;
}

function tellConflict(answer, wanted) {
  const number = desk.answers.indexOf(answer) + 1, points = (mark) => (mark.score === null ? "no score" : mark.score);
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
