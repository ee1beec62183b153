import "./workbench.css";
import "./annotator.css";
