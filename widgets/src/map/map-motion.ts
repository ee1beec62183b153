import type { MapColumns } from "../map-columns.js";
import { GLIDE_MS, glideBetween, glideStart } from "./glide.js";
import { type Extent, mapExtent } from "./map-extent.js";

/** More points than this jump to a new layout. */
const MOST_THAT_GLIDE = 50_000;

/** Where the points are drawn now: in the layout that was last given, or on their way to it. */
export class MapMotion {
  /** x and y interleaved, images first, then labels */
  positions: Float32Array = new Float32Array();
  private columns: MapColumns | null = null;
  private glide: { readonly start: Float32Array; startedAt: number | null } | null = null;
  private box: Extent | null = null;

  get isMoving(): boolean {
    return this.glide !== null;
  }

  /** The rectangle that shows all images where they are now. */
  get extent(): Extent {
    this.box ??= mapExtent(this.positions, this.columns?.ids.length ?? 0);
    return this.box;
  }

  /** @returns whether the layout is another one */
  goTo(columns: MapColumns, mayGlide: boolean): boolean {
    const before = this.columns;
    this.columns = columns;
    if (columns.positions === before?.positions) {
      return false;
    }
    const start =
      before && mayGlide && columns.ids.length <= MOST_THAT_GLIDE
        ? glideStart({ columns: before, positions: this.positions }, columns)
        : null;
    this.glide = start && { start, startedAt: null };
    this.set(start ?? columns.positions);
    return true;
  }

  /** Moves on to where the points are at this time, milliseconds. @returns whether they moved */
  advance(now: number): boolean {
    if (!this.glide || !this.columns) {
      return false;
    }
    this.glide.startedAt ??= now;
    const share = Math.max(0, (now - this.glide.startedAt) / GLIDE_MS);
    if (share < 1) {
      this.set(glideBetween(this.glide.start, this.columns.positions, share));
    } else {
      this.glide = null;
      this.set(this.columns.positions);
    }
    return true;
  }

  private set(positions: Float32Array): void {
    this.positions = positions;
    this.box = null;
  }
}
