import type { MapGesture } from "./map-renderer.js";

/** @returns the selection after the gesture, without repeats */
export function applyGesture(selection: readonly string[], gesture: MapGesture): readonly string[] {
  const given = [...new Set(gesture.ids)];
  if (gesture.mode === "replace") {
    return given;
  }
  const before = new Set(selection);
  const fresh = given.filter((id) => !before.has(id));
  if (gesture.mode === "add") {
    return [...selection, ...fresh];
  }
  const taken = new Set(given);
  const left = selection.filter((id) => !taken.has(id));
  return gesture.mode === "remove" ? left : [...left, ...fresh];
}
