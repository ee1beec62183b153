import { element } from "../dom.js";
import { type DensityContours, densityContours } from "./density-contours.js";
import { drawDensity } from "./draw-density.js";
import { labelCandidates } from "./label-candidates.js";
import { LabelLayer } from "./label-layer.js";
import { mapExtent } from "./map-extent.js";
import { drawOverlay, type MapOverlay } from "./map-overlay.js";
import type { MapLayers, MapPictures, MapScene } from "./map-renderer.js";
import type { MapState } from "./map-state.js";
import { fitView, MIN_ZOOM, type Size } from "./map-view.js";
import { PictureBitmaps } from "./picture-bitmaps.js";
import { type PlacedLabel, type PlannedLabel, placeLabels, planLabels } from "./place-labels.js";
import type { PointPainter } from "./point-painter.js";
import { pointGrowth } from "./point-styles.js";
import { drawThumbnails, thumbnailAt } from "./thumbnail-layer.js";
import { type ThumbnailSample, type ThumbnailSampler, thumbnailSampler } from "./thumbnail-sample.js";

/** Pictures are asked for when the map has come to rest, not for all that it passes. */
const REST_MS = 120;
const MAX_PIXEL_RATIO = 2;

/** The layers of the map in the page, from below: density, points, pictures; labels; what the pointer draws. */
export class MapPainting {
  readonly labels: LabelLayer;
  layers: MapLayers = { pictures: true, density: false };
  /** the labels as they stand now */
  placed: readonly PlacedLabel[] = [];
  private sample: ThumbnailSample = { places: [], sizePx: 0 };
  private sampler: ThumbnailSampler | null = null;
  private density: DensityContours | null = null;
  private plan: { readonly labels: readonly PlannedLabel[]; readonly key: string } | null = null;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly ground = element("canvas", { className: "dc-map-points", attributes: { "aria-hidden": "true" } });
  private readonly overlay = element("canvas", { className: "dc-map-overlay", attributes: { "aria-hidden": "true" } });
  private readonly bitmaps: PictureBitmaps;

  constructor(
    private readonly host: HTMLElement,
    private readonly painter: PointPainter,
    pictures: MapPictures,
    handlers: { onLabel(id: string): void; onDecoded(): void },
    signal: AbortSignal,
  ) {
    this.labels = new LabelLayer((id) => handlers.onLabel(id), signal);
    this.bitmaps = new PictureBitmaps(pictures, () => handlers.onDecoded());
    host.replaceChildren(this.ground, this.overlay, this.labels.element);
  }

  get hasPictures(): boolean {
    return this.sample.places.length > 0;
  }

  /** The next picture plans its labels anew. @param layout whether the images have other places too */
  forget({ layout }: { readonly layout: boolean }): void {
    this.plan = null;
    if (layout) {
      this.sampler = null;
      this.density = null;
    }
  }

  paint(state: MapState): void {
    const context = this.ground.getContext("2d");
    if (!context) {
      return;
    }
    const { scene, positions, view, whole, size } = state;
    const { columns, theme } = scene;
    const pixelRatio = Math.min(MAX_PIXEL_RATIO, globalThis.devicePixelRatio || 1);
    for (const canvas of [this.ground, this.overlay]) {
      fitCanvas(canvas, size, pixelRatio);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, this.ground.width, this.ground.height);
    if (this.layers.density) {
      this.density ??= densityContours(columns.positions, columns.ids.length);
      drawDensity(context, this.density, theme, view, size, pixelRatio);
    }
    const growth = pointGrowth(columns.ids.length, view.scale / whole.scale);
    this.painter.paint(context, { view, size, pixelRatio, growth });
    this.paintPictures(context, state, pixelRatio);
    this.placed = placeLabels(this.planned(scene, size), positions, view, size);
    this.labels.show(this.placed);
  }

  paintOverlay(overlay: MapOverlay, { scene, size }: MapState): void {
    const context = this.overlay.getContext("2d");
    if (context) {
      // not only cleared but hidden: some browsers do not show that a canvas was cleared until something is drawn into it
      this.overlay.style.visibility = overlay.outline || overlay.ring ? "visible" : "hidden";
      drawOverlay(context, overlay, scene.theme, this.overlay.width / size.width);
    }
  }

  /** The image whose picture is under a pixel; null for none. */
  pictureAt(state: MapState, x: number, y: number): number | null {
    return thumbnailAt(this.sample, { ...state, bitmap: (id) => this.bitmaps.get(id) }, x, y);
  }

  /** The side of the picture that stands for an image, pixels; null while that is drawn as a point. */
  pictureSide({ columns }: MapScene, place: number): number | null {
    const isShown = this.sample.places.includes(place) && this.bitmaps.get(columns.ids[place]) !== null;
    return isShown ? this.sample.sizePx : null;
  }

  dispose(): void {
    clearTimeout(this.restTimer);
    this.painter.dispose();
    this.bitmaps.dispose();
    this.host.replaceChildren();
  }

  private paintPictures(context: CanvasRenderingContext2D, state: MapState, pixelRatio: number): void {
    const { columns } = state.scene;
    this.sampler ??= thumbnailSampler(columns.positions, columns.ids.length);
    this.sample = this.layers.pictures
      ? this.sampler(state.view, state.whole.scale, state.size)
      : { places: [], sizePx: 0 };
    clearTimeout(this.restTimer);
    if (this.hasPictures) {
      drawThumbnails(context, this.sample, { ...state, bitmap: (id) => this.bitmaps.get(id) }, pixelRatio);
      const ids = this.sample.places.map((place) => columns.ids[place]);
      this.restTimer = setTimeout(() => this.bitmaps.load(ids), REST_MS);
    }
  }

  /** Planned for where the points will be, so that a glide changes no label on its way. */
  private planned({ columns, focus }: MapScene, size: Size): readonly PlannedLabel[] {
    const key = JSON.stringify(size);
    if (this.plan?.key !== key) {
      const scale = 0.9 * MIN_ZOOM * fitView(mapExtent(columns.positions, columns.ids.length), size).scale;
      this.plan = { labels: planLabels(labelCandidates(columns, focus), columns.positions, scale), key };
    }
    return this.plan.labels;
  }
}

function fitCanvas(canvas: HTMLCanvasElement, { width, height }: Size, pixelRatio: number): void {
  const [across, down] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
}
