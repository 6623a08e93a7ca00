/** "1 error", "2 errors". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** "2 errors, 1 warning", or null when there is none. */
export function countsWords(counts: { readonly error: number; readonly warning: number; readonly info: number }): string | null {
  const parts = [
    counts.error > 0 ? counted(counts.error, 'error') : null,
    counts.warning > 0 ? counted(counts.warning, 'warning') : null,
    counts.info > 0 ? counted(counts.info, 'info', 'infos') : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}
