import { readFileSync } from 'node:fs';
import { ConfigError } from '../config/errors.js';
import { readConsoleMessage, type OtherMessage, type ReadMessage } from '../browser/read-console-message.js';

/** What a pasted message says; `-`: it is read from standard input. Throws `ConfigError` when the text is no such message. */
export function readMessage(text: string): ReadMessage | OtherMessage {
  const message = readConsoleMessage(text === '-' ? readFileSync(0, 'utf8') : text);
  if (message.kind === 'unread') throw new ConfigError(`--console: ${message.why}`);
  return message;
}
