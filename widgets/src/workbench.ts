import type { MapColumns } from "./map-columns.js";
import type { NeighborImage, SuspectImage, ThumbnailInfo, WorkbenchRequest, WorkbenchState } from "./protocol.js";

/** live: a kernel answers; lost: it did, and no longer does; static: a saved page that never had one. */
export type Connection = "live" | "lost" | "static";

/** What changed. "pending" means a request was sent or settled. */
export type WorkbenchEvent =
  | "state"
  | "map"
  | "selection"
  | "focus"
  | "thumbnails"
  | "picture"
  | "neighbors"
  | "suspects"
  | "reason"
  | "connection"
  | "notice"
  | "pending";

/** The labels or groups that the person looks at. */
export interface MapFocus {
  /** their ids, one at least */
  readonly labels: readonly string[];
  /** ids of the labels and groups to show for them, those of most interest first */
  readonly cut: readonly string[];
}

/** A message to the person, shown until it is dismissed or replaced. */
export interface Notice {
  readonly text: string;
  readonly level: "info" | "warning" | "error";
}

export interface Thumbnail extends ThumbnailInfo {
  /** a blob: address, valid while the model lives and the image is among the last used */
  readonly url: string;
}

/** What panels may know and do. The widget's model is one; tests use another. */
export interface Workbench {
  readonly state: WorkbenchState;
  /** null until the kernel has sent it */
  readonly map: MapColumns | null;
  /** ids in the order they were selected; more than a few hundred in the order of the map */
  readonly selection: readonly string[];
  readonly focus: MapFocus | null;
  readonly connection: Connection;
  readonly notice: Notice | null;
  thumbnail(id: string): Thumbnail | undefined;
  /** Asks the kernel for those that are not here yet; "thumbnails" tells when they come. */
  loadThumbnails(ids: readonly string[]): void;
  /** The images most like one, the most alike first; undefined until "neighbors" tells that they came. Only those asked for last are kept. */
  neighbors(id: string): readonly NeighborImage[] | undefined;
  /** Asks the kernel for them, unless they are here. */
  loadNeighbors(id: string): void;
  /** the images to look at first, most suspicious first; null until "review" was asked for */
  readonly suspects: readonly SuspectImage[] | null;
  /** A blob: address of the image as large as it is looked at; undefined until "picture" tells that it came. Only the one asked for last is kept. */
  picture(id: string): string | undefined;
  /** Asks the kernel for it, unless it is here. */
  loadPicture(id: string): void;
  /** why, as the person typed it: goes with the next verdict on the selection */
  readonly reason: string;
  setReason(text: string): void;
  /** Makes this the selection everywhere: here, in the kernel, in other tabs. */
  select(ids: readonly string[]): void;
  /** Looks at a label or group, everywhere; its images become the selection. @param id null: at none, and selects nothing */
  focusLabel(id: string | null): void;
  /** Sends one request; a failure becomes the notice. @returns whether the kernel did it */
  act(make: RequestMaker): Promise<boolean>;
  isPending(kind: WorkbenchRequest["kind"]): boolean;
  dismissNotice(): void;
  /** Calls the handler after each of the events, until the signal aborts. */
  listen(events: readonly WorkbenchEvent[], handler: () => void, signal: AbortSignal): void;
}

/** Fills a request's number in. */
export type RequestMaker = (request: number) => WorkbenchRequest;

/** @returns whether this label alone is looked at: pressing it again looks away */
export function isOnlyFocus({ focus }: Workbench, id: string): boolean {
  return focus?.labels.length === 1 && focus.labels[0] === id;
}
