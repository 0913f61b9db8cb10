// What a grader does: give points, confirm, undo, and go from answer to answer.
import { draw, say } from "./draw.js";
import { give } from "./saving.js";
import { byId, current, desk, effective, history, isOpen, stateOf } from "./state.js";

export function go(place) {
  keepComment();
  desk.at = Math.min(desk.answers.length - 1, Math.max(0, place));
  arrive();
}

export function arrive() {
  byId("comment").value = current() ? effective(current()).comment : "";
  byId("comment").blur();  // which keeps what stands there: by now the new answer's
  draw();
  byId("who").focus({preventScroll: true});
  window.scrollTo(0, 0);
}

export function nextOpen() {
  const round = desk.answers.map((_, step) => (desk.at + 1 + step) % desk.answers.length);
  const open = round.find((place) => isOpen(desk.answers[place]));
  go(open ?? desk.at);
}

export function keepComment() {
  const answer = current(), comment = byId("comment").value;
  if (answer && effective(answer).comment !== comment) give({...effective(answer), comment});
}

export function giveAndGoOn(score) {
  const answer = current();
  if (!answer) return;
  const most = desk.question.points;
  if (!(score >= 0 && score <= most)) return say(`${score} points are not possible here: ${most} are the most.`, true);
  give({...effective(answer), score, again: false, comment: byId("comment").value});
  nextOpen();
}

export function nudge(by) {
  const answer = current();
  if (!answer) return;
  const score = Math.min(desk.question.points, Math.max(0, (effective(answer).score ?? 0) + by));
  give({...effective(answer), score, again: false, comment: byId("comment").value});
}

export function confirmAndGoOn() {
  const answer = current();
  if (!answer) return;
  keepComment();
  if (stateOf(answer) === "again") give({...effective(answer), again: false});
  nextOpen();
}

export function undo() {
  const last = history.pop();
  const place = desk.answers.findIndex((one) => one.id === last?.id);
  if (place < 0) return;
  desk.at = place;
  give(last.mark, desk.answers[place], true);
  byId("comment").value = last.mark.comment;
  arrive();
  say("Undone.");
}
