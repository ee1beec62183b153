import { isGenerated } from "../map-columns.js";
import type { Workbench } from "../workbench.js";

export type Verdict = "reject" | "want" | "clear";

/** Gives the selected generated images a verdict; originals among them are left alone. @returns whether the kernel took it */
export async function judge(workbench: Workbench, verdict: Verdict): Promise<boolean> {
  const { map, selection } = workbench;
  const ids = selection.filter((id) => {
    const place = map?.indexOfId.get(id);
    return map && place !== undefined && isGenerated(map, place);
  });
  return ids.length > 0 && (await workbench.act((request) => ({ request, kind: verdict, ids })));
}
