import { isGenerated } from "../map-columns.js";
import type { Workbench } from "../workbench.js";

export type Verdict = "reject" | "want" | "clear";

/** Gives generated images a verdict; originals among them are left alone. @param ids default: the selection @returns whether the kernel took it */
export async function judge(
  workbench: Workbench,
  verdict: Verdict,
  ids: readonly string[] = workbench.selection,
): Promise<boolean> {
  const { map } = workbench;
  const generated = ids.filter((id) => {
    const place = map?.indexOfId.get(id);
    return map && place !== undefined && isGenerated(map, place);
  });
  return generated.length > 0 && (await workbench.act((request) => ({ request, kind: verdict, ids: generated })));
}
