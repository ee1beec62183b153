import { type MapColumns, parseMapColumns } from "../../widgets/src/map-columns.js";
import { madeUpMap } from "./made-up-data.js";

/** A map of ten classes as the model keeps it. */
export function madeUpColumns(perClass: number): MapColumns {
  const { ids, labels, positions, classIndex, flags, iteration, source } = madeUpMap(perClass);
  const views = [positions, classIndex, flags, iteration, source].map(
    (array) => new DataView(array.buffer as ArrayBuffer),
  );
  return parseMapColumns({ revision: 1, ids, labels }, views);
}
