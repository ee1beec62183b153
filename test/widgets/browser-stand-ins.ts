/** What jsdom lacks and the workbench or JupyterLab's libraries ask for when they are loaded: import this before them. */
globalThis.ResizeObserver ??= class {
  // a size never changes in jsdom, so the observer never calls
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
globalThis.DragEvent ??= class extends MouseEvent {} as typeof DragEvent;
globalThis.PointerEvent ??= class extends MouseEvent {} as typeof PointerEvent;

let made = 0;
URL.createObjectURL ??= () => `blob:${++made}`;
URL.revokeObjectURL ??= () => {};
