/**
 * Whether an environment is one of development. `said`: those that the configuration names as such; null: it names none, and then the name tells:
 * dev, test, local or sandbox as a word of it, with a number or not, and nothing of production beside it. null: there is no environment.
 */
export function isDevelopmentEnvironment(environment: string | null, said: readonly string[] | null): boolean | null {
  if (environment === null) return null;
  if (said !== null) return said.includes(environment);
  const words = environment.split(/[-_.]/);
  return words.some(isDevelopmentName) && !words.some((word) => /^(?:prd|prod|production|live)\d*$/i.test(word));
}

/** Whether a folder of the path is named after development alone. */
export function isInDevelopmentFolder(path: string): boolean {
  return path.split('/').slice(0, -1).some(isDevelopmentName);
}

function isDevelopmentName(word: string): boolean {
  return /^(?:dev(?:el|elop|elopment)?|te?st|local|sandbox|sbx)\d*$/i.test(word);
}
