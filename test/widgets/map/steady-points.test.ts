import { pointStyles } from "../../../widgets/src/map/point-styles";
import type { SharedGl } from "../../../widgets/src/map/shared-gl";
import { SteadyPoints } from "../../../widgets/src/map/steady-points";
import { madeUpColumns } from "../made-up-columns";
import { fakeCanvas } from "./fake-canvas";
import { THEME } from "./theme";

const FRAME = {
  view: { x: 0, y: 0, scale: 20 },
  size: { width: 800, height: 600 },
  pixelRatio: 1,
  growth: 1,
};

/** A context that comes and goes as the test says; drawing with it draws nothing here. */
function fakeShared(): { readonly shared: SharedGl; setProgram(program: object | null): void } {
  const changes = new EventTarget();
  const shared = {
    program: null as object | null,
    clear: () => {},
    listen: (handler: () => void, signal: AbortSignal) => changes.addEventListener("change", handler, { signal }),
  };
  const setProgram = (program: object | null): void => {
    shared.program = program;
    changes.dispatchEvent(new Event("change"));
  };
  return { shared: shared as unknown as SharedGl, setProgram };
}

describe("SteadyPoints", () => {
  afterEach(() => jest.restoreAllMocks());

  function open(shared: SharedGl | null) {
    const calls = fakeCanvas();
    const onChange = jest.fn();
    const points = new SteadyPoints(shared, onChange);
    const columns = madeUpColumns(3);
    points.setStyles(pointStyles(columns, THEME, null));
    points.setPositions(columns.positions);
    const target = document.createElement("canvas");
    target.width = 800;
    target.height = 600;
    const stamps = (): number => {
      const before = calls.filter((name) => name === "drawImage").length;
      points.paint(target.getContext("2d") as CanvasRenderingContext2D, FRAME);
      return calls.filter((name) => name === "drawImage").length - before;
    };
    return { points, onChange, stamps };
  }

  it("draws each point without WebGL", () => {
    expect(open(null).stamps()).toBe(30);
  });

  it("asks for a new picture when the context is lost, and draws without it what it was given before", () => {
    const { shared, setProgram } = fakeShared();
    setProgram({});
    const { onChange, stamps } = open(shared);
    setProgram(null);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(stamps()).toBe(30);
  });

  it("listens no more after dispose", () => {
    const { shared, setProgram } = fakeShared();
    const { points, onChange } = open(shared);
    points.dispose();
    setProgram({});
    expect(onChange).not.toHaveBeenCalled();
  });
});
