import { LabIcon } from "@jupyterlab/ui-components";

/** A friendly face with ears; the class lets JupyterLab's theme choose the colour. */
const CRITTER_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">
  <g class="jp-icon3" fill="#616161">
    <path d="M5.2 3.2c1.9-.6 3.7.7 4.6 2.5a8.6 8.6 0 0 1 4.4 0c.9-1.8 2.7-3.1 4.6-2.5 1.7.6 2 2.9 1.2 5.2A7.9 7.9 0 0 1 21 12.8C21 17.4 17 21 12 21s-9-3.6-9-8.2c0-1.6.4-3.1 1-4.4-.8-2.3-.5-4.6 1.2-5.2zM8.8 12a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zm6.4 0a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zm-3.2 3.6c-.9 0-1.5.4-1.5.9s.7 1.2 1.5 1.2 1.5-.7 1.5-1.2-.6-.9-1.5-.9z" fill-rule="evenodd"/>
  </g>
</svg>`;

/** DataCrafter's face in launcher and palette. */
export const critterIcon: LabIcon = new LabIcon({ name: "datacrafter:critter", svgstr: CRITTER_SVG });
