// The words under an explorer's picture. Only the text that is new changes: a region that is made anew is read out as a
// whole, or not at all.

export default {
  render({ model, el }) {
    el.classList.add("layerwise", "layerwise-words");
    const notice = noticeIn(el);
    const sentence = made("div", { class: "layerwise-sentence", role: "status" });
    const state = made("b"), task = made("span"), legend = made("div");
    const goal = made("div", { class: "layerwise-goal", "aria-live": "polite" }, state, task);
    const details = made("details", { class: "layerwise-legend" }, made("summary", {}, "What the marks mean"), legend);
    el.append(sentence, goal, details);
    const put = (element, text) => {
      if (element.textContent !== text) element.textContent = text;
    };
    const write = () => {
      notice.complain(model.get("complaint"));
      put(sentence, model.get("sentence"));
      put(state, model.get("reached") ? "✓ Reached: " : "Goal: ");
      put(task, model.get("goal"));
      put(legend, model.get("legend"));
      goal.classList.toggle("layerwise-reached", model.get("reached"));
      goal.hidden = !model.get("goal");
      details.hidden = !model.get("legend");
    };
    model.on("change", write);
    write();
    return () => model.off("change", write);
  },
};
