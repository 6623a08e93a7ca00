/** In which environments something holds; null stands for no environment. */
export function environmentsNote(names: readonly (string | null)[]): string {
  const named = names.flatMap((name) => name ?? []).join(', ');
  if (!names.includes(null)) return `This is so in ${named}.`;
  return named === '' ? 'This is so in the files as they are, and in no environment.' : `This is so in the files as they are, and in ${named}.`;
}
