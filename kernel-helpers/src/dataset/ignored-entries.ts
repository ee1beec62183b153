/** Folders that tools leave behind; never classes. Lower case. */
const TOOL_FOLDERS = new Set([
  ".git",
  ".svn",
  ".hg",
  ".cache",
  ".ipynb_checkpoints",
  ".vscode",
  ".idea",
  ".trash",
  ".thumbnails",
  "__macosx",
  "__pycache__",
  "@eadir",
  "$recycle.bin",
  "system volume information",
]);

const TOOL_FILES = new Set(["thumbs.db", "desktop.ini", "icon\r"]);

/** True for a folder that a tool made, such as .git or __MACOSX. */
export function isToolFolder(name: string): boolean {
  return TOOL_FOLDERS.has(name.toLowerCase());
}

/** True for what file managers leave behind in any folder they show. */
export function isToolFile(name: string): boolean {
  return name === ".DS_Store" || TOOL_FILES.has(name.toLowerCase());
}

/** True for hidden files and for what file managers leave behind (.DS_Store, Thumbs.db). */
export function isIgnoredFile(name: string): boolean {
  return name.startsWith(".") || TOOL_FILES.has(name.toLowerCase());
}

const READ = /\.(png|apng|jpe?g|jpe|jfif|webp|gif|avif|tiff?)$/i;
const OTHER_PICTURES =
  /\.(svgz?|hei[cf]|bmp|dib|jxl|jp2|j2k|psd|ico|cur|tga|p[bgpn]m|exr|hdr|dng|cr2|nef|arw|raw|eps|pdf)$/i;

/** True for a name that promises a picture, readable here or not, and for a name without an extension. */
export function mayBePicture(name: string): boolean {
  return READ.test(name) || OTHER_PICTURES.test(name) || !/\.[^. ]{1,5}$/.test(name);
}

/** True for a name that ends as the pictures read here do. */
export function isPictureName(name: string): boolean {
  return READ.test(name);
}
