import { Database } from "../../kernel-helpers/src/store/database.js";

describe("Database.allByText", () => {
  it.each([0, 1, 60_000, 60_001, 120_000])("gives all of %i rows once and in order, page by page", (count) => {
    const database = new Database(":memory:");
    const numbers = (limit: string): string =>
      `WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
       SELECT n FROM numbers WHERE n < ${count} ORDER BY n ${limit}`;
    const rows = database.allByText(numbers, ["n"]);
    database.close();
    expect(rows.length).toBe(count);
    expect(rows.findIndex(({ n }, place) => n !== place)).toBe(-1);
  });
});
