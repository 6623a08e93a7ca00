import { readFileSync } from 'node:fs';
import { ConfigError } from '../config/errors.js';
import { readConsoleMessage, type OtherMessage, type ReadMessage } from '../browser/read-console-message.js';

/** The content of a pasted message; `-`: from standard input. Throws `ConfigError` if the text is not such a message. */
export function readMessage(text: string): ReadMessage | OtherMessage {
  const message = readConsoleMessage(text === '-' ? readFileSync(0, 'utf8') : text);
  if (message.kind === 'unread') throw new ConfigError(`--console: ${message.why}`);
  return message;
}
