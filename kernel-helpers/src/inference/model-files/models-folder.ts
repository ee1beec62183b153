import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { cacheFolder } from "../../files/cache-folder.js";

/**
 * Where pulled models lie: DATACRAFTER_MODELS, else the platform's cache folder for this user (XDG_CACHE_HOME or ~/.cache; ~/Library/Caches; %LOCALAPPDATA%).
 * @returns absolute; it need not exist yet
 */
export function modelsFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.DATACRAFTER_MODELS) return resolve(env.DATACRAFTER_MODELS);
  return join(cacheFolder(env, platform, home), "datacrafter", "models");
}
