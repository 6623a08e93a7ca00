/** "12,345": as `toLocaleString` for English, whose data takes longer to load than most reviews take to write. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 error", "2 errors". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** "2 errors, 1 warning", or null if there are none. */
export function countsWords(counts: { readonly error: number; readonly warning: number; readonly info: number }): string | null {
  const parts = [
    counts.error > 0 ? counted(counts.error, 'error') : null,
    counts.warning > 0 ? counted(counts.warning, 'warning') : null,
    counts.info > 0 ? counted(counts.info, 'info', 'infos') : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** "12 kept, 1 broken, 1 undecided", without zeros. */
export function keptLine(results: readonly { readonly result: 'kept' | 'broken' | 'undecided' }[]): string {
  const words = (['kept', 'broken', 'undecided'] as const).flatMap((one) => {
    const count = results.filter(({ result }) => result === one).length;
    return count === 0 ? [] : [`${count} ${one}`];
  });
  return words.length === 0 ? 'no contract is checked' : words.join(', ');
}
