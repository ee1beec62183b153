import { createServer } from "node:net";
import { Failure } from "./failure.mjs";

const FIRST_PORT = 8888;
const TRIES = 100;

/**
 * The port to serve on: the wanted one, else the first free one from 8888 on.
 * @param {number | null} wanted
 * @returns {Promise<number>}
 * @throws {Failure} when the wanted one is taken
 */
export async function choosePort(wanted) {
  if (wanted !== null) {
    if (await isFree(wanted)) return wanted;
    throw new Failure(
      `Port ${wanted} is taken by another program; end that program, or choose another port with --port, or leave --port out.`,
    );
  }
  for (let port = FIRST_PORT; port < FIRST_PORT + TRIES; port++) if (await isFree(port)) return port;
  throw new Failure(`Ports ${FIRST_PORT} to ${FIRST_PORT + TRIES - 1} are all taken; choose a free one with --port.`);
}

/** @param {number} port  @returns {Promise<boolean>} whether nobody listens there, on either loopback address */
export async function isFree(port) {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::1"));
}

/** @param {number} port  @param {string} host  @returns {Promise<boolean>} */
function canListen(port, host) {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once("error", (error) =>
      answer(
        /** @type {NodeJS.ErrnoException} */ (error).code === "EADDRNOTAVAIL" ||
          /** @type {NodeJS.ErrnoException} */ (error).code === "EAFNOSUPPORT",
      ),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => answer(true)));
  });
}
