import { type MeasureChart, measuresPanel } from "../../widgets/src/panels/measures-panel";
import { readTheme, type Theme } from "../../widgets/src/theme";
import { openWorkbench } from "./fake-workbench";
import { settle } from "./settle";

/** Lets the next frame be shown, and what waits for it run. */
const frame = (): Promise<void> =>
  new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))));

/** The panel with a chart that keeps the themes it was drawn in; the test sets its width and calls its size observer. */
async function openChart() {
  let width = 300;
  let sizeChanged = (): void => {};
  jest.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(() => width);
  jest.spyOn(globalThis, "ResizeObserver").mockImplementation((callback) => {
    sizeChanged = () => callback([], {} as ResizeObserver);
    return { observe: () => {}, unobserve: () => {}, disconnect: () => {} };
  });
  const themes: Theme[] = [];
  const chart: MeasureChart = {
    draw: async (_host, _lines, theme) => void themes.push(theme),
    resize: async () => {},
    dispose: async () => {},
    color: () => "#123456",
  };
  const { model, host } = await openWorkbench();
  const closing = new AbortController();
  setTheme("true", "rgb(255, 255, 255)");
  host.append(measuresPanel(model, chart, closing.signal));
  const setWidth = (to: number): void => {
    width = to;
  };
  const resize = (to: number): void => {
    setWidth(to);
    sizeChanged();
  };
  resize(300);
  await settle();
  return { themes, setWidth, resize, close: () => closing.abort() };
}

function setTheme(light: string, background: string): void {
  document.body.dataset.jpThemeLight = light;
  setBackground(background);
}

/** Stands for the theme's style sheet. jsdom inherits no variables, so the colour that every probe computes to is set. */
function setBackground(color: string): void {
  const style = { fontFamily: "sans-serif", color } as CSSStyleDeclaration;
  jest.spyOn(window, "getComputedStyle").mockImplementation(() => style);
}

describe("the chart of measures, when JupyterLab changes its theme", () => {
  afterEach(() => {
    jest.restoreAllMocks();
    delete document.body.dataset.jpThemeLight;
  });

  it("is drawn in the new one", async () => {
    const { themes, close } = await openChart();
    setTheme("false", "rgb(33, 33, 33)");
    await frame();
    expect(themes.map(({ dark }) => dark)).toEqual([false, true]);
    close();
  });

  it("is drawn in the new one once it has a size again", async () => {
    const { themes, resize, close } = await openChart();
    resize(0);
    setTheme("false", "rgb(33, 33, 33)");
    await frame();
    expect(themes).toHaveLength(1);
    resize(300);
    expect(themes.map(({ dark }) => dark)).toEqual([false, true]);
    close();
  });

  it("is drawn in the new one though nothing has a size between two style sheets, which no observer sees", async () => {
    const { themes, setWidth, close } = await openChart();
    setWidth(0);
    setTheme("false", "rgb(33, 33, 33)");
    await settle();
    setWidth(300);
    await frame();
    expect(themes.map(({ dark }) => dark)).toEqual([false, true]);
    close();
  });

  it("takes the colours of a style sheet that comes after the theme's name", async () => {
    const { themes, close } = await openChart();
    document.body.dataset.jpThemeLight = "false";
    await frame();
    setBackground("rgb(33, 33, 33)");
    const sheet = document.createElement("link");
    document.head.append(sheet);
    sheet.dispatchEvent(new Event("load"));
    await frame();
    expect(themes.at(-1)).toMatchObject({ dark: true, background: "rgb(33, 33, 33)" });
    close();
  });

  it("is not drawn again for a style sheet that changes nothing", async () => {
    const { themes, close } = await openChart();
    const sheet = document.createElement("link");
    document.head.append(sheet);
    sheet.dispatchEvent(new Event("load"));
    await frame();
    expect(themes).toHaveLength(1);
    close();
  });
});

describe("readTheme", () => {
  it("takes the system's colours where the person chose a theme of few colours there", () => {
    setTheme("true", "rgb(255, 255, 255)");
    const system: Record<string, string> = { canvas: "rgb(0, 0, 0)", canvastext: "rgb(255, 255, 0)" };
    jest.spyOn(globalThis, "getComputedStyle").mockImplementation((target) => {
      const asked = (target as HTMLElement).style.color.toLowerCase();
      return { color: system[asked] ?? "rgb(9, 9, 9)", fontFamily: "sans-serif" } as CSSStyleDeclaration;
    });
    const query = jest.fn().mockImplementation((media: string) => ({ matches: media === "(forced-colors: active)" }));
    Object.assign(globalThis, { matchMedia: query });
    expect(readTheme(document.body)).toMatchObject({
      dark: true,
      background: "rgb(0, 0, 0)",
      text: "rgb(255, 255, 0)",
      muted: "rgb(255, 255, 0)",
    });
    Reflect.deleteProperty(globalThis, "matchMedia");
    jest.restoreAllMocks();
  });
});
