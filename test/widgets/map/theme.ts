import type { Theme } from "../../../widgets/src/theme";

export const THEME: Theme = {
  dark: false,
  background: "#ffffff",
  text: "#111111",
  muted: "#777777",
  line: "#dddddd",
  fontFamily: "sans-serif",
};
