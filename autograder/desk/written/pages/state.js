// What every part of the page knows: the question, the answers, where the grader is, and what is not saved yet.
export const desk = {question: null, answers: [], at: 0};
export const waiting = new Map();  // by answer: the mark that is wanted and not saved yet
export const history = [];  // {id, mark} before each change, the newest last

export const byId = (id) => document.getElementById(id);
export const current = () => desk.answers[desk.at];
export const markOf = ({score, auto, again, comment}) => ({score, auto, again, comment});
export const effective = (answer) => waiting.get(answer.id) ?? markOf(answer);

export function stateOf(answer) {
  const mark = effective(answer);
  if (mark.score === null) return mark.auto === null || mark.again ? "waiting" : "empty";
  return mark.again ? "again" : "graded";
}

export const isOpen = (answer) => ["waiting", "again"].includes(stateOf(answer));

const xsrf = document.querySelector('meta[name="xsrf"]').content;

export async function ask(path, options = {}) {
  const reply = await fetch(path, {...options, headers: {"X-XSRFToken": xsrf, "Content-Type": "application/json"}});
  return {status: reply.status, told: await reply.json()};
}

export const address = (name, rest = "") => `api/question/${encodeURIComponent(name)}${rest}`;
