import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { cacheFolder } from "../../files/cache-folder.js";

/**
 * Where answers of vision-language models are kept: DATACRAFTER_LABEL_CACHE, else in the platform's cache folder for this user.
 * @returns absolute; it need not exist yet
 */
export function labelCacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.DATACRAFTER_LABEL_CACHE) return resolve(env.DATACRAFTER_LABEL_CACHE);
  return join(cacheFolder(env, platform, home), "datacrafter", "labels");
}
