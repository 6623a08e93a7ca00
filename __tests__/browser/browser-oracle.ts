import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockedCode, BrowserRequest, BrowserResponse, HeaderPairs } from '../../src/browser/judge.js';

interface Verdict {
  readonly allow: boolean;
  readonly preflighted: boolean;
  readonly acrh?: string;
}

interface Answer {
  readonly status: number;
  readonly h: HeaderPairs;
}

/** One measured `fetch`; the fixture's `note` explains the fields. */
export interface OracleRow {
  readonly id: string;
  readonly req: Partial<BrowserRequest>;
  readonly pre: Answer;
  readonly act: Answer;
  readonly read?: readonly string[];
  readonly spec: Verdict & { readonly error?: BlockedCode; readonly visible?: readonly string[] };
  readonly chromium: Verdict & {
    readonly corsError?: BlockedCode;
    readonly failedParameter?: string;
    readonly console?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly firefox: Verdict & { readonly console?: readonly string[] };
}

/** Measured in Chromium, Firefox and WebKit on loopback; see its `note`. */
export const oracle: readonly OracleRow[] = JSON.parse(readFileSync(join(__dirname, '../fixtures/browser-oracle.json'), 'utf8')).rows;

/** Puts a page's origin into a row's placeholders. */
export function filled(text: string, origin: string): string {
  const { protocol, host } = new URL(origin);
  const places = { '{O}': origin, '{O^}': origin.toUpperCase(), '{H}': host, '{H^}': host.toUpperCase(), '{S}': protocol.slice(0, -1) };
  return text.replace(/\{(?:O|H|S)\^?\}/g, (place) => places[place as keyof typeof places]);
}

/** A row as arguments of `judge`. */
export function scene(row: OracleRow, origin: string, url: string): [BrowserRequest, BrowserResponse, BrowserResponse] {
  const answer = ({ status, h }: Answer): BrowserResponse => ({ status, headers: h.map(([name, value]) => [name, filled(value, origin)]) });
  return [{ origin, url, method: 'GET', headers: [], ...row.req }, answer(row.pre), answer(row.act)];
}
