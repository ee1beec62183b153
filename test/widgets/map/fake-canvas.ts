/** Gives jsdom's canvases a context that draws nothing and keeps the names of what it was asked for. No WebGL. */
export function fakeCanvas(): readonly string[] {
  const calls: string[] = [];
  const contexts = new WeakMap<HTMLCanvasElement, object>();
  const make = (canvas: HTMLCanvasElement): object =>
    new Proxy(
      { canvas },
      {
        get: (target, name) => (name in target ? Reflect.get(target, name) : (): void => void calls.push(String(name))),
      },
    );
  jest.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (
    this: HTMLCanvasElement,
    kind: string,
  ) {
    if (kind !== "2d") return null;
    const context = contexts.get(this) ?? make(this);
    contexts.set(this, context);
    return context as never;
  } as never);
  return calls;
}
