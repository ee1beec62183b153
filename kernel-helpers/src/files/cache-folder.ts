import { homedir } from "node:os";
import { join } from "node:path";

/** The platform's folder for this user's files that can be had again: XDG_CACHE_HOME or ~/.cache; ~/Library/Caches; %LOCALAPPDATA%. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  // the XDG rule: a path that is not absolute counts as unset
  if (env.XDG_CACHE_HOME?.startsWith("/")) return env.XDG_CACHE_HOME;
  if (platform === "win32") return env.LOCALAPPDATA || join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Caches");
  return join(home, ".cache");
}
