import { isHttpToken } from '../browser/fetch-request.js';
import { ConfigError } from '../config/errors.js';

/** A key to send: its header's name, and its value from the environment. */
export interface Key {
  readonly header: string;
  readonly value: string;
}

/** Headers used by the probe itself, by the connection, or for sessions. */
const reserved: ReadonlySet<string> = new Set(
  'cookie origin host referer accept user-agent connection content-length expect keep-alive te trailer transfer-encoding upgrade'.split(' '),
);

/** Reads `--key HEADER=VARIABLE`. Throws `ConfigError`, which never contains a value. `isSent` false: the variable may be missing, and no value is read. */
export function readKey(text: string, environment: Readonly<Record<string, string | undefined>>, isSent: boolean): Key {
  const mark = text.indexOf('=');
  const header = mark === -1 ? text : text.slice(0, mark);
  const variable = mark === -1 ? '' : text.slice(mark + 1);
  const name = header.toLowerCase();
  if (!isHttpToken(header) || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
    throw new ConfigError('--key: write HEADER=VARIABLE, the name of a header and that of an environment variable, never the key itself');
  }
  if (reserved.has(name) || /^(?:access-control-|sec-|proxy-)/.test(name)) throw new ConfigError(`--key: the header ${header} is not for keys`);
  if (!isSent) return { header, value: '' };
  const value = environment[variable] ?? '';
  if (value === '') throw new ConfigError(`--key: the environment variable ${variable} is not set`);
  if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) {
    throw new ConfigError(
      `--key: the value of ${variable} cannot stand in a header: it has spaces at its ends, line ends, or other characters than ASCII`,
    );
  }
  return { header, value };
}
