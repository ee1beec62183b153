import { oncePerFrame } from "./once-per-frame.js";

const FORCED = "(forced-colors: active)";

/** What is drawn cannot read from the style sheet by itself; colours as rgb(...) or #rrggbb. */
export interface Theme {
  readonly dark: boolean;
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly fontFamily: string;
}

/** Reads the colours in force at this element; without JupyterLab's variables, the fallbacks. */
export function readTheme(host: Element): Theme {
  if (isForced()) {
    return forcedTheme(host);
  }
  const background = resolveColor(host, "var(--jp-layout-color1, #ffffff)", "#ffffff");
  const stated = document.body.getAttribute("data-jp-theme-light");
  return {
    dark: stated === null ? isDark(background) : stated === "false",
    background,
    text: resolveColor(host, "var(--jp-ui-font-color1, #1f2328)", "#1f2328"),
    muted: resolveColor(host, "var(--jp-ui-font-color2, #6b7280)", "#6b7280"),
    line: resolveColor(host, "var(--jp-border-color2, #e0e0e0)", "#e0e0e0"),
    fontFamily: getComputedStyle(host).fontFamily || "sans-serif",
  };
}

/** The few colours that the person chose in the system stand in for the page's. */
function isForced(): boolean {
  return globalThis.matchMedia?.(FORCED).matches === true;
}

function forcedTheme(host: Element): Theme {
  const background = resolveColor(host, "Canvas", "#ffffff");
  const text = resolveColor(host, "CanvasText", "#000000");
  const fontFamily = getComputedStyle(host).fontFamily || "sans-serif";
  return { dark: isDark(background), background, text, muted: text, line: text, fontFamily };
}

/**
 * Calls the handler after each step of a change of JupyterLab's theme, until the signal aborts: its name on the body and
 * its style sheets come in either order, so only what is read after the last of them is right. Not before the next frame
 * was shown: between two sheets nothing in the page has a size.
 */
export function watchTheme(handler: () => void, signal: AbortSignal): void {
  const handleSoon = oncePerFrame(handler, signal);
  const observer = new MutationObserver(handleSoon);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  const afterSheet = ({ target }: Event): void => {
    if (target instanceof HTMLLinkElement) {
      handleSoon();
    }
  };
  globalThis.matchMedia?.(FORCED).addEventListener?.("change", handleSoon, { signal });
  // load does not bubble, but it can be caught on its way down
  document.addEventListener("load", afterSheet, { signal, capture: true });
}

/** The same colour with an opacity in [0, 1]. @returns the colour itself when it is not rgb(r, g, b) or #rrggbb */
export function withOpacity(color: string, opacity: number): string {
  const channels = readChannels(color);
  return channels ? `rgba(${channels.join(", ")}, ${opacity})` : color;
}

/** The browser itself reads names, variables of variables and every notation: themes write "white" as often as "#fff". */
function resolveColor(host: Element, value: string, fallback: string): string {
  const probe = document.createElement("span");
  // else a forced theme would answer with its own text colour whatever is asked
  probe.style.setProperty("forced-color-adjust", "none");
  probe.style.color = value;
  host.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return readChannels(color) ? color : fallback;
}

function isDark(color: string): boolean {
  const [red, green, blue] = readChannels(color) ?? [255, 255, 255];
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

/** @returns red, green and blue in [0, 255]; null when the colour is neither rgb(r, g, b) nor #rrggbb */
export function readChannels(color: string): readonly number[] | null {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
  if (hex) {
    return [0, 2, 4].map((place) => Number.parseInt(hex.slice(place, place + 2), 16));
  }
  const rgb = /^rgba?\((\d+), (\d+), (\d+)/.exec(color);
  return rgb ? rgb.slice(1, 4).map(Number) : null;
}
