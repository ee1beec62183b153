import type { Config, Data, Layout, PlotlyHTMLElement } from "plotly.js";

/** The part of plotly.js that we call. */
export interface Plotly {
  react(host: HTMLElement, data: Data[], layout: Partial<Layout>, config: Partial<Config>): Promise<PlotlyHTMLElement>;
  relayout(host: HTMLElement, layout: Partial<Layout>): Promise<PlotlyHTMLElement>;
  readonly Plots: { resize(host: HTMLElement): void };
  purge(host: HTMLElement): void;
}

/** Loads plotly.js when the first plot is drawn: it is larger than all the rest. */
export async function loadPlotly(): Promise<Plotly> {
  const module = (await import("plotly.js-basic-dist-min")) as { readonly default: Plotly };
  return module.default;
}
