/**
 * The kernel's words for the widget. Types come from the kernel package and vanish when compiled; the constants are repeated here,
 * because a bundle for the browser cannot hold a module of the kernel. A test keeps both sides equal.
 */
export type {
  IterationPoint,
  Job,
  MapLabel,
  NeighborImage,
  PromptCard,
  SuspectImage,
  ThumbnailInfo,
  WorkbenchReply,
  WorkbenchRequest,
  WorkbenchState,
} from "datacrafter/dist/jupyter/workbench-protocol.js";

export const WIDGET_MODULE = "datacrafter-widgets";
/** the range that the kernel asks for */
export const WIDGET_VERSION = "^0.1.0";
/** what this package registers; satisfies WIDGET_VERSION */
export const PACKAGE_VERSION = "0.1.0";

export const FLAG_GENERATED = 1;
export const FLAG_REJECTED = 2;
export const FLAG_WANTED = 4;

export const MOST_SELECTED_BY_ID = 500;
export const THUMBNAIL_PX = 128;
export const PICTURE_PX = 1024;
export const THUMBNAILS_PER_MESSAGE = 64;
