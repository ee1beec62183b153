import { homedir } from "node:os";
import { join, resolve } from "node:path";

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

function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  // the XDG rule: a path that is not absolute counts as unset
  if (env.XDG_CACHE_HOME?.startsWith("/")) return env.XDG_CACHE_HOME;
  if (platform === "win32") return env.LOCALAPPDATA || join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Caches");
  return join(home, ".cache");
}
