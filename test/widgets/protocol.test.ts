import * as kernel from "../../kernel-helpers/src/jupyter/workbench-protocol";
import widgetsPackage from "../../widgets/package.json";
import * as browser from "../../widgets/src/protocol";

describe("the constants that both sides repeat", () => {
  it("are the same in the kernel and in the browser", () => {
    expect(browser).toMatchObject({ ...kernel });
  });

  it("name this package and its version", () => {
    expect(browser.WIDGET_MODULE).toBe(widgetsPackage.name);
    expect(browser.PACKAGE_VERSION).toBe(widgetsPackage.version);
  });
});
