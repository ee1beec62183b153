import { Database } from "../../kernel-helpers/src/store/database.js";
import { prepareSchema } from "../../kernel-helpers/src/store/schema.js";

/** Brings the database argv[2] up to date, and is killed after its argv[3]-th command of that. */
const [, , path, last] = process.argv;
const database = new Database(path);
const execute = database.execute.bind(database);
let commands = 0;
database.execute = (sql) => {
  execute(sql);
  if (++commands === Number(last)) process.kill(process.pid, "SIGKILL");
};
prepareSchema(database, path);
process.stdout.write("finished");
