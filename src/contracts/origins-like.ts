import type { OriginPattern } from './origin-pattern.js';

/** What is known of one part of an origin: its whole text, or its beginning and end. */
interface Known {
  readonly whole: string | null;
  readonly start: string;
  readonly end: string;
}

/** What is known of scheme, host and port; a port known to be empty is the default. */
type Sketch = readonly [scheme: Known, host: Known, port: Known];

const free: Known = { whole: null, start: '', end: '' };
const whole = (text: string): Known => ({ whole: text, start: '', end: '' });
const beginning = (start: string): Known => ({ whole: null, start, end: '' });
const ending = (end: string): Known => ({ whole: null, start: '', end });

/**
 * Origins of a pattern with a given beginning and end, in every possible shape. Another `number` gives other origins, with another top-level domain if the
 * pattern allows it. Browsers may not send some of them.
 */
export function* originsLike(pattern: OriginPattern, before: string, after: string, number: number): Iterable<string> {
  for (const end of endings(after)) {
    const sketch = merged(merged(sketchOf(pattern), begun(before)), end);
    if (sketch === null) continue;
    const [scheme, host, port] = sketch;
    for (const ofScheme of schemes(scheme)) {
      for (const ofPort of ports(port, number)) {
        for (const ofHost of hosts(host, number)) {
          const origin = `${ofScheme}://${ofHost}${ofPort === '' ? '' : `:${ofPort}`}`;
          if (origin.length >= before.length + after.length && origin.startsWith(before) && origin.endsWith(after)) yield origin;
        }
      }
    }
  }
}

function sketchOf(pattern: OriginPattern): Sketch {
  if (pattern.kind !== 'pattern') return [free, free, free];
  const { scheme, host, below, port } = pattern;
  return [whole(scheme), below ? ending(`.${host}`) : whole(host), port === '*' ? free : whole(port)];
}

/** What a beginning determines: it may stop in any part. */
function begun(before: string): Sketch {
  const [, scheme = '', rest] = /^([^:]*):\/\/([^]*)$/.exec(before) ?? [];
  if (rest === undefined) return [before.includes(':') ? whole(before.split(':')[0] ?? '') : beginning(before), free, free];
  const [, host, port] = /^(\[[^\]]*\]|[^:]*):([^]*)$/.exec(rest) ?? [];
  return host === undefined || port === undefined ? [whole(scheme), beginning(rest), free] : [whole(scheme), whole(host), beginning(port)];
}

/** What an end determines: it may start in any part, and digits may belong to a port or a host. */
function endings(after: string): readonly Sketch[] {
  const [, scheme, host = after] = /^([^/]*?):?\/{1,2}([^]*)$/.exec(after) ?? [];
  const isHostWhole = scheme !== undefined;
  const ofScheme = isHostWhole ? ending(scheme) : free;
  const ofHost = (text: string): Known => (isHostWhole ? whole(text) : ending(text));
  const [, name, port] = /^(\[[^\]]*\]|[^:]*):([^:\]]*)$/.exec(host) ?? [];
  if (name !== undefined && port !== undefined) return [[ofScheme, ofHost(name), whole(port)]];
  const portless: Sketch = [ofScheme, ofHost(host), whole('')];
  return !isHostWhole && /^\d{0,5}$/.test(host) ? [portless, [ofScheme, free, ending(host)]] : [portless];
}

function merged(one: Sketch | null, other: Sketch): Sketch | null {
  if (one === null) return null;
  const [scheme, host, port] = [both(one[0], other[0]), both(one[1], other[1]), both(one[2], other[2])];
  return scheme === null || host === null || port === null ? null : [scheme, host, port];
}

/** What both determine; null if they contradict each other. */
function both(one: Known, other: Known): Known | null {
  const start = one.start.startsWith(other.start) ? one.start : other.start.startsWith(one.start) ? other.start : null;
  const end = one.end.endsWith(other.end) ? one.end : other.end.endsWith(one.end) ? other.end : null;
  const all = one.whole ?? other.whole;
  if (start === null || end === null) return null;
  if (all !== null && (all !== (other.whole ?? all) || !all.startsWith(start) || !all.endsWith(end))) return null;
  return { whole: all, start, end };
}

function filled({ whole: all, start, end }: Known, fills: readonly string[]): readonly string[] {
  return all === null ? fills.map((fill) => `${start}${fill}${end}`) : [all];
}

function schemes(known: Known): readonly string[] {
  if (known.whole !== null) return [known.whole];
  return ['https', 'http', `${known.start}x${known.end}`].filter((one) => one.startsWith(known.start) && one.endsWith(known.end));
}

function hosts(known: Known, number: number): readonly string[] {
  const label = `another-site${number === 0 ? '' : `-${number}`}`;
  const domain = `${label}.example${number === 0 ? '' : `-${number}`}`;
  const open = known.end === '' ? [domain, label] : [label, `${label}.`, `.${label}`];
  // The last part of an IP address is a number.
  const numbers = [String((number % 250) + 1), `${(number % 250) + 1}.0.0`, `127.${number % 250}`, `127.0.${number % 250}`];
  return filled(known, [
    ...open,
    ...(known.start === '' || known.end !== '' ? [''] : []),
    ...(/\d$|^\./.test(known.end + known.start) ? numbers : []),
  ]);
}

function ports(known: Known, number: number): readonly string[] {
  const fills = known.start + known.end === '' ? ['', String(49_152 + number), String(1024 + number)] : ['', ...digits(number)];
  return filled(known, fills).filter((port) => port === '' || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535));
}

/** Short texts of digits, different for each number. */
function digits(number: number): readonly string[] {
  return [String(number % 10), String(number % 100), String(number % 1000), String(number % 10_000)];
}
