import type { RepairTitle } from '../repairs/title.js';

/** Whether a title already says that unmatched requests are passed on. */
export function saysPassedOn(title: RepairTitle): boolean {
  if (title.code === 'both') return saysPassedOn(title.given.first) || saysPassedOn(title.given.second);
  return title.code === 'pass-unmatched-on' || title.code === 'write-terminate-unmatched';
}
