// The words under an explorer's picture. Only the text that is new changes: a region that is made anew is read out as a
// whole, or not at all.

export default {
  render({ model, el }) {
    el.classList.add("layerwise", "layerwise-words");
    const notice = noticeIn(el);
    const add = (tag, className, parent = el) => {
      const element = document.createElement(tag);
      element.className = className;
      parent.append(element);
      return element;
    };
    const sentence = add("div", "layerwise-sentence"), goal = add("div", "layerwise-goal");
    sentence.setAttribute("role", "status");
    goal.setAttribute("aria-live", "polite");
    const state = add("b", "", goal), task = add("span", "", goal);
    const details = add("details", "layerwise-legend");
    add("summary", "", details).textContent = "What the marks mean";
    const legend = add("div", "", details);
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
