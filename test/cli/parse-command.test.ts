import { resolve } from "node:path";
import { atLeast } from "../../kernel-helpers/src/cli/compare-versions.js";
import { parseCommand } from "../../kernel-helpers/src/cli/parse-command.js";

describe("parseCommand", () => {
  it("understands each command and place", () => {
    expect(parseCommand(["install"])).toEqual({
      name: "install",
      place: { kind: "found" },
      python: null,
      model: null,
      directory: null,
      session: null,
      isVerifying: false,
    });
    expect(parseCommand(["install", "--user"]).place).toEqual({ kind: "user" });
    expect(parseCommand(["uninstall", "--prefix", "venv"]).place).toEqual({ kind: "prefix", prefix: resolve("venv") });
    expect(parseCommand(["doctor", "--python", "/p/bin/python"]).python).toBe("/p/bin/python");
  });
  it("understands what to pull, where to, and what to list", () => {
    expect(parseCommand(["pull", "clip-vit-b32"])).toMatchObject({
      name: "pull",
      model: "clip-vit-b32",
      directory: null,
      session: null,
    });
    expect(parseCommand(["verify", "runs/pets"])).toMatchObject({ name: "verify", session: resolve("runs/pets") });
    expect(parseCommand(["pull", "a/b", "--directory", "x"])).toMatchObject({ model: "a/b", directory: resolve("x") });
    expect(parseCommand(["models", "--verify"])).toMatchObject({ name: "models", model: null, isVerifying: true });
  });
  it("takes nothing, help and --help for help, and --version for version", () => {
    for (const words of [[], ["help"], ["--help"], ["install", "-h"]]) expect(parseCommand(words).name).toBe("help");
    expect(parseCommand(["--version"]).name).toBe("version");
  });
  it.each([
    [["instal"], 'Unknown command "instal"; there are install, uninstall, doctor, pull, models and verify.'],
    [["install", "here"], 'install takes no "here"'],
    [["install", "--user", "--prefix", "x"], "--user and --prefix are two places"],
    [["install", "--prefix", ""], "--prefix is empty"],
    [["install", "--prefix"], 'see "datacrafter --help"'],
    [["pull"], 'pull needs a model\'s name; "npx datacrafter models" lists them.'],
    [["pull", "a", "b"], 'pull takes no "b"'],
    [["pull", "a", "--user"], "pull takes no --user"],
    [["verify"], "verify needs the folder of a session"],
    [["pull", "a", "--directory", ""], "--directory is empty"],
    [["models", "clip"], 'models takes no "clip"'],
    [["install", "--verify"], "install takes no --verify"],
    [["doctor", "--fix"], "Unknown option '--fix'; see \"datacrafter --help\""],
  ])("says what is wrong with %j", (words, sentence) => {
    expect(() => parseCommand(words)).toThrow(sentence);
  });
});

describe("atLeast", () => {
  it.each([
    ["4.4.0", "4.4.0", true],
    ["4.10.1", "4.4.0", true],
    ["4.3.9", "4.4.0", false],
    ["5.0.0a1", "4.4.0", true],
    ["4.4", "4.4.0", true],
    ["20.9.0", "20.19.0", false],
  ])("%s against %s", (version, least, expected) => {
    expect(atLeast(version, least)).toBe(expected);
  });
});
