export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text = "",
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function makeButton(text: string, name: string, onClick: () => void): HTMLButtonElement {
  const made = make("button", "", text);
  made.type = "button";
  if (name !== text) made.setAttribute("aria-label", name);
  made.addEventListener("click", onClick);
  return made;
}
