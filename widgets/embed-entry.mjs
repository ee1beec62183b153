/** The entry of the AMD bundle: the same exports, with the style sheets put into the page. */
import annotatorCss from "./style/annotator.css";
import workbenchCss from "./style/workbench.css";

const style = document.createElement("style");
style.textContent = workbenchCss + annotatorCss;
document.head.append(style);

export * from "./lib/index.js";
