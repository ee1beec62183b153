/**
 * Where groups of content labels should stand on the map: in the middle of their children, or where M2M puts them when it gets them as labels.
 *     npm run build --workspace kernel-helpers && node bench/inner-labels.mjs [--perClass 30] [--seeds 1,2,3]
 * On the critters, with their true labels and with measured ones, by descriptors. A group's vector is the mean of its children's, its images are
 * those of its labels. Prints, as means over seeds, for each way: the mean of judgeLayout's numbers over images and labels alone (groups are no
 * worth if they push those around), and of labels and groups together, and for the groups alone how far a group's own images lie nearer than others (AUC).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values: args } = parseArgs({
  options: { perClass: { type: "string", default: "30" }, seeds: { type: "string", default: "1,2,3" } },
});
const load = createRequire(import.meta.url);
const built = (name) => load(join(import.meta.dirname, "../kernel-helpers/dist", `${name}.js`));
const { loadCritters } = built("dataset/critters/load-critters");
const { descriptors } = built("embed/descriptors");
const { imageStatistics } = built("label/image-statistics");
const { buildHierarchy } = built("label/hierarchy/build-hierarchy");
const { leavesUnder } = built("label/hierarchy/label-tree");
const { nodeVectors } = built("label/hierarchy/node-vectors");
const { matrixFromRows } = built("linalg/matrix");
const { labelToImageAuc } = built("project/cross-modal-quality");
const { judgeLayout } = built("project/judge-layout");
const { projectMultimodal } = built("project/projectors");
const { embedLabels, relateLabels } = built("session/relate-labels");

const folder = mkdtempSync(join(tmpdir(), "inner-labels-"));
try {
  await main(Number(args.perClass), args.seeds.split(",").map(Number));
} finally {
  rmSync(folder, { recursive: true });
}

async function main(perClass, seeds) {
  const { images: all, classes } = await loadCritters(folder, { perClass });
  const images = all.filter(({ split }) => split === "train");
  const vectors = await descriptors().embed(images);
  const classOf = images.map(({ className }) => classes.indexOf(className));
  const measured = (await imageStatistics().label(images)).map(({ labels }) => labels);
  const truth = images.map(({ attributes }) =>
    Object.values(attributes).filter((value) => value !== "none" && value !== "plain"),
  );
  for (const [name, imageLabels] of Object.entries({ truth, measured })) {
    const sums = new Map();
    for (const seed of seeds) {
      for (const [way, numbers] of Object.entries(await compare(vectors, imageLabels, classOf, seed))) {
        sums.set(way, (sums.get(way) ?? []).concat([numbers]));
      }
    }
    console.log(`${images.length} images, ${name} labels, ${seeds.length} seeds      alone    together    groups' AUC`);
    for (const [way, rows] of sums) console.log(way.padEnd(44), meansOf(rows).join("       "));
  }
}

async function compare(vectors, imageLabels, classes, seed) {
  const table = relateLabels(imageLabels);
  const leaves = embedLabels(vectors, table);
  const tree = buildHierarchy(table.texts, null, vectors, table.relation, { seed });
  const groups = tree.nodes.filter(({ id, label }) => label === null && id !== tree.rootId);
  const rowsOf = groups.map(({ id }) => leavesUnder(tree, id).map(({ label }) => table.texts.indexOf(label)));
  const nodeRows = nodeVectors(tree, table.texts, leaves);
  const both = matrixFromRows([
    ...table.texts.map((_, i) => leaves.data.subarray(i * leaves.columns, (i + 1) * leaves.columns)),
    ...groups.map(({ id }) => nodeRows.get(id)),
  ]);
  const relation = {
    imageLabels: table.relation.imageLabels.map((own) => [
      ...own,
      ...rowsOf.flatMap((rows, g) => (rows.some((row) => own.includes(row)) ? [table.texts.length + g] : [])),
    ]),
  };
  const alone = await projectMultimodal(vectors, leaves, table.relation, { seed });
  const joint = await projectMultimodal(vectors, both, relation, { seed });
  const placed = (places) => ({ images: alone.images, labels: Float32Array.from([...alone.labels, ...places.flat()]) });
  const ways = {
    "M2M gets groups as labels": joint,
    "middle of the children": placed(meanOfChildren(tree, groups, table.texts, alone.labels)),
    "middle of the labels below": placed(rowsOf.map((rows) => mean(rows.map((row) => at(alone.labels, row))))),
    "middle of the images that carry one": placed(
      rowsOf.map((rows) =>
        mean(
          table.relation.imageLabels.flatMap((own, i) =>
            own.some((row) => rows.includes(row)) ? [at(alone.images, i)] : [],
          ),
        ),
      ),
    ),
  };
  const judged = {};
  for (const [way, layout] of Object.entries(ways)) {
    const m = table.texts.length;
    const onlyLeaves = { images: layout.images, labels: layout.labels.subarray(0, 2 * m) };
    const onlyGroups = { images: layout.images, labels: layout.labels.subarray(2 * m) };
    const groupRelation = {
      imageLabels: relation.imageLabels.map((own) => own.filter((l) => l >= m).map((l) => l - m)),
    };
    judged[way] = [
      (await judgeLayout(vectors, leaves, table.relation, onlyLeaves, { classes })).mean,
      (await judgeLayout(vectors, both, relation, layout, { classes })).mean,
      labelToImageAuc(onlyGroups, groupRelation),
    ];
  }
  return judged;
}

function meanOfChildren(tree, groups, texts, labels) {
  const places = new Map();
  for (const { id, label, children } of [...tree.nodes].reverse()) {
    places.set(
      id,
      label === null ? mean(children.map((child) => places.get(child))) : at(labels, texts.indexOf(label)),
    );
  }
  return groups.map(({ id }) => places.get(id));
}

function at(positions, row) {
  return [positions[2 * row], positions[2 * row + 1]];
}

function mean(places) {
  return [0, 1].map((axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);
}

function meansOf(rows) {
  return rows[0].map((_, column) => (rows.reduce((sum, row) => sum + row[column], 0) / rows.length).toFixed(4));
}
