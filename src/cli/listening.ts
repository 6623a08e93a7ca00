import { ConfigError } from '../config/errors.js';

/** The port in `--port`; 0: any free one. Throws `ConfigError` if invalid. */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65535) throw new ConfigError(`--port '${text}' is no port; write a number up to 65535, or 0 for any free one`);
  return port;
}

/** Waits until a port is open, or gives the reason in the user's words. */
export async function openedOn<Opened>(port: number, opening: Promise<Opened>): Promise<Opened> {
  try {
    return await opening;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') throw new ConfigError(`port ${port} is in use; name another with --port, or --port 0 for any free one`);
    if (code === 'EACCES') throw new ConfigError(`port ${port} may not be opened by this user; name one above 1023 with --port`);
    throw error;
  }
}

/** Waits for a signal to end (SIGINT, SIGTERM). */
export function toldToEnd(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        done();
      });
    }
  });
}
