/** The kernel's words for the annotator. Types vanish when compiled; the constants are repeated here, and a test keeps both sides equal. */
export type {
  AnnotatorImage,
  AnnotatorReply,
  AnnotatorRequest,
  AnnotatorState,
  GivenAnswer,
  PictureInfo,
} from "datacrafter/dist/jupyter/annotator-protocol.js";

export const PICTURE_PX = 512;
export const PICTURES_PER_REQUEST = 4;
export const MOST_LABELS = 200;
