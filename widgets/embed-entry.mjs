/** The entry of the AMD bundle: the same exports, with the style sheet put into the page. */
import css from "./style/workbench.css";

const style = document.createElement("style");
style.textContent = css;
document.head.append(style);

export * from "./lib/index.js";
