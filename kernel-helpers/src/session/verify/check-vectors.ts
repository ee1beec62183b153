import type { Database, SqlRow } from "../../store/database.js";
import { fromBlob } from "../../store/float-blob.js";
import type { Findings } from "./findings.js";

const AGAIN =
  "open the session with that embedder under another name, which embeds every image anew, or restore it from a copy";
/** Vectors looked at together, so that a large session needs little memory. */
const PAGE = 1000;

/** Looks at every vector and map: lengths, numbers, and whose they are. */
export function checkVectors(database: Database, findings: Findings): void {
  for (const { embedder } of database.all("SELECT DISTINCT embedder FROM embeddings")) {
    checkEmbedder(database, String(embedder), findings);
  }
  for (const row of database.all("SELECT * FROM layouts")) checkLayout(database, row, findings);
}

function checkEmbedder(database: Database, embedder: string, findings: Findings): void {
  const [usual] = database.all(
    "SELECT length(vector) AS bytes FROM embeddings WHERE embedder = ? GROUP BY length(vector) ORDER BY count(*) DESC",
    [embedder],
  );
  let after = "";
  for (;;) {
    const page = database.all(
      `SELECT image_id, vector, image_id IN (SELECT id FROM images) AS is_known FROM embeddings
       WHERE embedder = ? AND image_id > ? ORDER BY image_id LIMIT ${PAGE}`,
      [embedder, after],
    );
    for (const { image_id: id, vector, is_known: isKnown } of page) {
      const place = `${id} (${embedder})`;
      const bytes = (vector as Uint8Array).byteLength;
      if (isKnown !== 1) findings.error("vector of an image that is not there", place, AGAIN);
      if (bytes !== usual.bytes || bytes === 0 || bytes % 4 !== 0) {
        findings.error("vector of another length than the embedder's others", place, AGAIN);
      } else if (!fromBlob(vector).every(Number.isFinite)) {
        findings.error("vector with something that is no number", place, AGAIN);
      }
    }
    if (page.length < PAGE) return;
    after = String(page[PAGE - 1].image_id);
  }
}

function checkLayout(database: Database, row: SqlRow, findings: Findings): void {
  const place = `map of iteration ${row.iteration}`;
  const advice = "call show() or expand(): the map is drawn again";
  try {
    const ids = JSON.parse(String(row.image_ids)) as unknown[];
    const texts = JSON.parse(String(row.label_texts)) as unknown[];
    const positions = [fromBlob(row.image_positions), fromBlob(row.label_positions)];
    if (positions[0].length !== 2 * ids.length || positions[1].length !== 2 * texts.length) {
      findings.error("map with more or fewer positions than points", place, advice);
    }
    if (!positions.every((numbers) => numbers.every(Number.isFinite))) {
      findings.error("map with a position that is no number", place, advice);
    }
    const known = new Set(database.all("SELECT id FROM images").map(({ id }) => id));
    if (!ids.every((id) => known.has(String(id)))) {
      findings.error("map with an image that is not there", place, advice);
    }
  } catch {
    findings.error("map that cannot be read", place, advice);
  }
}
