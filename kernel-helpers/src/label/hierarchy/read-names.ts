import { z } from "zod";
import { badAnswer } from "../../remote/try-error.js";

const namesSchema = z.object({ names: z.array(z.object({ list: z.coerce.number(), name: z.string() })) });

/**
 * The names in the JSON of an answer, checked whatever the server promised.
 * @param count of lists that were sent, numbered from 1
 * @returns one for each list, in their order; null where there is none; of two for one list the first
 * @throws TryError when the answer holds no names
 */
export function readNames(json: unknown, count: number, host: string): readonly (string | null)[] {
  const parsed = namesSchema.safeParse(json);
  if (!parsed.success) throw badAnswer(`${host} answered without names in the form that was asked for.`);
  const names = new Array<string | null>(count).fill(null);
  for (const { list, name } of parsed.data.names) {
    if (names[list - 1] === null) names[list - 1] = name;
  }
  if (names.every((name) => name === null)) throw badAnswer(`${host} named none of the ${count} lists.`);
  return names;
}
