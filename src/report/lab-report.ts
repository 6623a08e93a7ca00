import type { ProbeRequest } from '../probe/probe-request.js';
import { reportedName, settledByName } from '../probe/written-points.js';
import { escapeTerminal, inertLogLine } from './escape.js';
import type { Paint } from './paint.js';
import { probeJson, probeText, type ProbeReport } from './probe-report.js';
import { readingText } from './sentences/readings.js';

/** The results of the lab: a table of the open points, and a record to share. */

/** The measurements of a lab. */
export interface LabReport extends ProbeReport {
  /** Each open point with its requests, in the lab's order. */
  readonly points: ReadonlyMap<string, readonly ProbeRequest[]>;
  /** Open points that no request can settle. */
  readonly untellable: readonly string[];
  /** Tier and region, if given. */
  readonly note: string | null;
  /** The day, as YYYY-MM-DD. */
  readonly date: string;
  readonly version: string;
}

interface LabRow {
  readonly point: string;
  readonly result: 'settled' | 'undecided' | 'untellable';
  readonly reading: string | null;
  readonly says: string | null;
  readonly requests: readonly ProbeRequest[];
}

function rowsOf({ points, untellable, settlement }: LabReport): readonly LabRow[] {
  const settled = settledByName(settlement.settled());
  const asked = [...points].map(([point, requests]): LabRow => {
    const found = settled.get(point);
    if (found === undefined) return { point, result: 'undecided', reading: null, says: null, requests };
    return { point, result: 'settled', reading: found.reading.value, says: readingText(found.reading), requests };
  });
  return [...asked, ...untellable.map((point): LabRow => ({ point, result: 'untellable', reading: null, says: null, requests: [] }))];
}

/** `probe --lab` for a terminal: each request, then the table of open points. */
export function labText(report: LabReport, paint: Paint): string {
  const rows = rowsOf(report);
  const width = Math.max(...rows.map(({ point }) => point.length));
  const styles = { settled: 'green', undecided: 'yellow', untellable: 'dim' } as const;
  const shown = { settled: '', undecided: 'not settled', untellable: 'no request tells it' } as const;
  const lines = rows.map(({ point, result, reading, says }) => {
    const what = reading === null ? shown[result] : `${reading}: ${says ?? ''}`;
    return `${point.padEnd(width)}  ${paint(styles[result], escapeTerminal(what))}`;
  });
  return `${[...lines, ''].map(inertLogLine).join('\n')}\n${probeText(report, paint)}`;
}

/** The record: a probe's JSON plus information about the measurement. */
export function labJson(report: LabReport): string {
  const { version, date, note, settlement } = report;
  const indexOf = (request: ProbeRequest): number => settlement.probed.findIndex((one) => one.request === request);
  const points = rowsOf(report).map(({ point, result, reading, requests }) => ({
    point: reportedName(point),
    result,
    reading,
    requests: requests.map(indexOf).filter((index) => index >= 0),
  }));
  return probeJson(report, { lab: { tool: { name: 'apim-cors-review', version }, date, note, points } });
}
