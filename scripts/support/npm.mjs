/**
 * How to start npm: the one that started us, else the one on PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function npmCommand(env) {
  const script = env.npm_execpath ?? "";
  // yarn and pnpm set the same variable, and know no "ci"
  return script.endsWith("npm-cli.js") ? [process.execPath, script] : ["npm"];
}

/**
 * The environment for an npm that works in another folder, or for another script, than the npm that started us:
 * what that one says about itself (its folder, its workspace, its log level) is left out, what the user configured stays.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function freshNpmEnvironment(env) {
  const own =
    /^(npm_(package|lifecycle)_.*|npm_config_(local_prefix|prefix|workspaces?|loglevel)|npm_command|INIT_CWD)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}
