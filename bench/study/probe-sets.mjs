import { dc } from "./make-sets.mjs";

/** Test accuracy of a linear probe on descriptors(), trained on each set. */
export async function probeSets({ classes, originals, unguided, guided, tests }) {
  const embed = (images) =>
    dc.descriptors().embed(images.map(({ path, className }, i) => ({ id: String(i), path, className })));
  const numbers = (images) => Int32Array.from(images, ({ className }) => classes.indexOf(className));
  const test = await embed(tests);
  const accuracy = async (images) => {
    const sets = { train: await embed(images), trainClasses: numbers(images), test, testClasses: numbers(tests) };
    return (await dc.evaluateEmbeddings({ ...sets, classCount: classes.length })).linearProbe;
  };
  return {
    originals: await accuracy(originals),
    unguided: await accuracy([...originals, ...unguided]),
    guided: await accuracy([...originals, ...guided]),
  };
}
