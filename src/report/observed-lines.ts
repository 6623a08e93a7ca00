import type { Reading } from '../cors/worlds.js';
import type { Explanation } from '../explain/explanation.js';
import { worthKeeping } from '../explain/observed.js';
import { shellWord } from '../text/shell-word.js';
import { readingText } from './sentences/readings.js';
import { assumeKey } from './settling.js';

/** One line; none for a reading of a family. */
function said(reading: Pick<Reading, 'about' | 'value'>): readonly string[] {
  const text = readingText(reading);
  return text === '' ? [] : [text];
}

/** What a message or capture settles, and how to keep it. */
export function observedLines({ observed }: Explanation): readonly string[] {
  const kept = new Set(worthKeeping(observed));
  return (observed?.assume ?? []).flatMap((reading) => {
    const { question, value } = reading;
    if (!kept.has(reading)) return said(reading);
    const line = `keep it in the configuration, under assume: ${assumeKey(question)}: "${value}" (or --assume ${shellWord(`${question}=${value}`)})`;
    return [...said(reading), line];
  });
}
