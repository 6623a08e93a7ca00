import { firstOf, type CorsHeaders, type GatewayAnswer, type HeaderValue } from '../cors/answer.js';
import { backendCors } from '../cors/questions.js';
import type { Reading } from '../cors/worlds.js';
import type { Expected } from './prediction.js';
import type { ProbeAnswer, ProbeRequest } from './probe-request.js';

/** The headers that are compared, by name. */
export const comparedHeaders: readonly string[] = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
];

/** The differences between an answer and that of some readings: names of headers, `status`, or `body`. */
export interface AnswerComparison {
  readonly readings: readonly Reading[];
  readonly differs: readonly string[];
  /** The expected value of one of these; null: none. */
  readonly wanted: (name: string) => string | null;
}

/** The known backend: the CORS headers that it sends itself, with a non-empty body; null: unknown. */
export type KnownBackend = Readonly<Record<string, string>> | null;

/** Compares an answer, header by header, with each expected one. Without an expectation it fits. */
export function compareAnswer(
  request: ProbeRequest,
  answer: ProbeAnswer,
  expected: readonly Expected[],
  backend: KnownBackend,
): readonly AnswerComparison[] {
  return expected
    .flatMap((one) => withBackend(one, backend))
    .map((one) => ({
      readings: one.readings,
      differs: differences(request, answer, one, backend !== null),
      wanted: (name) => {
        if (name === 'status') return String(one.answer.status);
        if (name === 'body') return one.answer.status === 'backend' ? 'some' : null;
        const value = one.headers[name];
        return value === undefined ? null : firstOf(value);
      },
    }));
}

/** The possible answers of some readings; equal keys: equal for every client. For an unknown backend only the gateway's own part counts. */
export function signatures(
  { answer, readings }: Expected,
  backend: KnownBackend,
): readonly { readonly readings: readonly Reading[]; readonly key: string }[] {
  return withBackend({ answer, readings }, backend).map((one) => ({
    readings: one.readings,
    key: JSON.stringify([
      answer.status,
      answer.opaque,
      Object.entries(one.headers)
        .map(([name, value]) => [name, firstOf(value)])
        .sort(),
      one.more,
    ]),
  }));
}

interface ExpectedHeaders {
  readonly readings: readonly Reading[];
  readonly answer: GatewayAnswer;
  readonly headers: CorsHeaders;
  /** A header may have further values: those of the backend. */
  readonly more: boolean;
}

/** If the backend answers, its headers may be added to the gateway's. */
function withBackend({ readings, answer }: Expected, backend: KnownBackend): readonly ExpectedHeaders[] {
  const own = answer.headers;
  const exact = { readings, answer, headers: own, more: false };
  if (answer.status !== 'backend' || answer.opaque !== null) return [exact];
  if (Object.keys(own).length === 0) return [{ ...exact, headers: backend ?? own }];
  if (backend !== null && Object.keys(backend).length === 0) return [exact];
  return backendCors.readings.map((reading) => {
    const all = [...readings, reading];
    if (reading.value === 'replaced') return { ...exact, readings: all };
    return backend === null ? { ...exact, readings: all, more: true } : { readings: all, answer, headers: joined(own, backend), more: false };
  });
}

function joined(own: CorsHeaders, backend: Readonly<Record<string, string>>): CorsHeaders {
  const names = new Set([...Object.keys(own), ...Object.keys(backend)]);
  return Object.fromEntries(
    [...names].map((name) => [name, [own[name], backend[name]].flatMap((value) => (value === undefined ? [] : [firstOf(value)])).join(', ')]),
  );
}

function differences(
  { method }: ProbeRequest,
  answer: ProbeAnswer,
  { answer: expected, headers, more }: ExpectedHeaders,
  isKnown: boolean,
): readonly string[] {
  const { status, opaque, backendCalled } = expected;
  if (opaque !== null) return [];
  const differs: string[] = [];
  // The answer is empty if a policy ends the request; that of an unknown backend may be.
  const isEmpty = status === 200 && backendCalled === false && method !== 'OPTIONS';
  if (typeof status === 'number' && status !== answer.status) differs.push('status');
  else if (isEmpty ? answer.hasBody === true : status === 'backend' && isKnown && answer.hasBody === false) differs.push('body');
  for (const name of comparedHeaders) if (!isAsExpected(name, headers[name], answer.headers[name], more)) differs.push(name);
  return differs;
}

function isAsExpected(name: string, value: HeaderValue | undefined, got: string | undefined, more: boolean): boolean {
  const texts = value === undefined ? [''] : typeof value === 'string' ? [value] : value.oneOf;
  const seen = itemsOf(name, got ?? '');
  return texts.some((text) => {
    const items = itemsOf(name, text);
    if (!more) return items.join() === seen.join();
    return items.every((item) => seen.includes(item));
  });
}

/** Lists are compared without order and spaces, header names without case. Values that browsers ignore count as missing. */
function itemsOf(name: string, text: string): readonly string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (name === 'access-control-allow-credentials') return items.filter((item) => item !== 'false');
  if (name === 'access-control-max-age') return items.filter((item) => item !== '0');
  const isOfNames = name === 'access-control-allow-headers' || name === 'access-control-expose-headers';
  return (isOfNames ? items.map((item) => item.toLowerCase()) : items).sort();
}
