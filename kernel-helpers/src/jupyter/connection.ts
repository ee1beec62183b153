import { readFileSync } from "node:fs";

/** What Jupyter writes for the kernel it starts. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  /** the signing key; "" turns signing off */
  readonly key: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

/**
 * @param path the file Jupyter passes as {connection_file}
 * @throws Error when it is missing, not JSON, or asks for a signature other than HMAC-SHA256
 */
export function readConnection(path: string): Connection {
  const file = JSON.parse(readFileSync(path, "utf8")) as Connection & { readonly signature_scheme?: string };
  const scheme = file.signature_scheme || "hmac-sha256";
  if (file.key && scheme !== "hmac-sha256") {
    throw new Error(`${path} asks for the signature scheme "${scheme}"; this kernel knows hmac-sha256 only.`);
  }
  return file;
}

/** @returns the ZeroMQ address of one of the connection's ports */
export function socketAddress(connection: Connection, port: number): string {
  return connection.transport === "ipc"
    ? `ipc://${connection.ip}-${port}`
    : `${connection.transport}://${connection.ip}:${port}`;
}
