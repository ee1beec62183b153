import { METHOD_NAMES } from "./method-names.js";
import { projectInThread } from "./project-in-thread.js";
import type { Projector } from "./projector.js";

/** Every way to place images and labels in a plane, by name; each call runs in a thread of its own. */
export const projectors: Readonly<Record<string, Projector>> = Object.fromEntries(
  METHOD_NAMES.map((method) => [method, projectInThread(method)]),
);

/** M2M: images and labels in one plane. See multimodalLayout for the objective, the options and the errors. */
export const projectMultimodal: Projector = projectors.m2m;
