import { options } from '../../index.ts';
import type { Connection } from './connection.ts';
import type { Io } from './io.ts';

/** A name is a courtesy: it is asked for once, and not waited for long. */
const ONCE = { maxAttempts: 1, timeoutMs: 5_000 };

/** The connection with its import's name, for who is to agree to what becomes of it; its id must do where that cannot be read. */
export async function withImportName(connection: Connection, io: Io): Promise<Connection> {
  const { config, baseUrl, transport, importId } = connection;
  const delivery = { ...ONCE, ...(baseUrl !== undefined && { baseUrl }) };
  try {
    const imports = await options({ config, field: 'importId', delivery }, { ...transport, signal: io.signal });
    const found = imports.find(({ value }) => value.toLowerCase() === importId.toLowerCase());
    return found === undefined ? connection : { ...connection, importName: found.label };
  } catch {
    return connection; // What is wrong with it, the run itself will say.
  }
}
