import type { Pace } from "../linalg/pace.js";
import type { Relation } from "../types.js";

const ROWS_PER_LOOK = 128;

/** The gradient of the contrastive terms between images and labels; keeps its working memory between steps. */
export interface RelationTerm {
  /** how many images carry each label */
  readonly imagesOfLabel: Float64Array;
  /**
   * @param positions images first, then labels; x and y interleaved
   * @param gradient length of positions; added to
   */
  addGradient(positions: Float64Array, gradient: Float64Array, pace: Pace): Promise<void>;
}

/** One step's numbers for every image and used label; matrices of shape (images, used labels). */
interface PairWork {
  /** where each used label's x stands in positions */
  readonly labelPlaces: Int32Array;
  readonly wanted: Float64Array;
  readonly similarities: Float64Array;
  /** weight / sum of s over the row; 0 for an image without labels */
  readonly rowFactors: Float64Array;
  readonly columnFactors: Float64Array;
}

/**
 * Two contrastive terms, with s_iw = 1 / (1 + |y_i - t_w|^2):
 *   image to text: for each image that carries labels, the mean over its labels w of -log(s_iw / sum over used labels of s_iw')
 *   text to image: for each used label, the mean over its images i of -log(s_iw / sum over all images of s_i'w)
 * A label no image carries is not used.
 * @param labels their number
 */
export function createRelationTerm(
  { imageLabels }: Relation,
  labels: number,
  weights: { readonly imageText: number; readonly textImage: number },
): RelationTerm {
  const images = imageLabels.length;
  const carriedLabels = imageLabels.map((carried) => [...new Set(carried)]);
  const imagesOfLabel = new Float64Array(labels);
  for (const w of carriedLabels.flat()) imagesOfLabel[w]++;
  const used = Int32Array.from(imagesOfLabel.keys()).filter((w) => imagesOfLabel[w] > 0);
  const work: PairWork = {
    labelPlaces: used.map((w) => 2 * (images + w)),
    wanted: wantedShares(carriedLabels, imagesOfLabel, used, weights),
    similarities: new Float64Array(images * used.length),
    rowFactors: new Float64Array(images),
    columnFactors: new Float64Array(used.length),
  };
  return {
    imagesOfLabel,
    addGradient: async (positions, gradient, pace) => {
      work.columnFactors.fill(0);
      for (let i = 0; i < images; i++) {
        const rowSum = addSimilarities(work, positions, i);
        work.rowFactors[i] = carriedLabels[i].length > 0 ? weights.imageText / rowSum : 0;
        if (i % ROWS_PER_LOOK === 0 && pace.due()) await pace.rest();
      }
      for (let u = 0; u < used.length; u++) work.columnFactors[u] = weights.textImage / work.columnFactors[u];
      for (let i = 0; i < images; i++) {
        addPulls(work, positions, i, gradient);
        if (i % ROWS_PER_LOOK === 0 && pace.due()) await pace.rest();
      }
    },
  };
}

/** What each pair's pull aims at: its share of the image's labels and of the label's images, weighted; shape (images, used). */
function wantedShares(
  carriedLabels: readonly (readonly number[])[],
  imagesOfLabel: Float64Array,
  used: Int32Array,
  weights: { readonly imageText: number; readonly textImage: number },
): Float64Array {
  const wanted = new Float64Array(carriedLabels.length * used.length);
  carriedLabels.forEach((carried, i) => {
    for (const w of carried) {
      wanted[i * used.length + used.indexOf(w)] =
        weights.imageText / carried.length + weights.textImage / imagesOfLabel[w];
    }
  });
  return wanted;
}

/** Fills image i's row of s_iw and adds it to the columns' sums. @returns the row's sum */
function addSimilarities(
  { labelPlaces, similarities, columnFactors }: PairWork,
  positions: Float64Array,
  i: number,
): number {
  const x = positions[2 * i];
  const y = positions[2 * i + 1];
  let rowSum = 0;
  for (let u = 0, t = i * labelPlaces.length; u < labelPlaces.length; u++, t++) {
    const dx = x - positions[labelPlaces[u]];
    const dy = y - positions[labelPlaces[u] + 1];
    const s = 1 / (1 + dx * dx + dy * dy);
    similarities[t] = s;
    rowSum += s;
    columnFactors[u] += s;
  }
  return rowSum;
}

// d(-log s) = 2 s (y - t), so each pair pulls by (share wanted - share had)
function addPulls(work: PairWork, positions: Float64Array, i: number, gradient: Float64Array): void {
  const { labelPlaces, wanted, similarities, rowFactors, columnFactors } = work;
  for (let u = 0, t = i * labelPlaces.length; u < labelPlaces.length; u++, t++) {
    const s = similarities[t];
    const label = labelPlaces[u];
    const pull = 2 * s * (wanted[t] - s * (rowFactors[i] + columnFactors[u]));
    const fx = pull * (positions[2 * i] - positions[label]);
    const fy = pull * (positions[2 * i + 1] - positions[label + 1]);
    gradient[2 * i] += fx;
    gradient[2 * i + 1] += fy;
    gradient[label] -= fx;
    gradient[label + 1] -= fy;
  }
}
